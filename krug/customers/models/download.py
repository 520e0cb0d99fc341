from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.customers.models.job import Job


class Download(Job):
    """A list that becomes a file in the background, for whoever asked for it and nobody else.

    `path`: relative to KRUG_HOME; empty while there is none, and when it was taken away again.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook")
        CSV = "csv", _("CSV table")
        VCF = "vcf", _("Address book (vCard)")

    format = models.CharField(max_length=4, choices=Format.choices)
    language = models.CharField(max_length=8)
    schema = models.PositiveSmallIntegerField(default=1)
    meant = models.JSONField(help_text="krug.customers.listing.meant.Meant")
    chosen = models.JSONField(null=True, blank=True, help_text="Ids of rows; none: all that it finds.")
    path = models.CharField(max_length=120, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["author", "-id"], name="download_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.format} of {self.author_id}"
