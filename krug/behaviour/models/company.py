"""Which company somebody's tracker said that he belongs to, and what became of it."""

from django.db import models

from krug.site.ids import uuid7


class Belonging(models.Model):
    """A `group` event: somebody (an identity) belongs to a company, by the sender's own id of it.

    One row for what was said, however often; without a `Deciding` it is open. `at`: µs UTC, of the first.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    source = models.ForeignKey("behaviour.Source", models.PROTECT, related_name="+", db_index=False)
    identity = models.BigIntegerField()
    key = models.CharField(max_length=120, help_text="groupId.")
    name = models.CharField(max_length=200, blank=True)
    tax_number = models.CharField(max_length=20, blank=True)
    tax_reason = models.CharField(max_length=9, blank=True)
    at = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "identity", "key"], name="belonging_said_once")
        ]
        indexes = [models.Index(fields=["unit", "key"], name="belonging_by_key")]

    def __str__(self) -> str:
        return f"{self.identity} in {self.key}"


class Deciding(models.Model):
    """He works there (`organisation`), or he does not (None). `author` None: the numbers said so."""

    belonging = models.OneToOneField(Belonging, models.CASCADE, related_name="deciding")
    organisation = models.ForeignKey("customers.Organisation", models.PROTECT, null=True, related_name="+")
    affiliation = models.ForeignKey(
        "customers.Affiliation",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="That it made; empty: it was known already, or is none.",
    )
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.belonging_id}: {self.organisation_id}"
