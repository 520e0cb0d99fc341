"""Quick creation: what a person knows at that moment; the rest is added on the card."""

from typing import Any, ClassVar

from django import forms
from django.forms.forms import BaseForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import Identity, Organisation
from krug.customers.models.klass import Klass
from krug.customers.rules import NUMBERS
from krug.customers.signature import Card
from krug.customers.stitching.kinds import KINDS
from krug.fields.actions.values import PREFIX


def show(form: BaseForm, invalid: Invalid, places: dict[str, str]) -> None:
    """Puts an action's refusal at the fields of the form; `places`: field of the action → of the form.

    Own fields have their refusals at their own inputs.
    """
    for error in invalid.errors:
        if error.field.startswith(PREFIX):
            continue
        at = places.get(error.field, error.field)
        form.add_error(at if at in form.fields else None, str(error.message))


class PersonForm(forms.Form):
    """A new customer. The name is one field, as people say it: last, first, middle."""

    name = forms.CharField(label=_("Last name, first name, middle name"), max_length=240)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=160)
    specialty = forms.CharField(label=_("Specialty"), required=False, max_length=80)
    klass = forms.ChoiceField(label=_("Class"), required=False, choices=Klass.choices)
    organisation = forms.IntegerField(required=False, max_value=2**63 - 1, widget=forms.HiddenInput)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=160)
    city = forms.CharField(label=_("City"), required=False, max_length=80)

    PLACES: ClassVar[dict[str, str]] = {
        "last_name": "name",
        "first_name": "name",
        "middle_name": "name",
        "phones": "phone",
        "emails": "email",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("phone", "tel"), ("email", "email")):
            self.fields[name].widget.attrs["inputmode"] = kind
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "autofocus": True}

    @staticmethod
    def of_card(card: Card, written: str = "") -> dict[str, str]:
        """What the fields begin with; `written`: the name as typed, where nothing else was in it."""
        plain = not (card.phones or card.emails or card.position or card.company)
        return {
            "name": (written if plain and written else card.name)[:200],
            "phone": next(iter(card.phones), ""),
            "email": next(iter(card.emails), ""),
            "specialty": card.position[:80],
            "city": card.city[:80],
        }

    def data_of(self) -> PersonData:
        clean = self.cleaned_data
        last, first, middle = [*clean["name"].split(None, 2), "", ""][:3]
        return PersonData(
            last_name=last,
            first_name=first,
            middle_name=middle,
            specialty=clean["specialty"],
            klass=clean["klass"],
            organisation=clean["organisation"],
            city=clean["city"],
            phones=[clean["phone"]],
            emails=[clean["email"]],
        )


class OrganisationForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("an organisation", "Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    klass = forms.ChoiceField(label=_("Class"), required=False, choices=Klass.choices)
    city = forms.CharField(label=_("City"), required=False, max_length=80)
    address = forms.CharField(label=_("Address"), required=False, max_length=240)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=160)
    tax_number = forms.CharField(label=_("INN"), required=False, max_length=40)
    tax_reason = forms.CharField(label=_("KPP"), required=False, max_length=40)
    state_number = forms.CharField(label=_("OGRN"), required=False, max_length=40)

    MORE = ("tax_reason", "state_number", "address", "phone")
    """Asked for on demand."""
    PLACES: ClassVar[dict[str, str]] = {"phones": "phone"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "autofocus": True}

    @staticmethod
    def of_card(card: Card) -> dict[str, str]:
        """What the fields begin with."""
        return {
            "name": card.company[:200],
            "city": card.city[:80],
            "address": card.address[:240],
            "phone": next(iter(card.phones), ""),
            **{name: getattr(card, name) for name in NUMBERS},
        }

    def data_of(self) -> OrganisationData:
        clean = self.cleaned_data
        return OrganisationData(
            name=clean["name"],
            kind=clean["kind"],
            klass=clean["klass"],
            city=clean["city"],
            address=clean["address"],
            phones=[clean["phone"]],
            **{name: clean[name] for name in NUMBERS},
        )


class BlockedForm(forms.Form):
    """A value that is to name nobody, and why: whoever comes later must be able to judge it."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(kind, Identity.Kind(kind).label) for kind in KINDS if kind != Identity.Kind.CARD],
        initial=Identity.Kind.EMAIL,
    )
    value = forms.CharField(
        label=_("Value"), max_length=160, help_text=_("* stands for any characters: test@*, *@kiosk.example")
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("A reception's phone, a shared terminal, a made-up address."),
    )
