"""What somebody said would come. Rows are only added; the database refuses the rest (forecasting.guard)."""

from django.db import models
from django.db.models import F, Q


class ForecastRow(models.Model):
    """One deal (or none: what is not a deal yet) in a submission for a month.

    Everything is named by bare id: no name of a customer is here to be erased, and no row keeps another
    from being deleted. `number`: 1, 2, … within the unit; `previous`: the digest of the row before it.
    `author` is another than `owner` where a manager says his own of a seller's month; None: the console.
    `horizon`: months ahead. `model`: per mille, what the model said then. `written_at` is later than
    `made_at` where it was brought in from elsewhere.
    """

    unit = models.BigIntegerField()
    number = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    submission = models.UUIDField()
    period = models.DateField()
    cut_off = models.DateTimeField()
    horizon = models.PositiveSmallIntegerField()
    owner = models.BigIntegerField()
    author = models.BigIntegerField(null=True)
    deal = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    chance = models.PositiveSmallIntegerField()
    expected_on = models.DateField(null=True)
    model = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="one_forecast_number"),
            models.CheckConstraint(condition=Q(made_at__lt=F("cut_off")), name="forecast_before_cut_off"),
            models.CheckConstraint(condition=Q(chance__lte=100, amount__gte=0), name="forecast_figures"),
        ]
        indexes = [
            models.Index(fields=["unit", "period", "owner", "number"], name="forecast_of_period"),
            models.Index(fields=["submission"], name="forecast_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} № {self.number}"
