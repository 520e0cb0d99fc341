from django.db import models

from krug.site.ids import uuid7


class Listener(models.Model):
    """Who was present. `identity` is the person's card, or an unknown listener with no link."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    visit = models.ForeignKey("visits.Visit", models.CASCADE, related_name="listeners")
    identity = models.ForeignKey("customers.Identity", models.PROTECT, related_name="+")
    person = models.ForeignKey("customers.Person", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "identity"], name="one_listener")]

    def __str__(self) -> str:
        return self.name


class Nameless(models.Model):
    """He wished to see slides without being written down: what he was shown in this visit gets no name."""

    listener = models.OneToOneField(Listener, models.CASCADE, related_name="nameless")
    at = models.DateTimeField(help_text="When he said so.")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.listener_id} nameless"


class ListenerAlias(models.Model):
    """The uid that a device gave to a listener the visit already had: two sides added the same person off-
    line.
    """

    uid = models.UUIDField(unique=True)
    listener = models.ForeignKey(Listener, models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return str(self.uid)
