"""Whom Krug tells by itself what happened: named recipients alone, and everything that was told them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.site.ids import uuid7


class Endpoint(models.Model):
    """`failing_since`: no delivery has succeeded since then. `stopped`: by hand, or failing for too long."""

    class Stopped(models.TextChoices):
        NO = "", ""
        HAND = "hand", _("Stopped by hand")
        FAILING = "failing", _("Stopped: it has not answered for days")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    purpose = models.CharField(max_length=200, help_text="Who it is and what for.")
    events = models.JSONField(default=list)
    secret = models.CharField(max_length=80, help_text="whsec_…: it signs, so it is kept as it is.")
    old_secret = models.CharField(
        max_length=80, blank=True, default="", help_text="Signs beside the new one until `old_until`."
    )
    old_until = models.DateTimeField(null=True)
    stopped = models.CharField(max_length=8, choices=Stopped.choices, blank=True, default=Stopped.NO)
    failing_since = models.DateTimeField(null=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to one recipient; its uid is the same at every attempt. `next_at` None: it is over."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.endpoint_id}"
