from django.db import models
from django.db.models import Q
from django.utils import timezone

from krug.site.ids import uuid7
from krug.teamwork.words import Side

OPEN = Q(signed_at=None, returned_at=None)


class Agreement(models.Model):
    """The six answers as both departments stand for them. What was signed never changes: a newer one follows.

    `number` None: not signed. `side`: whose proposal it is; the other one signs it or sends it back.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True)
    texts = models.JSONField(help_text="Question → text, all six.")
    side = models.CharField(max_length=10, choices=Side.choices)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    signer = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    returner = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True, default="", help_text="Why it was sent back.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=OPEN, name="one_open_agreement"),
            models.UniqueConstraint(fields=["product", "number"], name="one_agreement"),
            models.CheckConstraint(
                condition=Q(signed_at=None, number=None) | Q(signed_at__isnull=False, number__isnull=False),
                name="agreement_signed",
            ),
        ]
        indexes = [models.Index(fields=["product", "-number"], name="agreement_standing")]

    def __str__(self) -> str:
        return f"{self.product_id} № {self.number}"

    @property
    def is_open(self) -> bool:
        return self.signed_at is None and self.returned_at is None
