"""A new field asks for two things; what else may be said of it stands in its form later."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.access.models import Role, Unit, User
from krug.fields.actions.define import CURRENCIES, FLAGS
from krug.fields.data import FieldData
from krug.fields.models import Field, FieldRole, Type
from krug.fields.rules import limit_of

TAGS = "tags"
RARELY_LIMITED = (Type.YES, Type.ONE)
ROLES = [(role, label) for role, label in Role.choices if role != Role.ADMIN]


class NewField(forms.Form):
    name = forms.CharField(label=pgettext_lazy("a field", "Name"), max_length=80)
    type = forms.ChoiceField(
        label=_("What is written in it"), choices=[*Type.choices, (TAGS, _("Tags: words typed freely"))]
    )
    options = forms.CharField(
        label=_("The list"),
        required=False,
        help_text=_("One a line. It can be added to later."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[(one, one) for one in CURRENCIES]
    )
    unit = forms.ModelChoiceField(
        label=_("Whose it is"),
        required=False,
        queryset=Unit.objects.order_by("name"),
        empty_label=_("The whole company's"),
    )

    def __init__(self, viewer: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "autofocus": True}
        if viewer.unit_id is not None:
            del self.fields["unit"]

    def data_of(self) -> FieldData:
        clean = self.cleaned_data
        unit = clean.get("unit")
        return FieldData(
            name=clean["name"],
            type=Type.SEVERAL if clean["type"] == TAGS else clean["type"],
            open=clean["type"] == TAGS,
            unit=self.viewer.unit_id or (unit.pk if unit else None),
            currency=clean["currency"] or "RUB",
            options=[line for line in clean["options"].splitlines() if line.strip()],
        )


class FieldForm(forms.Form):
    """Everything of a field but its list."""

    name = forms.CharField(label=pgettext_lazy("a field", "Name"), max_length=80)
    section = forms.CharField(
        label=_("Group on the card"),
        required=False,
        max_length=60,
        help_text=_("Fields of one group stand together."),
    )
    hint = forms.CharField(
        label=_("Hint"), required=False, max_length=200, help_text=_("Stands under it while it is filled in.")
    )
    least = forms.CharField(label=_("Least"), required=False, max_length=40)
    most = forms.CharField(label=_("Most"), required=False, max_length=40)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in CURRENCIES])
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    open = forms.BooleanField(label=_("Whoever fills it in may add words of his own"), required=False)
    personal = forms.BooleanField(
        label=_("Personal: hidden from those who see no phones and e-mails"), required=False
    )

    def __init__(self, field: Field, *args: Any, **kwargs: Any) -> None:
        plain = ("name", "section", "hint", "currency", *FLAGS)
        said = {name: getattr(field, name) for name in plain}
        for name in ("least", "most"):
            value = getattr(field, name)
            said[name] = "" if value is None else limit_of(field, value)
        super().__init__(*args, **{"initial": said} | kwargs)
        if field.type in RARELY_LIMITED:
            del self.fields["least"], self.fields["most"]
        if field.type != Type.SEVERAL:
            del self.fields["open"]
        if field.type == Type.SEVERAL:
            del self.fields["least"]
        if field.type != Type.MONEY:
            del self.fields["currency"]
        told = dict(field.roles.values_list("role", "sight"))
        for role, label in ROLES:
            self.fields[f"role_{role}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("As the card itself")), *FieldRole.Sight.choices],
                initial=told.get(role, ""),
            )

    @property
    def roles(self) -> list[Any]:
        return [self[f"role_{role}"] for role, _label in ROLES]

    def changes(self) -> dict[str, Any]:
        clean = self.cleaned_data
        roles = {role: clean[f"role_{role}"] for role, _label in ROLES if clean[f"role_{role}"]}
        plain = {name: value for name, value in clean.items() if not name.startswith("role_")}
        return plain | {"roles": roles}
