"""A file that another system leaves by hand: purchases of a till or a catalogue, papers of the books."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.site.ids import uuid7


class TableFile(models.Model):
    """`source`: which till or system it is of; with it what is told again is known again."""

    class Kind(models.TextChoices):
        PURCHASES = "purchases", _("Purchases")
        PAPERS = "papers", _("Invoices and payments")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.SlugField(max_length=30)
    filename = models.CharField(max_length=200)
    path = models.CharField(max_length=300, help_text="Relative to KRUG_HOME.")
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    header = models.BooleanField(default=True, help_text="The first record is headings.")
    headings = models.JSONField(default=list)
    signature = models.CharField(max_length=64, help_text="SHA-256 of the headings as they are compared.")
    mapping = models.JSONField(default=dict, help_text="Column number → field name.")
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0, help_text="Receipts, or papers: new or changed.")
    known = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind", "signature", "-id"], name="table_file_alike")]

    def __str__(self) -> str:
        return self.filename


class LeftRow(models.Model):
    """A row that could not be taken, whole, with the reason: mended here, or in the file and sent again."""

    file = models.ForeignKey(TableFile, models.CASCADE, related_name="left")
    line = models.PositiveIntegerField()
    cells = models.JSONField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="one_left_row")]

    def __str__(self) -> str:
        return f"line {self.line}"


class Receipt(models.Model):
    """A purchase or a refund as it was told: `touch` is what the log has of it now, `digest` its content."""

    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    source = models.SlugField(max_length=30)
    number = models.CharField(max_length=120)
    refund = models.BooleanField()
    touch = models.UUIDField()
    tellings = models.PositiveIntegerField(default=1)
    digest = models.BinaryField(max_length=32)
    file = models.ForeignKey(TableFile, models.SET_NULL, null=True, related_name="receipts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "source", "number", "refund"], name="one_receipt")
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.number}"
