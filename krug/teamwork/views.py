"""The six questions of a product, answered by two departments apart and agreed by both (A1)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission
from krug.access.telling import tell
from krug.catalog.models import Product
from krug.catalog.queries import reach_product
from krug.site.ids import uuid7
from krug.site.parts import go, is_part
from krug.teamwork import actions, rules
from krug.teamwork.forms import AgreementForm, AnswerForm, BackForm
from krug.teamwork.models import Agreement
from krug.teamwork.queries import PAGE, Row, agreed_texts, prefilled, reach_agreement, root_of, sheet, started
from krug.teamwork.words import Question


@require_safe
@require(Permission.SEE_CUSTOMERS)
def listing(request: SignedInRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    waiting = request.GET.get("show") == "waiting"
    rows = started(request.user, waiting, start)
    context = {
        "rows": rows[:PAGE],
        "waiting": waiting,
        "side": rules.side_of(request.user.role),
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "teamwork/list.html", context)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def questions(request: SignedInRequest, uid: UUID) -> HttpResponse:
    product = reach_product(request.user, uid)
    if root_of(product) != product:
        return redirect("product-questions", uid=root_of(product).uid)
    return _shown(request, product)


def _shown(request: SignedInRequest, product: Product, status: int = 200, **more: Any) -> HttpResponse:
    held = sheet(request.user, product)
    context = {
        "sheet": held,
        "product": product,
        "other": rules.other(held.side) if held.side else None,
        "proposed": agreed_texts(held.open) if held.open else (),
        **more,
    }
    return render(request, "teamwork/questions.html", context, status=status)


@require_http_methods(["GET", "POST"])
@require(Permission.ANSWER_QUESTIONS)
def answer(request: SignedInRequest, uid: UUID, code: str) -> HttpResponse:
    """One answer, edited where it stands."""
    product = root_of(reach_product(request.user, uid))
    if code not in Question.values:
        raise Http404
    row = _row(request, product, code)
    initial = {"text": row.mine.text if row.mine else ""}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_answer(request.user, product, code, form.cleaned_data["text"])
        except KrugError as error:
            tell(form, error)
        else:
            if not is_part(request):
                return redirect("product-questions", uid=product.uid)
            return _shown(request, product)
    context = {"product": product, "row": row, "form": form}
    reply = render(request, "teamwork/answer.html", context, status=422 if form.errors else 200)
    if form.errors:
        reply["HX-Retarget"], reply["HX-Reswap"] = f"#answer-{code}", "outerHTML"
    return reply


def _row(request: SignedInRequest, product: Product, code: str) -> Row:
    return next(row for row in sheet(request.user, product).rows if row.question == code)


@require_http_methods(["GET", "POST"])
@require(Permission.ANSWER_QUESTIONS)
def propose(request: SignedInRequest, uid: UUID) -> HttpResponse:
    product = root_of(reach_product(request.user, uid))
    held = sheet(request.user, product)
    initial = {"uid": uuid7(), **prefilled(held)}
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.propose(request.user, product, said, said["uid"])
        except KrugError as error:
            tell(form, error)
        else:
            return go(request, reverse("product-questions", args=[product.uid]))
    # Above each field stand both answers, so that one agrees what was said and not what one remembers.
    fields = [(form[row.question.value], row) for row in held.rows]
    context = {"product": product, "form": form, "fields": fields, "sheet": held}
    return render(request, "teamwork/propose.html", context, status=422 if form.errors else 200)


@require_POST
@require(Permission.ANSWER_QUESTIONS)
def sign(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return _pressed(request, reach_agreement(request.user, uid), "sign")


@require_http_methods(["GET", "POST"])
@require(Permission.ANSWER_QUESTIONS)
def send_back(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The other department says why; whoever proposed it takes it back by one press."""
    agreement = reach_agreement(request.user, uid)
    if request.method == "POST" and rules.side_of(request.user.role) == agreement.side:
        return _pressed(request, agreement, "send_back")
    form = BackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_back(request.user, agreement, form.cleaned_data["words"])
        except KrugError as error:
            tell(form, error)
        else:
            return go(request, reverse("product-questions", args=[agreement.product.uid]))
    context = {"product": agreement.product, "form": form}
    return render(request, "teamwork/send_back.html", context, status=422 if form.errors else 200)


def _pressed(request: SignedInRequest, agreement: Agreement, word: str) -> HttpResponse:
    try:
        getattr(actions, word)(request.user, agreement)
    except KrugError as error:
        return _shown(request, agreement.product, status=error.status, refusal=error)
    return go(request, reverse("product-questions", args=[agreement.product.uid]))
