"""Fields of a deal edited where they stand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission
from krug.access.telling import tell
from krug.customers.data import Conflict
from krug.customers.facts import number
from krug.sales import actions
from krug.sales.forms import (
    AmountForm,
    ChanceForm,
    ExpectedForm,
    NameForm,
    NeedForm,
    NextForm,
    SourceForm,
    next_of,
)
from krug.sales.models import Deal
from krug.sales.queries.reach import reach_deal
from krug.sales.sentences import amount
from krug.sales.views.deals_answers import done
from krug.site.templatetags.words import when

FORMS: dict[str, Callable[..., forms.Form]] = {
    "name": NameForm,
    "expected_on": ExpectedForm,
    "chance": ChanceForm,
    "need": NeedForm,
    "source": SourceForm,
}


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_DEALS)
def field(request: SignedInRequest, uid: UUID, name: str) -> HttpResponse:
    """Its form, or what was written there."""
    deal = reach_deal(request.user, uid)
    if request.method == "GET":
        return _editing(request, deal, name, _form(deal, name))
    if "done" in request.POST:
        return _saved(request, deal, name, {"next_action": "", "next_at": None}, None)
    form = _form(deal, name, request.POST)
    if not form.is_valid():
        return _editing(request, deal, name, form)
    return _saved(request, deal, name, _said(deal, name, form), form)


def _saved(
    request: SignedInRequest, deal: Deal, name: str, fields: dict[str, Any], form: forms.Form | None
) -> HttpResponse:
    try:
        changed = actions.edit_deal(request.user, deal, fields, number(request.POST.get("based_on")))
    except KrugError as error:
        form = form or _form(deal, name, QueryDict())
        tell(form, error)
        return _editing(request, deal, name, form)
    return done(request, deal, conflicts=[_told(deal, one) for one in changed.conflicts])


def _form(deal: Deal, name: str, posted: QueryDict | None = None) -> forms.Form:
    if name == "next":
        return NextForm(posted, initial=next_of(deal))
    if name == "amount":
        return AmountForm(deal.currency, posted, initial={"amount": deal.amount, "currency": deal.currency})
    if name not in FORMS:
        raise Http404
    return FORMS[name](posted, initial={name: getattr(deal, name)})


def _said(deal: Deal, name: str, form: forms.Form) -> dict[str, Any]:
    """Fields and values for the action."""
    said = form.cleaned_data
    if isinstance(form, NextForm):
        return {"next_action": said["next_action"], "next_at": form.at(deal.method.meant.working.until)}
    if name == "amount":
        return {"amount": said["amount"], "currency": said["currency"] or deal.currency}
    return {name: said[name]}


def _editing(request: SignedInRequest, deal: Deal, name: str, form: forms.Form) -> HttpResponse:
    context = {
        "deal": deal,
        "name": name,
        "form": form,
        # What he saw stays what he saw while he mends a mistake.
        "based_on": request.POST.get("based_on") or deal.version,
    }
    answer = render(request, "sales/field_edit.html", context, status=422 if form.errors else 200)
    if form.errors:
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#field-{name}", "outerHTML"
    return answer


def _told(deal: Deal, one: Conflict) -> dict[str, str]:
    other = one.other
    if one.field == "amount" and other is not None:
        other = amount(other, deal.currency)
    elif one.field == "next_at" and other:
        other = when(other)
    elif one.field == "expected_on" and other:
        other = date_format(other, "j E Y")
    return {"field": one.field, "other": "" if other is None else str(other)}
