"""What the demo made: everything of a registered unit, and the registered rest."""

from django.db import models


class DemoRow(models.Model):
    class Kind(models.TextChoices):
        UNIT = "unit"
        USER = "user"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    row = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="one_demo_row")]

    def __str__(self) -> str:
        return f"demo {self.kind}:{self.row}"
