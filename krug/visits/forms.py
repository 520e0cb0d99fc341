"""Planning a visit by hand: when, how long, what for. With whom is chosen before."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access.models import User


class PlanForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=15)
    goal = forms.CharField(label=_("Goal"), required=False, max_length=300)
    staff = forms.ModelChoiceField(User.objects.none(), label=_("Who goes"))

    def __init__(self, author: User, colleagues: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = self.fields["staff"]
        assert isinstance(staff, forms.ModelChoiceField)
        staff.queryset = colleagues
        tomorrow = timezone.localtime() + timedelta(days=1)
        self.initial = {"day": tomorrow.date(), "time": "10:00", "minutes": 15, "staff": author.pk}

    @property
    def planned_at(self) -> datetime:
        clean = self.cleaned_data
        return timezone.make_aware(datetime.combine(clean["day"], clean["time"]))


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why"), required=False, max_length=300)
