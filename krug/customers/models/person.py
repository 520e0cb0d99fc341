from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from krug.customers import normal
from krug.customers.models.klass import Klass
from krug.site.ids import uuid7


class Person(models.Model):
    """A customer, or someone at a customer's. `canonical`: the survivor, while merge decisions name one."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    territory = models.ForeignKey("access.Territory", models.PROTECT, null=True, blank=True, related_name="+")
    last_name = models.CharField(max_length=80)
    first_name = models.CharField(max_length=80, blank=True, default="")
    middle_name = models.CharField(max_length=80, blank=True, default="")
    sort = models.CharField(max_length=80, editable=False)
    specialty = models.CharField(max_length=80, blank=True, default="")
    klass = models.CharField(max_length=1, choices=Klass.choices, blank=True, default=Klass.NONE)
    organisation = models.ForeignKey(
        "customers.Organisation", models.SET_NULL, null=True, blank=True, related_name="people"
    )
    city = models.CharField(max_length=80, blank=True, default="")
    address = models.CharField(max_length=240, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    birth = models.DateField(null=True, blank=True)
    canonical = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    version = models.PositiveIntegerField(
        default=1, help_text="Grows with every edit; an edit names what it was based on."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    group: list[int] | None = None
    """His own id and those of all who were merged into him, where the card was reached with them."""

    class Meta:
        # Filtered lists walk these in the order of the list.
        indexes = [
            models.Index(fields=["unit", "sort"], name="person_by_name"),
            models.Index(fields=["city", "sort", "id"], name="person_by_city"),
            models.Index(fields=["specialty", "sort", "id"], name="person_by_specialty"),
            models.Index(fields=["klass", "sort", "id"], name="person_by_class"),
            models.Index(fields=["organisation", "sort", "id"], name="person_by_organisation"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Nobody has no name but whoever was erased."""
        return normal.full_name(self.last_name, self.first_name, self.middle_name) or gettext(
            "Erased customer"
        )
