"""Forms of proposals."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krug.sales.proposing.paper import LONG
from krug.sales.words import Reply


class MakeForm(forms.Form):
    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("To whom"), required=False)
    intro = forms.CharField(
        label=_("What it begins with"),
        required=False,
        widget=forms.Textarea({"rows": 4, "maxlength": LONG}),
    )
    terms = forms.CharField(
        label=_("Terms"), required=False, widget=forms.Textarea({"rows": 4, "maxlength": LONG})
    )
    days = forms.IntegerField(label=_("Holds, days"), widget=forms.NumberInput({"min": 1, "max": 365}))

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, people: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = people or [("", "–")]  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    seller = forms.CharField(
        label=_("Company that sells"),
        error_messages={"required": _("Name the company that sells.")},
        widget=forms.TextInput({"maxlength": 200}),
    )
    details = forms.CharField(
        label=_("Its details"),
        required=False,
        help_text=_("Address, tax number, bank, phone: as they stand in the corner of the paper."),
        widget=forms.Textarea({"rows": 4, "maxlength": 1000}),
    )
    intro = forms.CharField(
        label=_("What a proposal begins with"),
        required=False,
        widget=forms.Textarea({"rows": 4, "maxlength": LONG}),
    )
    terms = forms.CharField(
        label=_("Terms"),
        required=False,
        help_text=_("Delivery, payment, guarantee. The seller may change both texts in each proposal."),
        widget=forms.Textarea({"rows": 5, "maxlength": LONG}),
    )
    days = forms.IntegerField(label=_("Holds, days"), widget=forms.NumberInput({"min": 1, "max": 365}))
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG of at most 2 MB."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )
    without = forms.BooleanField(label=_("Without a logo"), required=False)


class ReplyForm(forms.Form):
    reply = forms.ChoiceField(choices=Reply.choices)
    text = forms.CharField(
        label=_("Your words"), required=False, widget=forms.Textarea({"rows": 3, "maxlength": 2000})
    )
