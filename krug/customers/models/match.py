"""Two cards that may be one customer's: what matching found, and what people said of it."""

from django.db import models
from django.db.models import F, Q

from krug.site.ids import uuid7


class Match(models.Model):
    """A likely pair, both standing for themselves when it was found. It waits while both still do.

    `levels`: feature → how far both agree in it (krug.customers.matching.features).
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    left = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    right = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    probability = models.FloatField()
    version = models.CharField(max_length=40)
    levels = models.JSONField(default=dict)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="one_match"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="match_in_order"),
        ]
        indexes = [models.Index(fields=["-probability", "id"], name="match_by_probability")]

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}: {self.probability:.4f}"


class NotSame(models.Model):
    """«These two are different people»: they are never proposed nor merged by themselves again."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    left = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    right = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    evidence = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="not_same_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="not_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} is not {self.right_id}"
