from django.db import models

from krug.site.ids import uuid7


class Version(models.Model):
    """What was uploaded at one time, never changed afterwards."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    deck = models.ForeignKey("decks.Deck", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    format = models.CharField(max_length=12, default="html5")
    sha256 = models.CharField(max_length=64, help_text="Of the package as it came.")
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deck", "number"], name="one_version_number")]

    def __str__(self) -> str:
        return f"v{self.number}"


class Slide(models.Model):
    """One slide of a version. `key` stays the same from version to version: so versions are compared."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="slides")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … in the deck's own order.")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    address = models.CharField(
        max_length=300, help_text="Path in the package, with #hash where the slide is one."
    )
    thumb = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of the picture.")
    mandatory = models.BooleanField(default=False)
    minutes = models.FloatField(null=True, blank=True)
    next = models.JSONField(
        default=list, help_text="[{to, when?: {question, equals}}]: branches, first match wins."
    )
    questions = models.JSONField(
        default=list, help_text="[{id, kind, text, options?}] stated by the manifest."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="one_slide_key"),
            models.UniqueConstraint(fields=["version", "number"], name="one_slide_number"),
        ]

    def __str__(self) -> str:
        return self.title


class VersionFile(models.Model):
    """A file of a version: where it stands and what it is (contents are kept once, by SHA-256)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="files")
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    type = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="one_file_path")]

    def __str__(self) -> str:
        return self.path
