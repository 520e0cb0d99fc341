from django.db import models


class Device(models.Model):
    """A tablet or a browser that keeps a copy. `uid` is made on the device."""

    uid = models.UUIDField(unique=True)
    user = models.ForeignKey("access.User", models.CASCADE, related_name="devices")
    name = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    synced_at = models.DateTimeField(null=True, blank=True)
    drift = models.BigIntegerField(default=0, help_text="Device clock minus server clock, µs, last seen.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name or str(self.uid)
