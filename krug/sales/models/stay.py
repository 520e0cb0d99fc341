"""A deal's stays at the stages of its path, as its journal tells them: what pipe and funnel count."""

from django.db import models
from django.db.models import Q

from krug.sales.words import Coarse, Fate


class Stay(models.Model):
    """`krug.sales.stays.Stayed` of a deal: kept by `judge`, and can be worked out anew at any time.

    `seconds`: working time, pauses left out; None while it stands there. `came`, `total`: of all stays at
    this stage up to this one; `last`: none follows there. Likewise of the coarse stage.
    """

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="stays")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=40)
    coarse = models.CharField(max_length=10, choices=Coarse.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    fate = models.CharField(max_length=5, choices=Fate.choices, blank=True)
    seconds = models.BigIntegerField(null=True)
    last = models.BooleanField()
    came = models.DateTimeField()
    total = models.BigIntegerField()
    last_coarse = models.BooleanField()
    came_coarse = models.DateTimeField()
    total_coarse = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="one_stay")]
        indexes = [
            models.Index(fields=["stage", "fate", "deal"], name="stay_at_stage", condition=Q(last=True)),
            models.Index(
                fields=["coarse", "fate", "deal"], name="stay_at_coarse", condition=Q(last_coarse=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} at {self.stage}"
