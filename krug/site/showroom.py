"""What /kit shows: sample contents for every component, so that each can be looked at in one place."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TOKENS = (
    ("paper", "ink"),
    ("card", "ink"),
    ("sunk", "ink-soft"),
    ("accent", "on-accent"),
    ("accent-soft", "accent-ink"),
    ("good-soft", "good-ink"),
    ("warn-soft", "warn-ink"),
    ("bad-soft", "bad-ink"),
)


class SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Last name"))
    phone = forms.CharField(
        label=gettext_lazy("Phone"), required=False, help_text=gettext_lazy("Any writing will do.")
    )
    klass = forms.ChoiceField(label=gettext_lazy("Class"), choices=[("", "–"), ("A", "A"), ("B", "B")])
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea)


def showroom() -> dict[str, Any]:
    now = timezone.now()
    return {
        "tokens": TOKENS,
        "form": SampleForm({"name": "", "phone": "+7 999 123-45-67", "klass": "A"}),
        "bars": _bars(),
        "rows": _rows(),
        "since": date(2026, 1, 12),
        "moments": [now, now - timedelta(days=1), now - timedelta(days=40), None],
        "durations": [8, 95, 3725, None],
    }


def _bars() -> dict[str, Any]:
    return {
        "kind": "bars",
        "labels": [_("Week %d") % week for week in range(1, 9)],
        "series": [
            {"name": _("Planned"), "values": [40, 42, 38, 45, 44, 41, 46, 43]},
            {"name": _("Held"), "values": [36, 40, 31, 44, 39, 40, 42, 37]},
        ],
    }


def _rows() -> dict[str, Any]:
    return {
        "kind": "rows",
        "unit": "%",
        "goal": 0.6,
        "labels": [_("Slide %d") % number for number in range(1, 6)],
        "series": [{"name": _("Reach"), "values": [0.98, 0.87, 0.71, 0.42, 0.66]}],
        "links": [f"#slide-{number}" for number in range(1, 6)],
    }
