from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.site.ids import uuid7


class ContactImport(models.Model):
    """One file of contacts: how it was read, how its columns were understood, how far it has come."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Customers")
        ORGANISATION = "organisation", _("Organisations")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    territory = models.ForeignKey("access.Territory", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(
        max_length=14, choices=Kind.choices, default=Kind.PERSON, help_text="What its rows are."
    )
    filename = models.CharField(max_length=200)
    path = models.CharField(max_length=300, help_text="Relative to KRUG_HOME.")
    format = models.CharField(max_length=8, default="csv", help_text="What the file was, by its content.")
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    header = models.BooleanField(default=True, help_text="The first record is headings.")
    headings = models.JSONField(default=list, help_text="What the columns are called.")
    mapping = models.JSONField(default=dict, help_text="Column number → field name.")
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    doubles = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(
        null=True, blank=True, help_text="Stopped by its author; who is in the audit."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.filename


class SavedMapping(models.Model):
    """How somebody of the unit corrected the columns of files with these headings: proposed next time."""

    unit = models.ForeignKey("access.Unit", models.CASCADE, related_name="+")
    headings = models.CharField(max_length=64, help_text="SHA-256 of the headings as they are compared.")
    mapping = models.JSONField(default=dict, help_text="Column number → field name.")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "headings"], name="one_mapping_of_headings")]

    def __str__(self) -> str:
        return f"{self.headings[:8]} of {self.unit_id}"


class RejectedRow(models.Model):
    """A row that could not be taken, whole, with the reason: nothing is lost."""

    contact_import = models.ForeignKey(ContactImport, models.CASCADE, related_name="rejected")
    line = models.PositiveIntegerField()
    cells = models.JSONField()
    double = models.BooleanField(default=False, help_text="Left out because the person is there already.")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact_import", "line"], name="one_rejection_a_line")
        ]

    def __str__(self) -> str:
        return f"line {self.line}"


class ImportedRow(models.Model):
    """A card that an import made, until it is taken back. `kept`: why an undoing left it where it is."""

    class Kept(models.TextChoices):
        EDITED = "edited", _("edited since")
        MERGED = "merged", _("merged with another card")
        LINKED = "linked", _("linked or recognised since")
        TOUCHED = "touched", _("there were contacts since")
        VISITED = "visited", _("has visits")
        CONSENT = "consent", _("has consents")
        PEOPLE = "people", _("customers work there")
        USED = "used", _("used elsewhere")

    contact_import = models.ForeignKey(ContactImport, models.CASCADE, related_name="made")
    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    kept = models.CharField(max_length=10, choices=Kept.choices, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="imported_once")]
        # The way an undoing walks: what is undecided, people before the organisations they work at.
        indexes = [models.Index(fields=["contact_import", "kept", "kind", "id"], name="imported_to_undo")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"


class ImportUndoing(models.Model):
    """An import that is taken back: by whom and when, and how far that has come."""

    contact_import = models.OneToOneField(ContactImport, models.PROTECT, related_name="undoing")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    rows = models.PositiveIntegerField(help_text="Cards the import had made.")
    removed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.contact_import_id} undone"
