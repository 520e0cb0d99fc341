from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.customers.models.klass import Klass
from krug.site.ids import uuid7


class Organisation(models.Model):
    """`canonical`: the survivor, while merge decisions name one."""

    class Kind(models.TextChoices):
        CLINIC = "clinic", _("Clinic")
        PHARMACY = "pharmacy", _("Pharmacy")
        COMPANY = "company", _("Company")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    territory = models.ForeignKey("access.Territory", models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        help_text="The chain it belongs to.",
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMPANY)
    klass = models.CharField(max_length=1, choices=Klass.choices, blank=True, default=Klass.NONE)
    name = models.CharField(max_length=200)
    sort = models.CharField(max_length=80, db_index=True, editable=False)
    city = models.CharField(max_length=80, blank=True, default="")
    address = models.CharField(max_length=240, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    tax_number = models.CharField(
        max_length=20, blank=True, default="", help_text="INN; abroad: after the country's two letters."
    )
    tax_reason = models.CharField(max_length=9, blank=True, default="", help_text="KPP, of a branch its own.")
    state_number = models.CharField(max_length=15, blank=True, default="", help_text="OGRN or OGRNIP.")
    canonical = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    version = models.PositiveIntegerField(
        default=1, help_text="Grows with every edit; an edit names what it was based on."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["city", "sort", "id"], name="organisation_by_city"),
            models.Index(fields=["kind", "sort", "id"], name="organisation_by_kind"),
            models.Index(fields=["klass", "sort", "id"], name="organisation_by_class"),
            models.Index(fields=["parent", "sort", "id"], name="organisation_by_parent"),
            models.Index(fields=["tax_number", "sort", "id"], name="organisation_by_tax_number"),
            models.Index(fields=["state_number"], name="organisation_by_state_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> "Organisation":
        """Who stands for it; loaded with `canonical` it asks nothing."""
        return self.canonical or self
