"""What was found about deals that left their method, and which deals wait to be looked at."""

from django.db import models

from krug.sales.words import Deviation


class DealDeviation(models.Model):
    """`key`: what of its kind it is, so that it is found once. `staff`: whose it is: who owned the deal then.

    `gone_at`: what it rested on was taken back; it stays readable and counts no more.
    `coarse`: what its stage is in the whole company. `price`: what the method asks for leaving out.
    `cost`: what it takes of the deal's value as closed deals teach, None: too few of them; of one kind at
    one stage the first alone has it.
    """

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="deviations")
    kind = models.CharField(max_length=12, choices=Deviation.choices)
    key = models.CharField(max_length=80)
    stage = models.CharField(max_length=40)
    checkpoint = models.CharField(max_length=40, blank=True, default="")
    staff = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    found_at = models.DateTimeField(auto_now_add=True)
    gone_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict, help_text="krug.sales.deviating.Found.figures")
    coarse = models.CharField(max_length=10, blank=True, default="")
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    cost_low = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    cost_high = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    price = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "kind", "key"], name="one_deviation")]
        indexes = [
            models.Index(fields=["kind", "-at"], name="deviation_by_kind"),
            models.Index(fields=["staff", "-at"], name="deviation_of_staff"),
            models.Index(fields=["at"], name="deviation_by_time", condition=models.Q(gone_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.kind}"


class DeviationEffect(models.Model):
    """How much rarer deals with that kind at that stage are won, learned every night from those closed.

    `points`: the win rate lost, 0…1, shrunk towards none where few; None: too few to say.
    """

    unit = models.ForeignKey("access.Unit", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Deviation.choices)
    coarse = models.CharField(max_length=10)
    with_all = models.PositiveIntegerField()
    with_won = models.PositiveIntegerField()
    without_all = models.PositiveIntegerField()
    without_won = models.PositiveIntegerField()
    points = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "coarse"], name="one_deviation_effect")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.coarse}"


class Conformance(models.Model):
    """How a deal fits its method so far: krug.sales.conforming.Alignment in figures."""

    deal = models.OneToOneField("sales.Deal", models.CASCADE, related_name="conformance")
    kept = models.PositiveIntegerField()
    steps = models.PositiveIntegerField(help_text="What the method asks for so far.")
    cost = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.deal_id} {self.kept}/{self.steps}"


class DealMark(models.Model):
    """Something happened to this row (an identity, a person, an organisation, a deal): judge its deals again.

    One mark a happening, also when the row has one already: that one may be in somebody's hands by now.
    """

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"
