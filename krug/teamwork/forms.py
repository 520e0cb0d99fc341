from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krug.teamwork import rules
from krug.teamwork.words import HINTS, Question


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"),
        error_messages={"required": _("Write an answer.")},
        widget=forms.Textarea({"rows": 5, "autofocus": True, "maxlength": rules.LONGEST}),
    )


class AgreementForm(forms.Form):
    """All six."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for one in Question:
            self.fields[one.value] = forms.CharField(
                label=one.label,
                help_text=HINTS[one],
                error_messages={"required": _("Write an answer.")},
                widget=forms.Textarea({"rows": 3, "maxlength": rules.LONGEST}),
            )


class BackForm(forms.Form):
    words = forms.CharField(
        label=_("What should be otherwise"),
        error_messages={"required": _("Say what should be otherwise.")},
        widget=forms.Textarea({"rows": 3, "autofocus": True, "maxlength": 500}),
    )
