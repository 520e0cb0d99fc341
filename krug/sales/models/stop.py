"""The stop sign of a deal: when it was put up, why the deal goes on all the same, what deals usually cost."""

from django.db import models
from django.utils import timezone

from krug.sales.models.deal import Deal
from krug.sales.models.method import Method


class StopSign(models.Model):
    """Spent and expected cost are more than the method's part of the expected value.

    `gone_at`: the figures are in order again, or the deal has ended.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="signs")
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict, help_text="krug.sales.stopping.Weighed.figures")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal"], condition=models.Q(gone_at=None), name="one_stop_sign")
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} stop"


class Justification(models.Model):
    """Why a deal goes on in spite of its sign: until the end of a day, or up to a sum spent.

    `approved_at` None: it waits for somebody who may. `ended_at`: it is used up, or another took its place.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="justifications")
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True)
    up_to = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    approver = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=models.Q(ended_at=None), name="one_justification"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} goes on"


class UsualCost(models.Model):
    """What a deal that was won by this method cost from its opening to its end; learned every night."""

    method = models.OneToOneField(Method, models.CASCADE, related_name="usual_cost")
    deals = models.PositiveIntegerField()
    money = models.DecimalField(max_digits=18, decimal_places=2, help_text="The mean of them.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.method_id} {self.money}"
