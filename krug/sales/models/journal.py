"""What happened to a deal: events are only added; the rows beside them say what holds now."""

from django.db import models
from django.utils import timezone

from krug.sales.words import Kind, LostBy, WonBy


class DealEvent(models.Model):
    """`at`: when it happened; which of the other columns are filled depends on the kind. Never changed."""

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    stage = models.CharField(
        max_length=40, blank=True, default="", help_text="Where the deal stood after it."
    )
    stage_before = models.CharField(max_length=40, blank=True, default="")
    checkpoint = models.CharField(max_length=40, blank=True, default="")
    number_before = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    number_after = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    time_before = models.DateTimeField(null=True)
    time_after = models.DateTimeField(null=True)
    owner = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True, default="")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["deal", "id"], name="event_of_deal"),
            models.Index(fields=["kind", "at"], name="event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.kind}"


class Passing(models.Model):
    """A checkpoint is passed: by touches and rows that prove it, or by somebody's word."""

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="passings")
    checkpoint = models.CharField(max_length=40)
    at = models.DateTimeField()
    by_hand = models.BooleanField(default=False)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=300, blank=True, default="")
    touches = models.JSONField(default=list, help_text="Ids of the touches that prove it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "checkpoint"], name="one_passing")]

    def __str__(self) -> str:
        return f"{self.deal_id} passed {self.checkpoint}"


class Skipping(models.Model):
    """A checkpoint is left out, with reason and price. `approver` None: it waits for somebody who may."""

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="skippings")
    checkpoint = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    price = models.DecimalField(max_digits=18, decimal_places=2)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    approver = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "checkpoint"], name="one_skipping")]

    def __str__(self) -> str:
        return f"{self.deal_id} without {self.checkpoint}"


class Pause(models.Model):
    """The clock stands still: the customer asked to wait."""

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal"], condition=models.Q(until=None), name="one_open_pause")
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} waits"


class Cost(models.Model):
    """What was spent on a deal by hand: calculations, reference visits, hours, other money."""

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="costs")
    resource = models.CharField(max_length=12)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deal_id} {self.resource} {self.quantity}"


class Closing(models.Model):
    """How a deal ended. `effort`: what was done for it by then, as figures. A reopening ends it."""

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="closings")
    won = models.BooleanField()
    at = models.DateTimeField()
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=12, choices=[*WonBy.choices, *LostBy.choices])
    competitor = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    effort = models.JSONField(default=dict, help_text="krug.sales.judging.Effort")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal"], condition=models.Q(reopened_at=None), name="one_closing")
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {'won' if self.won else 'lost'}"
