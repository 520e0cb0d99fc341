from django.db import models

from krug.site.ids import uuid7


class Token(models.Model):
    """A key for the API: acts as its owner, within `permissions`. Only a SHA-256 of the secret is kept."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    user = models.ForeignKey("access.User", models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
