from django.db import models

from krug.site.ids import uuid7


class Viewing(models.Model):
    """How many customers' data a user was shown in one hour (`hour`: hours since 1970, UTC)."""

    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    hour = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hour"], name="one_viewing_an_hour")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.hour}: {self.rows}"


class MassViewing(models.Model):
    """More customers than work asks for. The user is slowed until it is cleared, or for a day."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="mass_viewings")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    hours = models.PositiveSmallIntegerField(help_text="In how many hours.")

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="mass_viewing_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.rows} in {self.hours} h"


class Clearing(models.Model):
    """Somebody responsible looked at it and let the user go on."""

    viewing = models.OneToOneField(MassViewing, models.CASCADE, related_name="clearing")
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.viewing_id} cleared"
