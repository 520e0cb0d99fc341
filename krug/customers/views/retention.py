"""How long customers are kept: the rule, a dry run, and whom it proposes."""

from itertools import islice

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.models import Role, Unit
from krug.access.rules import Permission
from krug.customers.actions import set_retention
from krug.customers.errors import Invalid
from krug.customers.facts import number
from krug.customers.forms import show
from krug.customers.models import Outlived, RetentionRule
from krug.customers.privacy.forms import RetentionForm
from krug.customers.queries.retention import outlived_of, proposals

SHOWN = 200


@require_http_methods(["GET", "POST"])
@require(Permission.ANSWER_SUBJECTS)
def retention(request: SignedInRequest) -> HttpResponse:
    """`dry`: whom the typed rule would mean today; nothing is changed."""
    units = Unit.objects.order_by("id")
    mine = units if request.user.role == Role.ADMIN else units.filter(pk=request.user.unit_id or 0)
    unit = _unit(request, mine)
    if unit is None:
        return render(request, "customers/privacy/retention.html", {"units": []})
    rule = RetentionRule.objects.filter(unit=unit).first() or RetentionRule(unit=unit)
    form = RetentionForm(request.POST or None, initial={"months": rule.months, "mode": rule.mode})
    would = None
    if form.is_valid():
        months, mode = form.cleaned_data["months"], form.cleaned_data["mode"]
        if request.POST.get("choice") == "dry":
            would = sum(1 for _one in outlived_of(RetentionRule(unit=unit, months=months), timezone.now()))
        else:
            try:
                set_retention(request.user, unit, months, mode)
            except Invalid as invalid:
                show(form, invalid, {})
            else:
                messages.success(request, _("Saved"))
                return redirect("retention")
    context = {
        "unit": unit,
        "units": list(mine),
        "rule": rule,
        "form": form,
        "would": would,
        "count": Outlived.objects.filter(person__unit=unit).count(),
        "proposals": list(islice(proposals(request.user), SHOWN)),
    }
    status = 422 if form.errors else 200
    return render(request, "customers/privacy/retention.html", context, status=status)


def _unit(request: SignedInRequest, mine: QuerySet[Unit]) -> Unit | None:
    wanted = number(request.GET.get("unit") or request.POST.get("unit"))
    if wanted is None:
        return mine.first()
    return get_object_or_404(mine.filter(id=wanted))
