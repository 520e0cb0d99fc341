"""Long work with lists: it shows how far it has come, can be stopped, outlives the page that began it."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from krug.site.ids import uuid7


class Job(models.Model):
    """`rows`: how many there were at the beginning; `done`: so far."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    author = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, help_text="What is listed: person or organisation.")
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def state(self) -> str:
        """waiting, running, done, stopped, failed"""
        if self.cancelled_at:
            return "stopped"
        if self.failure:
            return "failed"
        if self.finished_at:
            return "done"
        return "running" if self.started_at else "waiting"

    @property
    def is_going(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.rows)) if self.rows else 0

    @property
    def left(self) -> int | None:
        """Seconds, as far as can be told."""
        if self.state != "running" or not self.done or self.started_at is None:
            return None
        spent = timezone.now() - self.started_at
        return round(spent / timedelta(seconds=1) * (self.rows - self.done) / self.done)
