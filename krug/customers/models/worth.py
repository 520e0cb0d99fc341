"""What customers are worth, as counted from purchases and refunds: derived, and can be counted again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counting(models.Model):
    """When the buyers of a unit were last compared. `upto`: `seq` of the newest purchase in it."""

    unit = models.OneToOneField("access.Unit", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    upto = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(help_text="Of the rules (krug.customers.worth.rules).")
    buyers = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.buyers}"


class Worth(models.Model):
    """One buyer. Fifths of his unit's buyers, 5 the highest, 0: too few to compare. `last_at` µs UTC.

    `amount`: bought less refunded in `currency`, the one most buyers of the unit pay in; what he paid in
    others is not added.
    """

    class Group(models.TextChoices):
        NONE = "", _("Too few buyers to compare")
        BEST = "best", _("Often, lately and for much")
        LOYAL = "loyal", _("Often and lately")
        SPENDER = "spender", _("Lately and for much")
        NEW = "new", _("Lately, not often yet")
        STEADY = "steady", _("From time to time")
        SLIPPING = "slipping", _("Used to buy often, stays away")
        LOST_BIG = "lost_big", _("Used to buy for much, stays away")
        RARE = "rare", _("Seldom")
        GONE = "gone", _("Has not bought for long")

    person = models.OneToOneField("customers.Person", models.CASCADE, related_name="worth")
    unit = models.ForeignKey("access.Unit", models.CASCADE, related_name="+")
    last_at = models.BigIntegerField()
    times = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=28, decimal_places=4)
    currency = models.CharField(max_length=3)
    recency = models.PositiveSmallIntegerField()
    frequency = models.PositiveSmallIntegerField()
    monetary = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=10, choices=Group.choices, blank=True, default=Group.NONE)

    class Meta:
        indexes = [models.Index(fields=["group", "unit"], name="worth_by_group")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.recency}{self.frequency}{self.monetary}"
