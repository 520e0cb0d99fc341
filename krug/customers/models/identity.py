"""Whom a touch belongs to: an identity is a key, a link says whose key it is, and for how long."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    class Kind(models.TextChoices):
        CARD = "card", _("Card made by hand")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        COOKIE = "cookie", _("Cookie")
        DEVICE = "device", _("Device")
        LOYALTY = "loyalty", _("Loyalty card")
        TAX = "tax", _("Tax number")
        SOCIAL = "social", _("Social profile")
        APP = "app", _("App id")
        LISTENER = "listener", _("Unknown listener")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=160, help_text="Normalised: E.164, lower case, the card's uid.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="one_identity")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Link(models.Model):
    """The identity is the person's in [since, until), µs UTC; None: without an end on that side.

    Of several links valid at one moment the highest priority wins, then the newest.
    """

    identity = models.ForeignKey(Identity, models.PROTECT, related_name="links")
    person = models.ForeignKey("customers.Person", models.PROTECT, related_name="links")
    since = models.BigIntegerField(null=True, blank=True)
    until = models.BigIntegerField(null=True, blank=True)
    priority = models.SmallIntegerField(default=0)
    evidence = models.JSONField(default=dict)
    rule = models.CharField(
        max_length=20,
        blank=True,
        default="",
        help_text="What derived it; empty: a card or a hand.",
    )
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["identity", "person"], name="link_of_identity")]

    def __str__(self) -> str:
        return f"{self.identity_id} → {self.person_id}"
