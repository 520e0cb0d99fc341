"""What is asked when a consent is written down, and when a purpose is changed."""

from datetime import UTC, datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.customers.models import Consent, Purpose, RetentionRule


class ConsentForm(forms.Form):
    """How the customer said so, and what proves it: two fields, and a day when it was not today."""

    way = forms.ChoiceField(label=_("How"), choices=Consent.Way.choices, initial=Consent.Way.PAPER)
    proof = forms.CharField(
        label=_("What proves it"),
        required=False,
        max_length=300,
        help_text=_("The number of the paper, the address of a record."),
    )
    day = forms.DateField(
        label=_("When, if not today"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def data_of(self) -> dict[str, Any]:
        clean = self.cleaned_data
        day = clean["day"]
        # Noon in Greenwich is the same day almost everywhere; of today the moment itself is known.
        at = datetime.combine(day, time(12), UTC) if day and day != timezone.localdate() else None
        return {"way": clean["way"], "proof": clean["proof"], "at": at}


class PurposeForm(forms.Form):
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    basis = forms.ChoiceField(label=_("Legal basis"), choices=Purpose.Basis.choices)
    slides = forms.BooleanField(
        label=_("Names on what was shown in visits go by this purpose"), required=False
    )
    site = forms.BooleanField(label=_("Names on what sites and apps send go by this purpose"), required=False)
    without = forms.ChoiceField(
        label=_("What he did where he does not allow it"), choices=Purpose.Without.choices
    )
    retention = forms.IntegerField(
        label=_("Months it holds after the last contact"), required=False, min_value=1, max_value=1200
    )
    text = forms.CharField(
        label=_("Text of the document"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Another wording becomes a new version; earlier consents keep the one they were given to."
        ),
    )

    FIELDS: ClassVar[tuple[str, ...]] = (
        "name_ru",
        "name_en",
        "basis",
        "retention",
        "slides",
        "site",
        "without",
    )


class RetentionForm(forms.Form):
    months = forms.IntegerField(label=_("Months without any contact"), min_value=1, max_value=1200)
    mode = forms.ChoiceField(label=_("What then"), choices=RetentionRule.Mode.choices)
