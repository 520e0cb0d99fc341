"""Forms of calls and of telephony."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.access.models import Unit
from krug.calls.adapters.speaking import Asked


class AfterForm(forms.Form):
    """The line after a call. `deals`: (uid, name) of those that are open."""

    note = forms.CharField(label=_("What was said"), required=False, max_length=4_000)
    step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    step_on = forms.DateField(
        label=pgettext_lazy("a next step", "When"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    outcome = forms.ChoiceField(label=pgettext_lazy("a call", "How it ended"), required=False)
    deal = forms.UUIDField(label=_("Deal"), required=False)

    def __init__(self, *args: object, outcomes: list[tuple[str, object]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["outcome"].choices = [("", ""), *outcomes]  # type: ignore[attr-defined]

    def step_at(self) -> datetime:
        """At nine in the morning of the day that is named, of tomorrow where none is."""
        day = self.cleaned_data.get("step_on") or timezone.localdate() + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time(9)))


class ConnectForm(forms.Form):
    """`kind`: an adapter's code, or `generic:preset`."""

    name = forms.CharField(
        label=pgettext_lazy("a phone system", "Name"),
        max_length=80,
        widget=forms.TextInput({"autofocus": True}),
    )
    kind = forms.ChoiceField(label=_("Phone system"))
    unit = forms.ModelChoiceField(label=_("Business unit"), queryset=Unit.objects.none())


class SettingsForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("a phone system", "Name"), max_length=80)

    def __init__(
        self, asks: tuple[Asked, ...], secret: object, held: bool, *args: object, **more: object
    ) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        for asked in asks:
            self.fields[asked.name] = forms.CharField(
                label=str(asked.label), help_text=str(asked.help), required=asked.required, max_length=200
            )
        if secret is not None:
            hint = _("It is kept and not shown again; leave it empty to keep it.") if held else ""
            self.fields["secret"] = forms.CharField(
                label=str(secret),
                help_text=hint,
                required=False,
                max_length=200,
                widget=forms.PasswordInput({"autocomplete": "off"}),
            )
