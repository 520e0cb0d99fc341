"""A customer as an accounting system knows him: its id for him, and what it allows him."""

from django.db import models
from django.db.models import Q

from krug.site.ids import uuid7


class Account(models.Model):
    """`as_of`: from when in the accounting system this is; an older telling changes nothing."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    source = models.SlugField(max_length=30)
    external_id = models.CharField(max_length=160)
    organisation = models.ForeignKey(
        "customers.Organisation", models.PROTECT, null=True, related_name="accounts"
    )
    person = models.ForeignKey("customers.Person", models.PROTECT, null=True, related_name="accounts")
    tax_number = models.CharField(max_length=20, blank=True, default="", help_text="As on a card.")
    tax_reason = models.CharField(max_length=9, blank=True, default="", help_text="KPP")
    currency = models.CharField(max_length=3, default="RUB", help_text="Of the limit.")
    credit_limit = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    stopped = models.BooleanField(default=False, help_text="Nothing is shipped to him.")
    as_of = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "source", "external_id"], name="one_account"),
            models.CheckConstraint(
                condition=Q(organisation=None, person__isnull=False)
                | Q(organisation__isnull=False, person=None),
                name="account_of_one_customer",
            ),
        ]
        indexes = [models.Index(fields=["unit", "tax_number"], name="account_by_tax_number")]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"
