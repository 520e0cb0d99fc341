"""What a won deal brings to those who sold it (S12)."""

from django.db import models

from krug.sales.words import Sharer


class Earning(models.Model):
    """One person's share of one winning, as the method's rule and the people were at that moment.

    Never changed: a deal that is opened again takes it back by its closing's `reopened_at`.
    `base`: the amount of the deal; `among`: how many divided this share between them.
    """

    closing = models.ForeignKey("sales.Closing", models.CASCADE, related_name="earnings")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    sharer = models.CharField(max_length=10, choices=Sharer.choices)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    among = models.PositiveSmallIntegerField(default=1)
    base = models.DecimalField(max_digits=18, decimal_places=2)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closing", "user", "sharer"], name="one_share_of_a_closing")
        ]
        indexes = [models.Index(fields=["user", "at"], name="earning_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.amount} {self.currency}"
