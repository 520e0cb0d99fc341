"""Consents on a card: given with a proof in two clicks, withdrawn in one; and the purposes of the unit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.access.scopes import of_units
from krug.customers.actions import edit_purpose, give_consent, undo_consent, withdraw_consent
from krug.customers.errors import Invalid
from krug.customers.forms import show
from krug.customers.models import Consent, Person, Purpose
from krug.customers.privacy.forms import ConsentForm, PurposeForm
from krug.customers.queries import history_of, reach_person, undoable
from krug.customers.rules import Tab
from krug.site.parts import go


@require_safe
@require(Permission.SEE_CUSTOMERS)
def history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Everything the customer ever said about his data."""
    person = reach_person(request.user, uid)
    context = {"person": person, "consents": history_of(person)}
    return render(request, "customers/privacy/history.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def give(request: SignedInRequest, uid: UUID, code: str) -> HttpResponse:
    person, purpose = _reach(request, uid, code)
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        try:
            consent = give_consent(request.user, person, purpose, **form.data_of())
        except Invalid as invalid:
            show(form, invalid, {"at": "day"})
        else:
            messages.success(request, _("Consent written down"), extra_tags=_undo(consent))
            return go(request, reverse("person-tab", args=[person.uid, Tab.DATA]))
    text = purpose.texts.order_by("-number").first()
    context = {"person": person, "purpose": purpose, "text": text, "form": form}
    status = 422 if form.errors else 200
    return render(request, "customers/privacy/give.html", context, status=status)


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def withdraw(request: SignedInRequest, uid: UUID, code: str) -> HttpResponse:
    person, purpose = _reach(request, uid, code)
    way = request.POST.get("way") or Consent.Way.CALL
    consent = withdraw_consent(request.user, person, purpose, way)
    tags = _undo(consent) if undoable(request.user, consent) else ""
    messages.success(
        request, _("Written down: «%(purpose)s» no more") % {"purpose": purpose}, extra_tags=tags
    )
    return go(request, reverse("person-tab", args=[person.uid, Tab.DATA]))


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    consent = get_object_or_404(Consent.objects.select_related("person"), uid=uid)
    person = reach_person(request.user, consent.person.uid)
    undo_consent(request.user, consent)
    messages.success(request, _("As it was before"))
    return go(request, reverse("person-tab", args=[person.uid, Tab.DATA]))


def _undo(consent: Consent) -> str:
    return reverse("consent-undo", args=[consent.uid])


def _reach(request: SignedInRequest, uid: UUID, code: str) -> tuple[Person, Purpose]:
    person = reach_person(request.user, uid)
    return person, get_object_or_404(Purpose, unit=person.unit_id, code=code)


@require_safe
@require(Permission.MANAGE_PEOPLE)
def purposes(request: SignedInRequest) -> HttpResponse:
    rows = of_units(request.user, Purpose.objects.select_related("unit").prefetch_related("texts"))
    return render(request, "customers/privacy/purposes.html", {"purposes": rows.order_by("unit", "id")})


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_PEOPLE)
def purpose(request: SignedInRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(of_units(request.user, Purpose.objects.all()), pk=pk)
    texts = list(held.texts.select_related("author").order_by("-number"))
    start = {name: getattr(held, name) for name in PurposeForm.FIELDS}
    form = PurposeForm(request.POST or None, initial=start | {"text": texts[0].text if texts else ""})
    if form.is_valid():
        fields: dict[str, Any] = {name: form.cleaned_data[name] for name in PurposeForm.FIELDS}
        edit_purpose(request.user, held, fields, form.cleaned_data["text"])
        messages.success(request, _("Saved"))
        return redirect("purposes")
    context = {"purpose": held, "texts": texts, "form": form}
    return render(request, "customers/privacy/purpose.html", context, status=422 if form.errors else 200)
