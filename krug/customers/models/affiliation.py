"""Where a person works, and what he has to say there."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.site.ids import uuid7


class Source(models.TextChoices):
    """From whom we know it."""

    SAID = "said", _("said so himself")
    HEARD = "heard", _("others said so")
    SEEN = "seen", _("we have seen it")
    FILE = "file", _("a document or a register")
    GUESS = "guess", _("our guess")
    SITE = "site", _("a site or a program said so")
    NONE = "", _("not said")


class Affiliation(models.Model):
    """A person works at an organisation, until an end is known. Person.organisation names his main one."""

    class Part(models.TextChoices):
        DECIDES = "decides", pgettext_lazy("part in a decision", "decides")
        INFLUENCES = "influences", pgettext_lazy("part in a decision", "influences")
        USES = "uses", pgettext_lazy("part in a decision", "uses it himself")
        BLOCKS = "blocks", pgettext_lazy("part in a decision", "can block")
        UNKNOWN = "", pgettext_lazy("part in a decision", "unknown")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    person = models.ForeignKey("customers.Person", models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey("customers.Organisation", models.PROTECT, related_name="affiliations")
    position = models.CharField(max_length=120, blank=True, default="")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="The last day; empty: he works there.")
    source = models.CharField(max_length=6, choices=Source.choices, blank=True, default=Source.NONE)
    part = models.CharField(max_length=10, choices=Part.choices, blank=True, default=Part.UNKNOWN)
    part_source = models.CharField(max_length=6, choices=Source.choices, blank=True, default=Source.NONE)
    part_at = models.DateTimeField(null=True, blank=True, help_text="When the part was learnt.")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(until=None),
                name="works_once_at_a_place",
            )
        ]
        indexes = [models.Index(fields=["organisation", "part"], name="affiliation_by_part")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.organisation_id}"
