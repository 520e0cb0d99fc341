from django.db import models

from krug.site.ids import uuid7


class CalendarFeed(models.Model):
    """The address at which somebody's calendar reads his visits. Only a SHA-256 of its secret is kept."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    staff = models.OneToOneField("access.User", models.CASCADE, related_name="calendar_feed")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"calendar of {self.staff_id}"
