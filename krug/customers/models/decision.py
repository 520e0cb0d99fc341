from django.db import models

from krug.site.ids import uuid7


class Decision(models.Model):
    """«These two are one»: stored with its evidence. Nothing else is rewritten, so undoing it is exact."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    survivor = models.ForeignKey("customers.Person", models.PROTECT, related_name="decisions_won")
    absorbed = models.ForeignKey("customers.Person", models.PROTECT, related_name="decisions_lost")
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=40, default="by hand")
    evidence = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.absorbed_id} is {self.survivor_id}"


class Undoing(models.Model):
    """A decision that no longer holds, who took it back and when."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="undoing")
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.decision_id} undone"
