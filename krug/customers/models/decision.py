"""«These two are one», of persons and of organisations alike."""

from django.db import models

from krug.site.ids import uuid7


class Decided(models.Model):
    """Stored with its evidence. Nothing else is rewritten, so undoing it is exact."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=40, default="by hand")
    evidence = models.JSONField(default=dict)

    survivor_id: int
    absorbed_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.absorbed_id} is {self.survivor_id}"


class Undone(models.Model):
    """A decision that no longer holds, who took it back and when."""

    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    decision_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.decision_id} undone"


class Decision(Decided):
    survivor = models.ForeignKey("customers.Person", models.PROTECT, related_name="decisions_won")
    absorbed = models.ForeignKey("customers.Person", models.PROTECT, related_name="decisions_lost")


class Undoing(Undone):
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="undoing")


class OrganisationDecision(Decided):
    survivor = models.ForeignKey("customers.Organisation", models.PROTECT, related_name="decisions_won")
    absorbed = models.ForeignKey("customers.Organisation", models.PROTECT, related_name="decisions_lost")


class OrganisationUndoing(Undone):
    decision = models.OneToOneField(OrganisationDecision, models.PROTECT, related_name="undoing")
