"""Proposals: what we offered, the paper of it, and what the customer did with it."""

from datetime import date

from django.db import models

from krug.sales.models.deal import Deal
from krug.sales.words import Reply
from krug.site.ids import uuid7


class Proposal(models.Model):
    """What we offered. `sent_at` None: it is made and did not go out yet.

    `paper`: krug.sales.proposing.paper.Paper; null: it was made elsewhere. `turn`: of its link.
    `opened_at`, `last_opened_at`: by the customer, through its link; `opens`: how often, half an hour apart.
    `noticed_at`: the owner has read the answer.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField()
    person = models.ForeignKey("customers.Person", models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="RUB")
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True, null=True)
    sent_at = models.DateTimeField(null=True)
    paper = models.JSONField(null=True)
    valid_until = models.DateField(null=True)
    turn = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(null=True)
    last_opened_at = models.DateTimeField(null=True)
    opens = models.PositiveIntegerField(default=0)
    reply = models.CharField(max_length=8, choices=Reply.choices, blank=True, default="")
    reply_text = models.CharField(max_length=2000, blank=True, default="")
    replied_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="one_proposal")]
        indexes = [
            models.Index(
                fields=["deal"],
                name="proposal_replied",
                condition=models.Q(replied_at__isnull=False, noticed_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} № {self.number}"

    def is_over(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today


class ProposalFile(models.Model):
    """The PDF exactly as it went out."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="file")
    pdf = models.BinaryField()

    def __str__(self) -> str:
        return f"PDF of {self.proposal_id}"


class ProposalTemplate(models.Model):
    """What each proposal of a unit begins with. `logo`: PNG, made anew of what was uploaded."""

    unit = models.OneToOneField("access.Unit", models.CASCADE, related_name="+")
    seller = models.CharField(max_length=200)
    details = models.TextField(blank=True, default="")
    intro = models.TextField(blank=True, default="")
    terms = models.TextField(blank=True, default="")
    days = models.PositiveSmallIntegerField(default=14, help_text="For how many days a proposal holds.")
    logo = models.BinaryField(default=bytes)
    edited_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.seller
