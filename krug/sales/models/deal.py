"""A deal and what belongs to it. Where it stands on its path changes by actions alone."""

from django.db import models
from django.utils import timezone

from krug.sales.words import Coarse, Outcome, Part, Source
from krug.site.ids import uuid7


class Deal(models.Model):
    """`stage`: a code of the method version's stages; `coarse`: what it maps to in the whole company.

    `due_at`: the next moment at which time alone may change what is found about it; None: never.
    `silent_since`: the last word exchanged with the customer, or the opening.
    `stage_due`: when the hours of its stage run out; None: never, while its clock stands.
    `sort`: its place in lists: the name, without case.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=80, editable=False)
    method = models.ForeignKey("sales.MethodVersion", models.PROTECT, related_name="deals")
    stage = models.CharField(max_length=40)
    stage_since = models.DateTimeField()
    coarse = models.CharField(max_length=10, choices=Coarse.choices)
    person = models.ForeignKey("customers.Person", models.PROTECT, null=True, related_name="deals")
    organisation = models.ForeignKey(
        "customers.Organisation", models.PROTECT, null=True, related_name="deals"
    )
    owner = models.ForeignKey("access.User", models.PROTECT, related_name="deals")
    registered_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="RUB")
    expected_on = models.DateField(null=True)
    chance = models.PositiveSmallIntegerField(null=True, help_text="Percent, as the manager sees it.")
    need = models.TextField(blank=True, default="")
    need_at = models.DateTimeField(null=True, help_text="When it was first written down.")
    next_action = models.CharField(max_length=200, blank=True, default="")
    next_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices, blank=True, default="")
    source_guessed = models.BooleanField(default=False, help_text="From touches, not told by anybody.")
    outcome = models.CharField(max_length=4, choices=Outcome.choices, default=Outcome.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    spent = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    due_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(default=timezone.now)
    stage_due = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    edited = models.JSONField(default=dict, help_text="Field → the version that its last edit made.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(organisation__isnull=False),
                name="deal_of_a_customer",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="open", closed_at=None)
                | (~models.Q(outcome="open") & models.Q(closed_at__isnull=False)),
                name="deal_closed_at_its_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "outcome", "method", "stage", "-id"], name="deal_on_board"),
            models.Index(fields=["unit", "outcome", "-id"], name="deal_in_list"),
            # All that counts and sums of boards and lists are narrowed by: they read no row.
            models.Index(
                fields=[
                    *("unit", "outcome", "method", "stage", "currency", "amount"),
                    *("owner", "stage_due", "silent_since", "id"),
                ],
                name="deal_counted",
            ),
            models.Index(fields=["owner", "outcome", "-id"], name="deal_of_owner"),
            models.Index(fields=["person", "-id"], name="deal_of_person"),
            models.Index(fields=["organisation", "-id"], name="deal_of_organisation"),
            models.Index(fields=["due_at"], name="deal_by_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """One of the customer's people who takes part in the decision."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="participants")
    person = models.ForeignKey("customers.Person", models.PROTECT, related_name="deal_parts")
    part = models.CharField(max_length=10, choices=Part.choices, blank=True, default=Part.UNKNOWN)
    part_at = models.DateTimeField(default=timezone.now, help_text="When the part was learnt.")
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "person"], name="one_participant")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.deal_id}"


class Helper(models.Model):
    """A colleague who sells it together with the owner; sees the deal as his own."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="helpers")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "user"], name="one_helper")]

    def __str__(self) -> str:
        return f"{self.user_id} helps {self.deal_id}"


class Line(models.Model):
    """A product in the deal. `discount`: percent."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalog.Product", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    price = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Competitor(models.Model):
    """Who else wants this deal."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="competitors")
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "name"], name="one_competitor")]

    def __str__(self) -> str:
        return self.name
