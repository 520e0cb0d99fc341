"""Whose personal data were destroyed: when, by whom, why and how many rows of what. Ids only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.site.ids import uuid7


class Erasure(models.Model):
    class Reason(models.TextChoices):
        REQUEST = "request", _("The customer demanded it")
        WITHDRAWN = "withdrawn", _("Consent was withdrawn")
        RETENTION = "retention", _("The purpose is reached, the term is over")
        UNLAWFUL = "unlawful", _("The data were kept without grounds")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    document = models.CharField(
        max_length=120, blank=True, default="", help_text="Number and day of the demand; no names."
    )
    destroyed = models.JSONField(default=dict, help_text="Place → rows.")
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="The reading copy and free pages hold nothing any more."
    )

    def __str__(self) -> str:
        return str(self.uid)


class Erased(models.Model):
    """The tombstone of one person: his card, merged ones each with their own."""

    person = models.OneToOneField("customers.Person", models.PROTECT, related_name="erased")
    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="people")

    def __str__(self) -> str:
        return str(self.person_id)
