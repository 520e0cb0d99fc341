from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.access.models import Role
from krug.site.ids import uuid7


class Type(models.TextChoices):
    TEXT = "text", pgettext_lazy("a field's type", "A line of text")
    NOTE = "note", pgettext_lazy("a field's type", "Long text")
    WHOLE = "whole", pgettext_lazy("a field's type", "Whole number")
    DECIMAL = "decimal", pgettext_lazy("a field's type", "Number with decimals")
    MONEY = "money", pgettext_lazy("a field's type", "Money")
    DATE = "date", pgettext_lazy("a field's type", "Date")
    YES = "yes", pgettext_lazy("a field's type", "Yes or no")
    ONE = "one", pgettext_lazy("a field's type", "One of a list")
    SEVERAL = "several", pgettext_lazy("a field's type", "Several of a list")
    LINK = "link", pgettext_lazy("a field's type", "Link")


class Field(models.Model):
    """What a company keeps of its customers beyond what Krug has itself. `key` and `type` never change."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=14, help_text="Of what: person, organisation, …")
    key = models.CharField(max_length=40, help_text="What programs call it; a new name keeps it.")
    name = models.CharField(max_length=80)
    type = models.CharField(max_length=8, choices=Type.choices)
    unit = models.ForeignKey(
        "access.Unit", models.PROTECT, null=True, related_name="+", help_text="None: the whole company."
    )
    section = models.CharField(max_length=60, blank=True, default="", help_text="Under what on the card.")
    place = models.PositiveIntegerField(default=0, help_text="The order on the card.")
    hint = models.CharField(max_length=200, blank=True, default="")
    required = models.BooleanField(default=False)
    personal = models.BooleanField(default=False, help_text="Not for roles that see no phones and e-mails.")
    open = models.BooleanField(
        default=False, help_text="Who fills it in may add to its list: words typed freely, tags."
    )
    least = models.BigIntegerField(null=True, help_text="As Value.number; of a text: its length.")
    most = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, help_text="Since when it is hidden; its values stay.")
    retired_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_field_key")]
        indexes = [models.Index(fields=["kind", "place"], name="field_by_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def of_list(self) -> bool:
        return self.type in (Type.ONE, Type.SEVERAL)

    @property
    def shared(self) -> bool:
        """Whether the whole company has it."""
        return self.unit_id is None


class FieldRole(models.Model):
    """A role that is not what others are to a field: it only sees it, or does not even see it."""

    class Sight(models.TextChoices):
        NONE = "none", _("Does not see it")
        SEE = "see", _("Sees it")

    field = models.ForeignKey(Field, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    sight = models.CharField(max_length=4, choices=Sight.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "role"], name="one_field_role")]

    def __str__(self) -> str:
        return f"{self.role} {self.sight} {self.field_id}"


class Option(models.Model):
    """One of a field's list. Values name it, so a new name is theirs too; retired, it is offered no more."""

    class Tone(models.TextChoices):
        NONE = "", pgettext_lazy("a colour", "Grey")
        ACCENT = "accent", pgettext_lazy("a colour", "Petrol")
        GOOD = "good", pgettext_lazy("a colour", "Green")
        WARN = "warn", pgettext_lazy("a colour", "Amber")
        BAD = "bad", pgettext_lazy("a colour", "Red")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    field = models.ForeignKey(Field, models.CASCADE, related_name="options")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    tone = models.CharField(max_length=8, choices=Tone.choices, blank=True, default=Tone.NONE)
    place = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="Merged: whoever has this one says that one. Rows keep what they have.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "key"], name="one_option_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def offered(self) -> bool:
        return self.retired_at is None and self.into_id is None
