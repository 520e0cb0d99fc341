"""Two cards that may be one customer's: what matching found, and what people said of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from krug.site.ids import uuid7


class Likely(models.Model):
    """A likely pair, both standing for themselves when it was found. It waits while both still do.

    `levels`: feature → how far both agree in it (krug.customers.matching.features).
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    probability = models.FloatField()
    version = models.CharField(max_length=40)
    levels = models.JSONField(default=dict)
    found_at = models.DateTimeField(auto_now_add=True)

    left: Any
    right: Any
    left_id: int
    right_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}: {self.probability:.4f}"


class Apart(models.Model):
    """«These two are different»: they are never proposed nor merged by themselves again."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    evidence = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    left_id: int
    right_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.left_id} is not {self.right_id}"


class Match(Likely):
    left = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    right = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="one_match"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="match_in_order"),
        ]
        indexes = [models.Index(fields=["-probability", "id"], name="match_by_probability")]


class NotSame(Apart):
    left = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    right = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="not_same_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="not_same_in_order"),
        ]


class OrganisationMatch(Likely):
    left = models.ForeignKey("customers.Organisation", models.CASCADE, related_name="+")
    right = models.ForeignKey("customers.Organisation", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="one_organisation_match"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="organisation_match_in_order"),
        ]
        indexes = [models.Index(fields=["-probability", "id"], name="organisation_match_by_odds")]


class OrganisationNotSame(Apart):
    left = models.ForeignKey("customers.Organisation", models.CASCADE, related_name="+")
    right = models.ForeignKey("customers.Organisation", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="organisations_not_same_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="organisations_not_same_in_order"),
        ]
