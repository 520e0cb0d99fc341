"""Identities seen together: the evidence that links by stitching are derived from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.site.ids import uuid7


class Sighting(models.Model):
    """At that moment (µs UTC) these identities were one customer's, by this evidence."""

    class Evidence(models.TextChoices):
        IDENTIFY = "identify", _("named himself")
        ALIAS = "alias", _("declared one and the same")
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        CLICKED = "clicked", _("clicked in a personal letter")
        CALLED = "called", _("a call")
        TILL = "till", _("loyalty card at the till")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    at = models.BigIntegerField()
    evidence = models.CharField(max_length=12, choices=Evidence.choices)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.evidence} at {self.at}"


class Seen(models.Model):
    """One of the identities of a sighting."""

    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="seen")
    identity = models.ForeignKey("customers.Identity", models.PROTECT, related_name="seen")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sighting", "identity"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.sighting_id}: {self.identity_id}"


class SightingUndone(models.Model):
    """A sighting that does not count any more, who took it back and when."""

    sighting = models.OneToOneField(Sighting, models.CASCADE, related_name="undone")
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.sighting_id} undone"


class BlockedValue(models.Model):
    """A value that names nobody: a kiosk's phone, a made-up address. `*` stands for any characters."""

    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=160)
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    cards = models.PositiveIntegerField(
        null=True, blank=True, help_text="Customers who lost or gained touches by it; empty: nobody counted."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="blocked_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"
