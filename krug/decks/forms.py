"""Forms of the knowledge base: upload, publishing with its intent, a new folder."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access.models import Group, User
from krug.decks.actions.publish import IntentData
from krug.decks.models import Folder, Intent, Version
from krug.decks.queries import groups_for

MEASURES = [
    (Intent.Measure.LIKES, _("Share of likes")),
    (Intent.Measure.REACH, _("Share of visits in which it is shown")),
    (Intent.Measure.SECONDS, _("Median active time of a slide, seconds")),
]


class UploadForm(forms.Form):
    package = forms.FileField(label=_("ZIP package"))
    title = forms.CharField(label=_("Title"), required=False, max_length=160)
    note = forms.CharField(label=_("What is new"), required=False, max_length=300)


class FolderForm(forms.Form):
    name = forms.CharField(label=_("Name of the folder"), max_length=120)


class RenameForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    folder = forms.ModelChoiceField(Folder.objects.none(), label=_("Folder"), required=False)


class PublishForm(forms.Form):
    """To whom, and what the version is meant to bring. The intent is stated once, before the start."""

    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("To whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one group.")},
    )
    whom = forms.CharField(label=_("Whom it should reach"), max_length=160, required=False)
    measure = forms.ChoiceField(label=_("What should change"), choices=MEASURES, required=False)
    slide_key = forms.ChoiceField(label=_("On which slide"), required=False)
    target = forms.FloatField(label=_("How much"), required=False, min_value=0)
    until = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, viewer: User, version: Version, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stated = Intent.objects.filter(version=version).first()
        groups = self.fields["groups"]
        assert isinstance(groups, forms.ModelMultipleChoiceField)
        groups.queryset = groups_for(viewer).filter(unit=version.deck.unit_id)
        if groups.queryset.count() == 1:
            groups.initial = groups.queryset
        slide = self.fields["slide_key"]
        assert isinstance(slide, forms.ChoiceField)
        slides = version.slides.order_by("number").values_list("key", "number", "title")
        slide.choices = [("", _("The whole presentation"))] + [
            (key, f"{number}. {title}") for key, number, title in slides
        ]
        self.fields["until"].initial = timezone.localdate() + timedelta(days=60)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        wanted = [clean.get("whom"), clean.get("target")]
        if self.stated is None and any(wanted) and not (all(wanted) and clean.get("until")):
            for name in ("whom", "target", "until"):
                if not clean.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, or leave the whole intent empty."))
        return clean

    def intent(self) -> IntentData | None:
        clean = self.cleaned_data
        if self.stated or not clean["whom"]:
            return None
        share = clean["measure"] != Intent.Measure.SECONDS
        return IntentData(
            whom=clean["whom"],
            measure=clean["measure"],
            target=clean["target"] / 100 if share else clean["target"],
            until=clean["until"],
            slide_key=clean["slide_key"],
        )
