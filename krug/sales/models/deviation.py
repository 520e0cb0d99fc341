"""What was found about deals that left their method, and which deals wait to be looked at."""

from django.db import models

from krug.sales.words import Deviation


class DealDeviation(models.Model):
    """`key`: what of its kind it is, so that it is found once. `staff`: whose it is: who owned the deal then.

    `gone_at`: what it rested on was taken back; it stays readable and counts no more.
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "kind", "key"], name="one_deviation")]
        indexes = [
            models.Index(fields=["kind", "-at"], name="deviation_by_kind"),
            models.Index(fields=["staff", "-at"], name="deviation_of_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.kind}"


class DealMark(models.Model):
    """Something happened to this row (an identity, a person, an organisation, a deal): judge its deals again.

    One mark a happening, also when the row has one already: that one may be in somebody's hands by now.
    """

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"
