"""Scenarios of a plan: levers, moved and judged at once, kept under names, drawn beside the plan."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Conflict, KrugError
from krug.access.rules import Permission
from krug.access.telling import tell
from krug.sales import actions
from krug.sales.models import PlanScenario
from krug.sales.planning.figures import figures
from krug.sales.planning.levers import NONE, Hire, Levers
from krug.sales.queries.plan_scenarios import told, with_hand
from krug.sales.queries.plan_seen import PlanSeen
from krug.sales.queries.plans import reach_plan
from krug.sales.templatetags.forecasts import month_name
from krug.sales.views.plan import frame, naive_name, seen_of
from krug.sales.words import Coarse
from krug.site.parts import go


class Lever(forms.IntegerField):
    """While it is typed anew it is empty for a moment: nothing is moved then."""

    def clean(self, value: Any) -> Any:
        return 0 if value in self.empty_values else super().clean(value)


STEPS = forms.NumberInput({"min": -60, "max": 150, "step": 5})


def _percent(label: Any) -> forms.IntegerField:
    return Lever(label=label, min_value=-60, max_value=150, widget=STEPS)


class LeversForm(forms.Form):
    """Per cent up or down; an empty field moves nothing."""

    use_required_attribute = False

    people = Lever(
        label=gettext_lazy("More people"),
        min_value=-20,
        max_value=20,
        widget=forms.NumberInput({"min": -20, "max": 20}),
    )
    month = forms.TypedChoiceField(label=pgettext_lazy("a month", "From"), coerce=int)
    ramp = Lever(
        label=gettext_lazy("Months until they sell as the others"),
        min_value=0,
        max_value=12,
        widget=forms.NumberInput({"min": 0, "max": 12}),
    )
    contacts = _percent(gettext_lazy("Calls and meetings a week, %"))
    average = _percent(gettext_lazy("Average deal, %"))
    time = _percent(gettext_lazy("Time until a deal is won, %"))
    price = _percent(gettext_lazy("Price, %"))

    def __init__(self, seen: PlanSeen, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (at, month_name(month)) for at, month in enumerate(seen.months)
        ]
        for stage in Coarse:
            label = _("More pass «%(stage)s», %%") % {"stage": stage.label}
            self.fields[f"stage_{stage.value}"] = _percent(label)

    def levers(self) -> Levers:
        said = self.cleaned_data
        return Levers(
            hire=Hire(people=said["people"], month=said["month"], ramp=said["ramp"]),
            contacts=said["contacts"],
            conversion={
                one.value: said[f"stage_{one.value}"] for one in Coarse if said[f"stage_{one.value}"]
            },
            average=said["average"],
            time=said["time"],
            price=said["price"],
        )

    def stages(self) -> list[forms.BoundField]:
        return [self[f"stage_{one.value}"] for one in Coarse]


def initial(levers: Levers) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(levers, name) for name in ("contacts", "average", "time", "price")}
    found |= {"people": levers.hire.people, "month": levers.hire.month, "ramp": levers.hire.ramp}
    return found | {f"stage_{one.value}": levers.conversion.get(one.value, 0) for one in Coarse}


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the scenario"), max_length=80)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)


@require_safe
@require(Permission.MAKE_PLANS)
def scenarios(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """All that are kept; levers of one of them, or none moved."""
    seen = whole_of(request, uid)
    chosen = _chosen(seen, request.GET.get("scenario", ""))
    levers = Levers.model_validate(chosen.levers) if chosen else NONE
    form = LeversForm(seen, initial=initial(levers))
    name = NameForm(initial={"name": chosen.name, "based_on": chosen.edits} if chosen else None)
    return _page(request, seen, form, name, levers, chosen)


@require_POST
@require(Permission.MAKE_PLANS)
def judged(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The figures of levers as they stand, as a part of the page; nothing is kept."""
    seen = whole_of(request, uid)
    form = LeversForm(seen, request.POST)
    context = frame(request, seen) | {"form": form}
    if form.is_valid():
        context |= figured(seen, form.levers())
    status = 422 if form.errors else 200
    return render(request, "sales/plan_figured.html", context, status=status)


@require_POST
@require(Permission.MAKE_PLANS)
def keep(request: SignedInRequest, uid: UUID) -> HttpResponse:
    seen = whole_of(request, uid)
    chosen = _chosen(seen, request.POST.get("scenario", ""))
    form, name = LeversForm(seen, request.POST), NameForm(request.POST)
    if form.is_valid() and name.is_valid():
        said = name.cleaned_data
        try:
            made = actions.keep_scenario(
                request.user, seen.plan, said["name"], form.levers(), chosen, said["based_on"] or 0
            )
        except KrugError as error:
            tell(name, error)
            status = 409 if isinstance(error, Conflict) else 422
        else:
            messages.success(request, _("The scenario is kept"))
            return go(request, f"{reverse('sales-plan-scenarios', args=[uid])}?scenario={made.uid}")
    else:
        status = 422
    levers = form.levers() if form.is_valid() else NONE
    return _page(request, seen, form, name, levers, chosen, status)


@require_POST
@require(Permission.MAKE_PLANS)
def act(request: SignedInRequest, uid: UUID, scenario: UUID, what: str) -> HttpResponse:
    """Shown on the plan's picture, taken from it, thrown away."""
    seen = whole_of(request, uid)
    found = get_object_or_404(PlanScenario, plan=seen.plan, uid=scenario)
    if what in ("show", "hide"):
        actions.show_scenario(request.user, found, what == "show")
    elif what == "remove":
        actions.remove_scenario(request.user, found)
    else:
        raise Http404
    return go(request, reverse("sales-plan-scenarios", args=[uid]))


def whole_of(request: SignedInRequest, uid: UUID) -> PlanSeen:
    """For who plans the whole of it; who sees a part of it has no scenarios."""
    reach_plan(request.user, uid)
    seen = seen_of(request, uid)
    if seen.owners is not None:
        raise Http404
    return seen


def _chosen(seen: PlanSeen, uid: str) -> PlanScenario | None:
    try:
        asked = UUID(uid)
    except ValueError:
        return None
    return PlanScenario.objects.filter(plan=seen.plan, uid=asked).first()


def _page(
    request: SignedInRequest,
    seen: PlanSeen,
    form: LeversForm,
    name: NameForm,
    levers: Levers,
    chosen: PlanScenario | None,
    status: int = 200,
) -> HttpResponse:
    rows = PlanScenario.objects.filter(plan=seen.plan).order_by("id")
    context = frame(request, seen) | {
        "scenario_page": True,
        "form": form,
        "name": name,
        "chosen": chosen,
        "kept": [told(seen, one) for one in rows],
    }
    return render(request, "sales/plan_scenarios.html", context | figured(seen, levers), status=status)


def figured(seen: PlanSeen, levers: Levers) -> dict[str, Any]:
    """What levers come to, beside the plan and the line to beat."""
    held = figures(seen.basis, levers)
    by_month = with_hand(seen, held)
    more = [new - old for new, old in zip(by_month, seen.planned, strict=True)]
    shift = [new - span.likely for new, span in zip(by_month, held.months, strict=True)]
    lows = [max(0.0, span.low + extra) for span, extra in zip(held.months, shift, strict=True)]
    highs = [span.high + extra for span, extra in zip(held.months, shift, strict=True)]
    known = seen.line is not None
    line = {"name": naive_name(seen), "values": [cents / 100 for cents in seen.naive.cents]}
    rows = [
        {"month": month, "likely": by_month[at], "low": lows[at], "high": highs[at],
         "plan": seen.planned[at], "naive": seen.naive.cents[at] if known else None, "more": more[at]}
        for at, month in enumerate(seen.months)
    ]  # fmt: skip
    return {
        "rows": rows,
        "likely": sum(by_month),
        "low": max(0.0, held.whole.low + sum(shift)),
        "high": held.whole.high + sum(shift),
        "more": sum(more),
        "short": held.limited_by_people,
        "levers_chart": {
            "kind": "lines",
            "labels": [month_name(month) for month in seen.months],
            "series": [
                {"name": _("Scenario"), "values": [cents / 100 for cents in by_month]},
                {"name": pgettext("of sales", "Plan"), "values": [cents / 100 for cents in seen.planned]},
                {"name": _("Not less than"), "values": [cents / 100 for cents in lows], "dashed": True},
                {"name": _("Not more than"), "values": [cents / 100 for cents in highs], "dashed": True},
                *([line] if known else []),
            ],
            "links": [],
        },
    }
