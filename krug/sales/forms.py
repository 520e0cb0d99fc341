"""Forms of the pages of deals: what is typed is read here and judged by actions."""

import datetime as dates
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.sales.actions.parts import RESOURCES
from krug.sales.models import Deal
from krug.sales.sentences import resource
from krug.sales.words import LostBy, Source, WonBy

CURRENCIES = ("RUB", "USD", "EUR")
SPACES = str.maketrans({" ": None, "\u00a0": None, "\u202f": None, "₽": None, ",": "."})


def number_in(text: str) -> Decimal | None:
    """«1 200 000,50» → 1200000.50; None: it is no number."""
    try:
        number = Decimal(text.translate(SPACES))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class SumField(forms.CharField):
    """A sum as people write it; None: nothing."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        number = number_in(text)
        if number is None:
            raise forms.ValidationError(_("A sum is expected."))
        return number


class NameForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("a deal", "Name"),
        error_messages={"required": _("A deal needs a name.")},
        widget=forms.TextInput({"autofocus": True}),
    )


class AmountForm(forms.Form):
    amount = SumField(label=_("Amount"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, currency: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["currency"].choices = [(one, one) for one in dict.fromkeys((currency, *CURRENCIES))]  # type: ignore[attr-defined]


class ExpectedForm(forms.Form):
    expected_on = forms.DateField(
        label=pgettext_lazy("date of a deal", "Expected"),
        required=False,
        widget=forms.DateInput({"type": "date", "autofocus": True}, format="%Y-%m-%d"),
    )


class ChanceForm(forms.Form):
    chance = forms.CharField(
        label=_("Probability, %"),
        required=False,
        widget=forms.NumberInput({"min": 0, "max": 100, "autofocus": True}),
    )


class SourceForm(forms.Form):
    source = forms.ChoiceField(label=pgettext_lazy("of a deal", "Source"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["source"].choices = [("", "–"), *Source.choices]  # type: ignore[attr-defined]
        self.fields["source"].widget.attrs["autofocus"] = True


class NeedForm(forms.Form):
    need = forms.CharField(
        label=pgettext_lazy("of a deal", "Need"),
        required=False,
        widget=forms.Textarea({"rows": 4, "autofocus": True}),
    )


class NextForm(forms.Form):
    next_action = forms.CharField(
        label=_("What"), required=False, widget=forms.TextInput({"autofocus": True, "maxlength": 200})
    )
    day = forms.DateField(
        label=_("Until what day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def at(self, end: dates.time) -> datetime | None:
        """Without an hour: the end of the working day."""
        day = self.cleaned_data["day"]
        if day is None:
            return None
        # A year that no zone can be counted in is refused by the action.
        zone = timezone.get_current_timezone() if 1 < day.year < dates.MAXYEAR else dates.UTC
        return datetime.combine(day, self.cleaned_data["time"] or end, zone).astimezone(ZoneInfo("UTC"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        error_messages={"required": _("Say why.")},
        widget=forms.TextInput({"autofocus": True, "maxlength": 300}),
    )


class LeaveForm(ReasonForm):
    """How long a deal goes on in spite of its stop sign: a day, a sum, or both."""

    until = forms.DateField(
        label=_("Until what day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    up_to = SumField(
        label=_("Up to what sum spent"), required=False, help_text=_("One of the two is enough.")
    )


class DocumentForm(forms.Form):
    document = forms.CharField(
        label=_("Document that shows it"),
        error_messages={"required": _("Name the document that shows it.")},
        widget=forms.TextInput({"autofocus": True, "maxlength": 300}),
    )


class PlainForm(forms.Form):
    """Nothing is asked."""


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"), error_messages={"required": _("Choose one of the reasons.")}, widget=forms.RadioSelect
    )
    competitor = forms.CharField(
        label=_("Competitor"), required=False, widget=forms.TextInput({"list": "rivals"})
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, won: bool, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].choices = (WonBy if won else LostBy).choices  # type: ignore[attr-defined]


class SpendForm(forms.Form):
    resource = forms.ChoiceField(label=_("On what"))
    quantity = SumField(label=_("How many"))
    amount = SumField(label=_("Sum"), required=False, help_text=_("Left empty: by the method's price."))
    note = forms.CharField(label=_("Note"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["resource"].choices = [(code, resource(code)) for code in RESOURCES]  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    person = forms.ChoiceField(label=_("To whom"), required=False)
    note = forms.CharField(label=_("Note"), required=False)

    def __init__(self, people: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = people or [("", "–")]  # type: ignore[attr-defined]


class RivalForm(forms.Form):
    name = forms.CharField(
        label=_("Who"),
        error_messages={"required": _("Say who it is.")},
        widget=forms.TextInput({"autofocus": True, "maxlength": 120}),
    )
    note = forms.CharField(label=_("Note"), required=False)


class OwnerForm(forms.Form):
    owner = forms.ChoiceField(label=_("To whom"))
    reason = forms.CharField(label=_("Why"), required=False)

    def __init__(self, colleagues: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].choices = colleagues  # type: ignore[attr-defined]


class HelpersForm(forms.Form):
    helpers = forms.MultipleChoiceField(
        label=pgettext_lazy("of a deal", "Helpers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, colleagues: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["helpers"].choices = colleagues  # type: ignore[attr-defined]


class NewDealForm(forms.Form):
    """Two fields; the method where there are several, the owner where he may be another."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("Amount or name"),
        required=False,
        help_text=_("A number is the amount; anything else the name."),
        widget=forms.TextInput({"maxlength": 120}),
    )
    method = forms.ChoiceField(label=_("Method"), required=False)
    owner = forms.ChoiceField(label=pgettext_lazy("of a deal", "Owner"), required=False)

    def __init__(
        self, methods: list[tuple[str, str]], owners: list[tuple[str, str]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for name, choices in (("method", methods), ("owner", owners)):
            if len(choices) < 2:
                del self.fields[name]
            else:
                self.fields[name].choices = choices  # type: ignore[attr-defined]

    def meant(self) -> tuple[str, Decimal | None]:
        """(name, amount)"""
        text = self.cleaned_data["what"].strip()
        number = number_in(text) if text else None
        return ("", number) if number is not None else (text, None)


def next_of(deal: Deal) -> dict[str, Any]:
    at = timezone.localtime(deal.next_at) if deal.next_at else None
    return {
        "next_action": deal.next_action,
        "day": at.date() if at else None,
        "time": at.time() if at else None,
    }
