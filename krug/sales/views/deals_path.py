"""A deal goes along its path: on, back, checkpoints confirmed or left out, the clock, its end."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission
from krug.sales import actions
from krug.sales.contract import Checkpoint, Contract, Stage
from krug.sales.errors import InTheWay
from krug.sales.facts import course_of
from krug.sales.forms import DocumentForm, EndForm, PlainForm, ReasonForm
from krug.sales.judging import effort
from krug.sales.leading import rank_of
from krug.sales.models import Deal
from krug.sales.queries.board import board
from krug.sales.queries.reach import reach_deal
from krug.sales.queries.ticking import lines_of
from krug.sales.rules import reaches
from krug.sales.sentences import amount
from krug.sales.views.deals_answers import ask, asked, board_of, in_dialog, pressed
from krug.sales.views.deals_board import narrowed
from krug.site.parts import go

BOTH = require_http_methods(["GET", "POST"])
EDIT = require(Permission.EDIT_DEALS)


@require_POST
@EDIT
def move(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """To another stage, from the card or by dragging on the board; back asks why."""
    deal = reach_deal(request.user, uid)
    contract, to = deal.method.meant, request.POST.get("to", "")
    stage = _stage(contract, to)
    if contract.place(to) < contract.place(deal.stage):
        answer = _ask_back(request, deal, stage)
        answer.status_code = 422
        return answer
    if not board_of(request):
        return pressed(request, deal, lambda: _advanced(request, deal, stage))
    before = deal.stage
    try:
        actions.advance(request.user, deal, to)
    except KrugError as error:
        return _in_the_way(request, deal, contract, error)
    return _moved(request, reach_deal(request.user, uid), before)


def _advanced(request: SignedInRequest, deal: Deal, stage: Stage) -> None:
    actions.advance(request.user, deal, stage.code)
    messages.success(request, _("The deal is at «%s» now") % stage.name)


def _in_the_way(request: SignedInRequest, deal: Deal, contract: Contract, error: KrugError) -> HttpResponse:
    codes = error.where["checkpoints"] if isinstance(error, InTheWay) else []
    points = [contract.checkpoint(code)[1] for code in codes]
    context = {"deal": deal, "error": error, "points": points}
    return in_dialog(render(request, "sales/in_the_way.html", context, status=error.status))


def _moved(request: SignedInRequest, deal: Deal, before: str) -> HttpResponse:
    """The card where it is now, and the heads of both columns, as that board narrows them."""
    query = QueryDict(urlsplit(board_of(request)).query)
    narrow, _context = narrowed(request.user, query)
    now = timezone.now()
    whole = board(request.user, deal.method.method, narrow, now)
    context = {
        "board": whole,
        "columns": [one for one in whole.columns if one.code in (before, deal.stage)],
        "line": lines_of([deal], now)[0],
    }
    return render(request, "sales/moved.html", context)


@BOTH
@EDIT
def back(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    stage = _stage(deal.method.meant, request.GET.get("to", "") or request.POST.get("to", ""))
    if request.method == "GET":
        return _ask_back(request, deal, stage)
    return asked(
        request,
        deal,
        ReasonForm(request.POST),
        lambda said: actions.put_back(request.user, deal, stage.code, said["reason"]),
        **_back_words(deal, stage),
    )


def _ask_back(request: SignedInRequest, deal: Deal, stage: Stage) -> HttpResponse:
    words = _back_words(deal, stage)
    own = rank_of(request.user, deal)
    if not reaches(own, deal.method.meant.step_back):
        words["text"] = _("Your method leaves this to somebody who leads you.")
    return ask(request, deal, ReasonForm(), **words)


def _back_words(deal: Deal, stage: Stage) -> dict[str, Any]:
    return {
        "title": _("Back to «%s»") % stage.name,
        "word": _("Put back"),
        "text": _("It will stand in the deal's history, and count as a deviation."),
        "action": f"{reverse('deal-back', args=[deal.uid])}?to={stage.code}",
    }


def _stage(contract: Contract, code: str) -> Stage:
    try:
        return contract.stage(code)
    except KeyError as error:
        raise Http404 from error


@BOTH
@EDIT
def skip(request: SignedInRequest, uid: UUID, code: str) -> HttpResponse:
    """A checkpoint is left out with the reason, or who may is asked."""
    deal = reach_deal(request.user, uid)
    point = _point(deal, code)
    own = rank_of(request.user, deal)
    himself = point.skip is not None and reaches(own, point.skip.who)
    return asked(
        request,
        deal,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda said: actions.skip(request.user, deal, code, said["reason"]),
        title=_("Leave out «%s»") % point.name,
        word=_("Leave out") if himself else _("Ask to leave it out"),
        text=_skip_text(deal, point, himself),
    )


def _skip_text(deal: Deal, point: Checkpoint, himself: bool) -> str:
    """What it costs, and who has to say yes."""
    parts = [_("It counts as a deviation.")]
    if point.skip and point.skip.price:
        parts.append(_("Its price to the deal: %s.") % amount(point.skip.price, deal.currency))
    if point.skip and not himself:
        who = {"head": _("The head of the unit decides."), "manager": _("Whoever leads you decides.")}
        parts.append(who.get(point.skip.who, ""))
    return " ".join(parts)


@require_POST
@EDIT
def answer(request: SignedInRequest, uid: UUID, code: str, word: str) -> HttpResponse:
    """The question whether a checkpoint may be left out is allowed, refused, or taken back."""
    deal = reach_deal(request.user, uid)
    act = {"allow": actions.approve_skip, "refuse": actions.refuse_skip}.get(word)
    if act is None:
        raise Http404
    return pressed(request, deal, lambda: act(request.user, deal, code))


@BOTH
@EDIT
def confirm(request: SignedInRequest, uid: UUID, code: str) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    point = _point(deal, code)
    wants = getattr(point.evidence, "document", False)
    form = (DocumentForm if wants else PlainForm)(request.POST if request.method == "POST" else None)

    def act(said: dict[str, Any]) -> None:
        actions.confirm(request.user, deal, code, said.get("document", ""))
        undo = reverse("deal-unconfirm", args=[uid, code])
        messages.success(request, _("«%s» is confirmed") % point.name, extra_tags=undo)

    return asked(request, deal, form, act, title=point.name, word=_("Confirm"), text=point.hint)


@require_POST
@EDIT
def unconfirm(request: SignedInRequest, uid: UUID, code: str) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    return pressed(request, deal, lambda: actions.unconfirm(request.user, deal, code))


@BOTH
@EDIT
def pause(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    return asked(
        request,
        deal,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda said: actions.pause(request.user, deal, said["reason"]),
        title=_("Stop the clock"),
        word=_("Stop the clock"),
        text=_("Time does not count until it goes on: the customer asked to wait, or is away."),
    )


@require_POST
@EDIT
def resume(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    return pressed(request, deal, lambda: actions.resume(request.user, deal))


@BOTH
@EDIT
def win(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return _end(request, reach_deal(request.user, uid), won=True)


@BOTH
@EDIT
def lose(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return _end(request, reach_deal(request.user, uid), won=False)


def _end(request: SignedInRequest, deal: Deal, won: bool) -> HttpResponse:
    form = EndForm(won, request.POST if request.method == "POST" else None)
    now = timezone.now()
    course = course_of(deal, now)

    def act(said: dict[str, Any]) -> None:
        end = actions.win if won else actions.lose
        end(request.user, deal, said["reason"], said["competitor"], said["note"])
        undo = f"{reverse('deal-reopen', args=[deal.uid])}?undo=1"
        words = _("The deal is won") if won else _("The deal is lost")
        messages.success(request, words, extra_tags=undo)

    return asked(
        request,
        deal,
        form,
        act,
        title=_("Why us?") if won else _("Why not us?"),
        word=pgettext("button", "Won") if won else pgettext("button", "Lost"),
        effort=effort(course.contract, course.facts, course.proven, deal.spent, now),
        rivals=deal.competitors.order_by("name"),
        listed=("reason",),
    )


@BOTH
@EDIT
def reopen(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """With the reason; right after its end one press takes the end back."""
    deal = reach_deal(request.user, uid)
    if request.method == "POST" and "undo" in request.GET:
        actions.reopen(request.user, deal, _("Closed by mistake"))
        return go(request, reverse("deal", args=[uid]))
    return asked(
        request,
        deal,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda said: actions.reopen(request.user, deal, said["reason"]),
        title=_("Open the deal again"),
        word=_("Open again"),
        text=_("It goes on where it stood; its ending stays in the history."),
    )


def _point(deal: Deal, code: str) -> Checkpoint:
    try:
        return deal.method.meant.checkpoint(code)[1]
    except KeyError as error:
        raise Http404 from error
