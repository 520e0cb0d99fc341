"""Plans that somebody sees, beside what came; and a new one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import Role, Team, Unit, User
from krug.access.rules import Permission, may
from krug.access.telling import tell
from krug.sales.actions import begin_plan
from krug.sales.actions.plan import GROWTH
from krug.sales.forms import CURRENCIES
from krug.sales.models import Plan
from krug.sales.periods import month_of, quarter_of, shifted
from krug.sales.planning.data import PlanData
from krug.sales.queries.plan_list import plan_list
from krug.sales.queries.plans import teams_planned
from krug.site.parts import go

AHEAD = 5
"""Quarters that are offered: the one that runs and those after it."""


@require_safe
@require(Permission.SEE_DEALS)
def plans(request: SignedInRequest) -> HttpResponse:
    context = {
        "view": "plans",
        "held": plan_list(request.user, timezone.now()),
        "may_begin": may(request.user, Permission.MAKE_PLANS),
    }
    return render(request, "sales/plans.html", context)


class NewForm(forms.Form):
    """For whom and for which months."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose plan"))
    period = forms.ChoiceField(label=gettext_lazy("Period"))
    growth = forms.IntegerField(
        label=gettext_lazy("The line to beat: last year and so many per cent"),
        min_value=GROWTH[0],
        max_value=GROWTH[1],
        initial=15,
        help_text=gettext_lazy("What a plan without thinking would be. Usual are 15 to 20."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(one, one) for one in CURRENCIES], initial="RUB"
    )

    def __init__(self, viewer: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.places = _places(viewer)
        self.fields["whose"].choices = [(key, name) for key, (name, *_rest) in self.places.items()]  # type: ignore[attr-defined]
        self.fields["period"].choices = _periods()  # type: ignore[attr-defined]

    def data_of(self) -> PlanData:
        said = self.cleaned_data
        _name, unit, team = self.places[said["whose"]]
        month, _slash, months = said["period"].partition("/")
        since = month_of(month)
        assert since is not None
        return PlanData(unit, since, int(months), team, said["growth"], said["currency"])


def _places(viewer: User) -> dict[str, tuple[str, Unit, Team | None]]:
    found: dict[str, tuple[str, Unit, Team | None]] = {}
    if may(viewer, Permission.APPROVE_PLANS):
        units: QuerySet[Unit] = Unit.objects.order_by("name")
        if viewer.role != Role.ADMIN:
            units = units.filter(pk=viewer.unit_id or 0)
        found |= {f"unit-{one.uid}": (one.name, one, None) for one in units}
    for team in teams_planned(viewer):
        found[f"team-{team.uid}"] = (team.name, team.unit, team)
    return found


def _periods() -> list[tuple[str, str]]:
    today = timezone.localdate()
    first = quarter_of(today)
    found = []
    for number in range(AHEAD):
        since = shifted(first, 3 * number)
        name = _("Q%(quarter)d %(year)d") % {"quarter": (since.month + 2) // 3, "year": since.year}
        found.append((f"{since:%Y-%m}/3", name))
    years = [(f"{year}-01/12", _("the year %d") % year) for year in (today.year, today.year + 1)]
    return [*found, *years]


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_PLANS)
def new(request: SignedInRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = NewForm(request.user, posted)
    if posted is not None and form.is_valid():
        try:
            data = form.data_of()
            made = begin_plan(request.user, data)
        except KrugError as error:
            tell(form, error)
        else:
            if (made.currency, made.growth) != (data.currency, data.growth):
                messages.error(request, _already(made))
            return go(request, reverse("sales-plan", args=[made.uid]))
    text = _(
        "Krug proposes it from below: what each customer could bring and what your people can carry. "
        "You then change what you know better, and submit it."
    )
    return asked(request, form, _("New plan"), _("Propose"), text)


def _already(plan: Plan) -> str:
    return _(
        "These months are planned already: this is that plan, in %(currency)s, "
        "its line to beat %(growth)s %%. Nothing new was made."
    ) % {"currency": plan.currency, "growth": f"{plan.growth:+d}".replace("-", "\u2212")}


def asked(request: SignedInRequest, form: forms.Form, title: str, word: str, text: str = "") -> HttpResponse:
    """A question in the dialog; what is wrong stands at its field."""
    context = {"form": form, "title": title, "go": word, "text": text}
    answer = render(request, "sales/plan_ask.html", context, status=422 if form.errors else 200)
    if request.method == "POST":
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog-content", "innerHTML"
    return answer
