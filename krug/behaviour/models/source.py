"""Who may send behaviour: a site, an app, tills, devices; each with keys of its own."""

from django.db import models
from django.utils.translation import pgettext_lazy

from krug.site.ids import uuid7


class Source(models.Model):
    """One sender. `origins`: sites whose pages may send with its key; `blocked`: fields never stored."""

    class Kind(models.TextChoices):
        SITE = "site", pgettext_lazy("source", "Site")
        APP = "app", pgettext_lazy("source", "App")
        SHOP = "shop", pgettext_lazy("source", "Tills and online shop")
        DEVICE = "device", pgettext_lazy("source", "Connected products")
        OTHER = "other", pgettext_lazy("source", "Another program")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SITE)
    origins = models.JSONField(default=list)
    blocked = models.JSONField(default=list, help_text="Dotted paths: traits.birthday, context.ip.")
    categories = models.JSONField(
        default=list, help_text="Of its consent tool, that mean tracking; none: the usual names."
    )
    currency = models.CharField(max_length=3, default="RUB", help_text="Of sums that name none.")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return not hasattr(self, "closing")


class WriteKey(models.Model):
    """It lets one write and nothing else, and stands in the page for all to see: so it is kept as it is.

    `ends_at`: it was replaced, and is taken until then, since pages already open still send with it.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id} {self.key[:6]}…"


class Closing(models.Model):
    """From then on nothing is taken from the source; what it sent stays."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="closing")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.source_id} closed"
