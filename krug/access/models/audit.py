from django.db import models


class AuditEntry(models.Model):
    """Who did what to which row, or read which personal data. Holds names of fields, never their values."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)
    fields = models.JSONField(default=list)
    digest = models.BinaryField(max_length=32, null=True)
    request_id = models.CharField(max_length=36, default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="audit_of_object"),
            models.Index(fields=["actor", "-id"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind}:{self.object_id}"


class AuditValue(models.Model):
    """Old and new values of one entry: a side row, so that erasure can destroy it and leave the entry."""

    entry = models.OneToOneField(AuditEntry, models.CASCADE, related_name="value")
    salt = models.BinaryField(max_length=16)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"values of {self.entry_id}"
