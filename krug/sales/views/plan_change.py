"""A plan changed: figures by hand, proposed anew, submitted, approved, sent back, a newer version."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import User
from krug.access.rules import Permission
from krug.access.telling import tell
from krug.sales import actions
from krug.sales.errors import PlanChanged
from krug.sales.forms import SumField
from krug.sales.models import Plan, PlanAdjustment, PlanVersion
from krug.sales.planning.data import Whose
from krug.sales.queries.plan_parts import Part, Sorted
from krug.sales.queries.plan_seen import PlanSeen
from krug.sales.queries.plans import may_plan, reach_plan
from krug.sales.templatetags.forecasts import month_name
from krug.sales.views.plan import CHANGED_BY, seen_of
from krug.sales.views.plans import asked
from krug.site.parts import go


class SureForm(forms.Form):
    """`number` and `based_on`: which version he saw, and how often it had been changed by then."""

    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class WordsForm(SureForm):
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class WhyForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is other than before, and why"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class FigureForm(forms.Form):
    """One sum for each month, and why."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, seen: PlanSeen, part: Part, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for at, month in enumerate(seen.months):
            cents = part.cents[at]
            shown = f"{cents / 100:.2f}" if cents % 100 else str(cents // 100)
            self.fields[f"month{at}"] = SumField(label=month_name(month), initial=shown)
        self.fields["reason"] = forms.CharField(
            label=_("Why"),
            max_length=300,
            help_text=_(
                "It stays beside the figure, and the difference is kept when the plan is proposed anew."
            ),
        )

    def cents(self) -> list[int]:
        held = [value for name, value in self.cleaned_data.items() if name.startswith("month")]
        return [round(value * 100) for value in held]


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_PLANS)
def figure(request: SignedInRequest, uid: UUID, by: str, key: str) -> HttpResponse:
    """Of a person, a territory or a customer, in the newest version."""
    if by not in CHANGED_BY:
        raise Http404
    plan = reach_plan(request.user, uid)
    seen = _newest(request, plan)
    part = Sorted(request.user, seen, by).part(key)
    if part is None or not may_plan(request.user, plan):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = FigureForm(seen, part, posted, initial={"based_on": seen.version.edits})
    if posted is not None and form.is_valid():
        try:
            actions.set_figure(
                request.user,
                plan,
                _whose(by, part),
                form.cents(),
                form.cleaned_data["reason"],
                form.cleaned_data["based_on"],
            )
        except KrugError as error:
            tell(form, error)
        else:
            messages.success(request, _("Changed; the reason stands beside the figure"))
            return go(request, f"{reverse('sales-plan', args=[uid])}?version={seen.version.number}&by={by}")
    return asked(request, form, _("Change the figure: %(name)s") % {"name": part.label}, _("Change"))


def _newest(request: SignedInRequest, plan: Plan) -> PlanSeen:
    newest = plan.versions.order_by("-number").values_list("number", flat=True)[0]
    asks = request.GET.copy()
    asks["version"] = str(newest)
    request.GET = asks  # type: ignore[assignment]
    return seen_of(request, plan.uid)


def _whose(by: str, part: Part) -> Whose:
    if not part.rows and not part.facts:
        raise Http404
    one = part.rows[0].key if part.rows else None
    fact = part.facts[0] if part.facts else None
    if by == "person":
        owner = one.owner if one else fact.owner if fact else None
        return Whose(owner=owner) if owner else _nobody()
    if by == "territory":
        territory = one.territory if one else fact.territory if fact else None
        return Whose(territory=territory) if territory else _nobody()
    customer = one.customer if one else fact.customer if fact else (None, None)
    return Whose(customer=customer) if any(customer) else _nobody()


def _nobody() -> Whose:
    raise Http404


@require_POST
@require(Permission.MAKE_PLANS)
def drop(request: SignedInRequest, uid: UUID, number: int) -> HttpResponse:
    """What was changed by hand is taken back."""
    plan = reach_plan(request.user, uid)
    found = PlanAdjustment.objects.filter(version__plan=plan, pk=number).first()
    if found is None:
        raise Http404
    based_on = request.POST.get("based_on", "")
    try:
        actions.drop_figure(request.user, plan, found, int(based_on) if based_on.isdecimal() else 0)
    except KrugError as error:
        messages.error(request, str(error.title))
    else:
        messages.success(request, _("It is as proposed again"))
    return go(request, f"{reverse('sales-plan', args=[uid])}?version={found.version.number}")


Act = Callable[[User, Plan, str, int], object]


def _acts() -> dict[str, tuple[type[forms.Form], Act, str, str, str, str]]:
    """What → (form, action, title, word on the button, what it means, what is said after)."""
    return {
        "propose": (
            SureForm,
            lambda user, plan, _words, based_on: actions.propose_plan(user, plan, based_on),
            _("Propose anew"),
            _("Propose"),
            _("From deals as they are today. What you changed by hand is laid upon the new figures again."),
            _("Proposed anew"),
        ),
        "submit": (
            WordsForm,
            actions.submit_plan,
            _("Submit the plan"),
            _("Submit"),
            _("Until there is an answer nobody changes it."),
            _("Submitted"),
        ),
        "approve": (
            WordsForm,
            actions.approve_plan,
            _("Approve the plan"),
            _("Approve"),
            _("It is in force then and never changes; another plan is another version."),
            _("Approved: it is in force"),
        ),
        "return": (
            WordsForm,
            actions.return_plan,
            _("Send the plan back"),
            _("Send back"),
            _("Say what to change: it stays with the version."),
            _("Sent back"),
        ),
        "renew": (
            WhyForm,
            lambda user, plan, words, _based_on: actions.renew_plan(user, plan, words),
            _("A new version"),
            _("Begin"),
            _("It begins with the same figures. The one in force stays in force until this one is approved."),
            _("A new version is begun"),
        ),
    }


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_PLANS)
def step(request: SignedInRequest, uid: UUID, what: str) -> HttpResponse:
    plan = reach_plan(request.user, uid)
    acts = _acts()
    if what not in acts:
        raise Http404
    of, act, title, word, text, after = acts[what]
    newest = plan.versions.order_by("-number")[0]
    posted = request.POST if request.method == "POST" else None
    form = of(posted, initial=_seen_by(request, newest))
    if posted is not None and form.is_valid():
        said = form.cleaned_data
        try:
            if said.get("number") not in (None, newest.number):
                raise PlanChanged
            act(request.user, plan, said.get("words", ""), said.get("based_on", 0))
        except KrugError as error:
            tell(form, error)
        else:
            messages.success(request, after)
            number = plan.versions.order_by("-number").values_list("number", flat=True)[0]
            return go(request, f"{reverse('sales-plan', args=[uid])}?version={number}")
    return asked(request, form, title, word, text)


def _seen_by(request: SignedInRequest, newest: PlanVersion) -> dict[str, object]:
    """What the page showed when he pressed, not what there is while he reads the question."""
    held = {"number": newest.number, "based_on": newest.edits}
    for name, key in (("number", "version"), ("based_on", "edits")):
        asked = request.GET.get(key, "")
        if asked.isdecimal() and len(asked) < 9:
            held[name] = int(asked)
    return dict(held)
