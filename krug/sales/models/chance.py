"""What the deals of a unit taught."""

from django.db import models


class ChanceModel(models.Model):
    """The newest, by which deals are told how likely they are."""

    unit = models.OneToOneField("access.Unit", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    held = models.JSONField(help_text="krug.sales.forecasting.chances.dumped")

    def __str__(self) -> str:
        return f"of {self.unit_id}"
