"""One field of many cards set at once: what was there before is kept with each, to be put back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.customers.models.job import Job


class BulkChange(Job):
    """`value`: as the field has it, a territory's id as text; empty for none."""

    class Field(models.TextChoices):
        CLASS = "klass", _("Class")
        TERRITORY = "territory", _("Territory")

    field = models.CharField(max_length=12, choices=Field.choices)
    value = models.CharField(max_length=20, blank=True, default="")
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When its author took it back.")

    class Meta:
        indexes = [models.Index(fields=["author", "-id"], name="bulk_change_newest")]

    def __str__(self) -> str:
        return f"{self.field} of {self.rows} {self.kind}s"


class BulkRow(models.Model):
    """One card of it. `before`: what the field was, as `value` is written."""

    class State(models.TextChoices):
        WAITS = "waits"
        DONE = "done"
        REFUSED = "refused"
        BACK = "back"
        KEPT = "kept"

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="lines")
    row = models.BigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITS)
    before = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "row"], name="once_in_a_change")]
        indexes = [models.Index(fields=["change", "state", "id"], name="bulk_row_turn")]

    def __str__(self) -> str:
        return f"{self.row} of {self.change_id}"
