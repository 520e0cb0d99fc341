from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krug.behaviour.models import Source


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace(",", "\n").splitlines() if line.strip()]


class _Lines(forms.CharField):
    """One value a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return lines(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class SourceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("What sends"), choices=Source.Kind.choices)
    origins = _Lines(
        label=_("Sites whose pages may send"),
        help_text=_("https://shop.example, one a line. Apps, tills and servers need none."),
    )


class EditForm(forms.Form):
    origins = _Lines(
        label=_("Sites whose pages may send"),
        help_text=_("https://shop.example, one a line. Apps, tills and servers need none."),
    )
    blocked = _Lines(
        label=_("Fields that are never stored"),
        help_text=_(
            "traits.birthday or context.ip, one a line. They are dropped before anything is written."
        ),
    )
    categories = _Lines(
        label=_("Categories of the site's consent tool that mean tracking"),
        help_text=_("As the tool names them, C0002 say, one a line. Empty: tracking and analytics."),
    )
