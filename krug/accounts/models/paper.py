"""A document of the accounting system that changes what a customer owes."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Paper(models.Model):
    """`settles`: external id of the invoice that a payment is for; empty: the oldest one due.

    `touch`: the purchase told of an invoice paid in full, with `told` as its sum; `tellings`: how often.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", pgettext_lazy("paper", "Invoice")
        PAYMENT = "payment", pgettext_lazy("paper", "Payment")
        CREDIT = "credit", pgettext_lazy("paper", "Return or correction")

    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    source = models.SlugField(max_length=30)
    external_id = models.CharField(max_length=160)
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.CharField(max_length=60, blank=True, default="")
    day = models.DateField()
    due = models.DateField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    settles = models.CharField(max_length=160, blank=True, default="")
    cancelled = models.BooleanField(default=False)
    as_of = models.DateTimeField()
    touch = models.UUIDField(null=True)
    told = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    tellings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "source", "external_id"], name="one_paper"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="paper_of_some_sum"),
        ]
        indexes = [models.Index(fields=["account", "day"], name="paper_of_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
