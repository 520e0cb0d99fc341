"""Plans: versions, their rows, who said yes to them. A version that is approved is never changed.

Sums are whole cents, one for each month of the plan: so they add up to the cent on both databases.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from krug.sales.planning.lines import Why
from krug.site.ids import uuid7


class Plan(models.Model):
    """Of a unit, or of a team and those below. `since`: the first of a month; `growth`: of the naive line."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    team = models.ForeignKey("access.Team", models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    months = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, default="RUB")
    growth = models.SmallIntegerField(default=15, help_text="Percent above what was.")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "since", "months"], condition=Q(team=None), name="one_plan_of_unit"
            ),
            models.UniqueConstraint(
                fields=["team", "since", "months"], condition=Q(team__isnull=False), name="one_plan_of_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m} + {self.months}"


class PlanVersion(models.Model):
    """`edits`: how often it was changed, so that nobody writes over what he has not seen. `made_at`: as of
    when deals were read; `basis`: what it stands on (`krug.sales.planning.basis`); `naive`: the line to beat.
    `why`: what is other than in the version before, and why.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("a plan", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("a plan", "Submitted")
        APPROVED = "approved", pgettext_lazy("a plan", "Approved")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    why = models.CharField(max_length=500, blank=True, default="")
    edits = models.PositiveIntegerField(default=1)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    basis = models.JSONField()
    naive = models.JSONField()
    naive_rule = models.CharField(max_length=5)
    cents = models.JSONField(help_text="Of all rows, by month.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version"),
            models.UniqueConstraint(
                fields=["plan"], condition=~Q(status="approved"), name="one_open_plan_version"
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False)
                | (~Q(status="approved") & Q(approved_at=None)),
                name="plan_approved_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} № {self.number}"


class PlanStep(models.Model):
    """Who submitted, approved or sent back a version, with his words."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("a plan was", "submitted")
        APPROVED = "approved", pgettext_lazy("a plan was", "approved")
        RETURNED = "returned", pgettext_lazy("a plan was", "sent back")

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}"


class PlanAdjustment(models.Model):
    """A figure that somebody changed: whose (one of the four), by how much in each month, and why.

    Proposed anew, it is laid upon the new figures again.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="adjustments")
    owner = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey("access.Territory", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("customers.Person", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("customers.Organisation", models.PROTECT, null=True, related_name="+")
    cents = models.JSONField()
    reason = models.CharField(max_length=300)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version_id}: {sum(self.cents)}"


class PlanLine(models.Model):
    """`krug.sales.planning.lines.Line`; `could`: without the limit of what its person carries."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="lines")
    why = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Why])
    owner = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("customers.Person", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("customers.Organisation", models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey("access.Territory", models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey("catalog.Product", models.PROTECT, null=True, related_name="+")
    cents = models.JSONField()
    could = models.JSONField()
    deals = models.JSONField(default=list)
    adjustment = models.ForeignKey(PlanAdjustment, models.CASCADE, null=True, related_name="lines")

    class Meta:
        indexes = [models.Index(fields=["version", "owner"], name="plan_line_of_owner")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.why}: {sum(self.cents)}"


class PlanScenario(models.Model):
    """Levers moved and kept (`krug.sales.planning.levers`). `shown`: it is drawn on the plan's picture."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=80)
    levers = models.JSONField()
    shown = models.BooleanField(default=False)
    edits = models.PositiveIntegerField(default=1)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="one_scenario_name")]

    def __str__(self) -> str:
        return self.name
