"""How views of a deal answer: a question in the dialog, the card after a change, a refusal in words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from krug.access.decorators import SignedInRequest
from krug.access.errors import KrugError
from krug.access.scopes import may_see
from krug.access.telling import tell
from krug.sales.models import Deal
from krug.sales.queries.reach import reach_deal
from krug.sales.views.deals_card import shown
from krug.site.parts import go, is_part


def ask(
    request: SignedInRequest, deal: Deal, form: forms.Form, title: Any, word: Any, **more: Any
) -> HttpResponse:
    """The dialog. `word`: on its button; `more`: text, effort, listed (fields drawn as lists of choices)."""
    context = {
        "deal": deal,
        "form": form,
        "title": title,
        "go": word,
        "board": board_of(request),
        **more,
    }
    answer = render(request, "sales/ask.html", context, status=422 if form.errors else 200)
    return in_dialog(answer) if request.method == "POST" else answer


def in_dialog(answer: HttpResponse) -> HttpResponse:
    """What is taken shows the whole card again, what is refused only its own dialog."""
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog-content", "innerHTML"
    return answer


def board_of(request: SignedInRequest) -> str:
    """The board he came from; nothing but a board of ours."""
    asked = request.POST.get("board", "") or request.GET.get("board", "")
    return asked if asked.startswith(reverse("deals")) else ""


def asked(
    request: SignedInRequest,
    deal: Deal,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    title: Any,
    word: Any,
    **more: Any,
) -> HttpResponse:
    """Question and answer of one dialog: `act` is given what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except KrugError as error:
            tell(form, error)
        else:
            return done(request, deal)
    return ask(request, deal, form, title, word, **more)


def pressed(request: SignedInRequest, deal: Deal, act: Callable[[], object]) -> HttpResponse:
    """One press that asks nothing."""
    try:
        act()
    except KrugError as error:
        return shown(request, reach_deal(request.user, deal.uid), status=error.status, refusal=error)
    return done(request, deal)


def done(request: SignedInRequest, deal: Deal, **more: Any) -> HttpResponse:
    """The card as it is now; whoever sees it no longer goes to his deals."""
    if board := board_of(request):
        return go(request, board)
    if not may_see(request.user, "deal", deal.pk):
        return go(request, reverse("deals"))
    if not is_part(request):
        return redirect("deal", uid=deal.uid)
    return shown(request, reach_deal(request.user, deal.uid), **more)
