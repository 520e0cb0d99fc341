from django.db import models


class Screen(models.Model):
    """How often something changed for one colleague: grows inside the transaction that changes it."""

    staff = models.OneToOneField("access.User", models.CASCADE, primary_key=True, related_name="+")
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.number}"
