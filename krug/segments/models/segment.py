"""A segment: who is meant, said as a condition; whether it is frozen or removed are rows of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.segments.conditions import SCHEMA, Asked, Condition
from krug.site.ids import uuid7


class Segment(models.Model):
    """`counted_at`: up to when time alone has been taken into account (µs UTC); None: never counted yet.

    `turn` grows whenever members are written: who worked them out from an earlier state begins again.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Customers")
        ORGANISATION = "organisation", _("Organisations")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=14, choices=Kind.choices, default=Kind.PERSON, help_text="Whom it means; never changed."
    )
    name = models.CharField(max_length=80)
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    condition = models.JSONField(help_text="krug.segments.conditions.Condition")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    counted_at = models.BigIntegerField(null=True, blank=True)
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["unit", "name"], name="segment_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def meant(self) -> Condition:
        return Condition.model_validate(self.condition)

    @property
    def asked(self) -> Asked:
        return Asked(self.kind, self.meant)

    @property
    def of_persons(self) -> bool:
        return self.kind == Segment.Kind.PERSON

    @property
    def is_frozen(self) -> bool:
        return hasattr(self, "freezing")


class Freezing(models.Model):
    """From then on its members stay who they are."""

    segment = models.OneToOneField(Segment, models.CASCADE, related_name="freezing")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.segment_id} frozen"


class Removal(models.Model):
    """It is not there for anybody any more, until the removal is taken back."""

    segment = models.OneToOneField(Segment, models.CASCADE, related_name="removal")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.segment_id} removed"
