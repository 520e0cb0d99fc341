"""The editor of a method: rows that are drawn again after each button, saved as a draft, published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Invalid, KrugError
from krug.access.rules import Permission
from krug.sales import actions
from krug.sales.comparing import changes
from krug.sales.contract import Contract
from krug.sales.editing import Draft, misplaced, of_contract, of_form, raw
from krug.sales.editing.form import open_at
from krug.sales.errors import DraftChanged
from krug.sales.models import MethodVersion
from krug.sales.outlook import outlook
from krug.sales.queries.methods import Line, codes_of, reach_line
from krug.sales.views import method_rows
from krug.site.parts import go


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_METHODS)
def edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    line = reach_line(request.user, uid)
    if request.method == "GET":
        return _form(request, line, of_contract(_current(line).meant))
    draft = of_form(request.POST)
    contract, errors = understood(draft, codes_of(line.method))
    if contract is None:
        open_at(draft, list(errors))
        return _form(request, line, draft, errors, status=422)
    based_on, number = (_whole(request.POST.get(name, "")) for name in ("based_on", "number"))
    try:
        actions.save_draft(request.user, line.method, contract, based_on, number)
    except DraftChanged:
        fresh = reach_line(request.user, uid)
        more = {"theirs": _current(fresh), "changes": changes(_current(fresh).meant, contract)}
        return _form(request, fresh, draft, more=more, status=409)
    if request.POST.get("then") == "publish":
        return go(request, reverse("method-publish", args=[uid]))
    messages.success(request, _("The draft is saved"))
    return go(request, f"{reverse('method-edit', args=[uid])}?open={draft.open}")


def _current(line: Line) -> MethodVersion:
    version = line.draft or line.newest
    assert version is not None
    return version


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def understood(draft: Draft, taken: set[str]) -> tuple[Contract | None, dict[str, str]]:
    """The contract that the rows make; or what is wrong, by the names of their fields."""
    made = raw(draft, taken)
    try:
        return actions.parsed(made), {}
    except Invalid as invalid:
        return None, misplaced(draft, made, invalid.errors)


def _form(
    request: SignedInRequest,
    line: Line,
    draft: Draft,
    errors: dict[str, str] | None = None,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    errors = errors or {}
    opened = _whole(request.GET.get("open", ""))
    if opened is not None and opened < len(draft.stages):
        draft.open = opened
    seen = line.draft
    number = seen.number if seen else (line.newest.number + 1 if line.newest else 1)
    context = {
        "line": line,
        "based_on": seen.edits if seen else 0,
        "number": number,
        "errors": errors,
        "whole_error": errors.get("", ""),
        "judged": bool(errors),
    }
    context |= method_rows.rows(draft, errors) | method_rows.rules(draft, errors) | (more or {})
    return render(request, "sales/method_edit.html", context, status=status)


@require_POST
@require(Permission.MAKE_METHODS)
def build(request: SignedInRequest) -> HttpResponse:
    """The path again, after a choice or a button; looked at each time once something was found wrong."""
    draft = of_form(request.POST, request.GET.get("ask", "")[:60])
    errors: dict[str, str] = {}
    judged = bool(request.POST.get("judged"))
    if judged:
        # Codes are made where it is saved: none is written into the rows that are shown.
        _contract, errors = understood(of_form(request.POST, request.GET.get("ask", "")[:60]), set())
    answer = render(request, "sales/method_rows.html", method_rows.rows(draft, errors) | {"judged": judged})
    answer["HX-Trigger"] = "built"
    return answer


@require_POST
@require(Permission.MAKE_METHODS)
def newcomer(request: SignedInRequest) -> HttpResponse:
    """Time, money and checkpoints of a deal by what stands in the form now."""
    contract, errors = understood(of_form(request.POST), set())
    context: dict[str, Any] = {"contract": contract, "errors": errors}
    if contract is not None:
        context["outlook"] = outlook(contract)
    return render(request, "sales/method_newcomer.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_METHODS)
def publish(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What changes for new deals, said before it holds."""
    line = reach_line(request.user, uid)
    if line.draft is None:
        messages.error(request, _("There is nothing to publish: change the method first"))
        return go(request, reverse("method", args=[uid]))
    context: dict[str, Any] = {"line": line, "note": request.POST.get("note", ""), "here": "publish"}
    if line.newest:
        context["changes"] = changes(line.newest.meant, line.draft.meant)
    if request.method == "GET":
        return render(request, "sales/method_publish.html", context)
    try:
        made = actions.publish(
            request.user, line.method, context["note"], _whole(request.POST.get("based_on", ""))
        )
    except KrugError as error:
        context["error"] = str(error.detail or error.title)
        return render(request, "sales/method_publish.html", context, status=error.status)
    messages.success(request, _("Version № %(number)d holds for new deals") % {"number": made.number})
    return go(request, reverse("method", args=[uid]))
