"""What stands on a colleague's screen, and what he does there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission, may
from krug.access.telling import tell
from krug.calls.actions.dial import dial
from krug.calls.actions.hear import choose
from krug.calls.actions.look import shown
from krug.calls.actions.work import after_call, finish, put_away, reopen
from krug.calls.adapters.speaking import CannotDial
from krug.calls.forms import AfterForm
from krug.calls.models import Call
from krug.calls.queries.screen import Card, card_of, cards
from krug.calls.queries.seen import may_hear, may_write, reach_call, reach_to_write, reach_todo
from krug.calls.queries.who import offer_for
from krug.calls.recordings import address_to_hear
from krug.calls.words import Outcome
from krug.sales.models import Deal
from krug.sales.queries.reach import reach_deal
from krug.site.parts import is_part

OUTCOMES = ((Outcome.ANSWERED, Outcome.ANSWERED.label), (Outcome.MISSED, Outcome.MISSED.label))


@require_safe
@require(Permission.TAKE_CALLS)
def now(request: SignedInRequest) -> HttpResponse:
    """His cards as they are now: asked by open pages whenever /live/events says that something changed."""
    moment = timezone.now()
    found = cards(request.user, moment)
    shown(request.user, found, moment)
    drawn = [_context(request, card) for card in found]
    return render(request, "calls/cards.html", {"cards": drawn})


@require_safe
@require(Permission.TAKE_CALLS)
def call(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = reach_call(request.user, uid)
    return render(request, "calls/call.html", _page(request, held))


def _page(request: SignedInRequest, held: Call, form: AfterForm | None = None) -> dict[str, Any]:
    card = card_of(request.user, held, timezone.now())
    if card.who.person is not None:
        audit.record_read(request.user, "person", card.who.person.pk)
    heard = may_hear(request.user, held) and address_to_hear(held)
    return {**_context(request, card, form), "hears": heard, "page": True}


def _context(request: SignedInRequest, card: Card, form: AfterForm | None = None) -> dict[str, Any]:
    held = card.call
    start = {"note": held.note, "deal": held.deal.uid if held.deal else card.deal and card.deal.deal.uid}
    return {
        "card": card,
        "call": held,
        "form": form or AfterForm(initial=start, outcomes=list(OUTCOMES)),
        "chosen_deal": str(start["deal"] or ""),
        "outcomes": OUTCOMES,
        "editable": may_write(request.user, held),
        "fill": reverse("person-new") + f"?name={held.other.replace('+', '%2B')}",
        "may_create": may(request.user, Permission.EDIT_CUSTOMERS),
    }


@require_POST
@require(Permission.TAKE_CALLS)
def after(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The line after a call; the card is put away with it."""
    held = reach_to_write(request.user, uid)
    form = AfterForm(request.POST, outcomes=list(OUTCOMES))
    if form.is_valid():
        given = form.cleaned_data
        try:
            after_call(
                request.user, held, given["note"], given["step"], form.step_at(),
                _deal(request, given["deal"]), given["outcome"], timezone.now(),
            )  # fmt: skip
        except KrugError as error:
            tell(form, error)
        else:
            messages.success(request, _("Written down"))
            return _done(request, held)
    template = "calls/one.html" if is_part(request) else "calls/call.html"
    return render(request, template, _page(request, held, form), status=422)


def _deal(request: SignedInRequest, uid: UUID | None) -> Deal | None:
    if uid is None:
        return None
    if not may(request.user, Permission.SEE_DEALS):
        raise Http404
    return reach_deal(request.user, uid)


def _done(request: SignedInRequest, held: Call) -> HttpResponse:
    """A card of the screen is gone; a page shows itself again."""
    if is_part(request) and request.POST.get("page") != "1":
        return _gone(request)
    return redirect("call", uid=held.uid)


def _gone(request: SignedInRequest) -> HttpResponse:
    """What was pressed on goes, with a word below."""
    answer = render(request, "calls/gone.html", {})
    answer["HX-Reswap"] = "delete"
    return answer


@require_POST
@require(Permission.TAKE_CALLS)
def away(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = reach_call(request.user, uid)
    put_away(request.user, held, timezone.now())
    return _done(request, held)


@require_POST
@require(Permission.TAKE_CALLS)
def who(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Whose of several that have the number it was: `person` or `organisation`, a uid."""
    held = reach_to_write(request.user, uid)
    offer = offer_for(request.user, held)
    found = offer.person_of(_uid(request.POST.get("person", "")))
    place = offer.organisation_of(_uid(request.POST.get("organisation", "")))
    if found is not None:
        place = found.organisation.standing if found.organisation else None
    named = found or place
    if named is None or named.unit_id != held.unit_id:
        raise Http404
    person, organisation = found.pk if found else None, place.pk if place else None
    choose(request.user, held, person, organisation, timezone.now())
    if not is_part(request) or request.POST.get("page") == "1":
        return redirect("call", uid=held.uid)
    fresh = reach_call(request.user, uid)
    return render(request, "calls/one.html", _context(request, card_of(request.user, fresh, timezone.now())))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@require(Permission.TAKE_CALLS)
def recording(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """To the phone system's own host and nowhere else; that somebody listens is written down."""
    held = reach_call(request.user, uid)
    address = address_to_hear(held)
    if not address or not may_hear(request.user, held):
        raise Http404
    audit.record_read(request.user, "call_recording", held.pk)
    answer = HttpResponse(status=302, headers={"Location": address, "Referrer-Policy": "no-referrer"})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@require(Permission.TAKE_CALLS)
def call_out(request: SignedInRequest) -> HttpResponse:
    """204: his phone will ring. 404: nothing of ours can call, his device may. 409: the system would not."""
    try:
        asked = dial(request.user, request.POST.get("number", "")[:40])
    except CannotDial as error:
        text = _("The phone system does not call: %(why)s") % {"why": str(error)}
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204 if asked else 404)


@require_POST
@require(Permission.TAKE_CALLS)
def todo(request: SignedInRequest, uid: UUID, word: str) -> HttpResponse:
    held = reach_todo(request.user, uid)
    if word == "done":
        finish(request.user, held, timezone.now())
        messages.success(request, _("Done"), extra_tags=reverse("call-todo", args=[uid, "again"]))
    elif word == "again":
        reopen(request.user, held)
    else:
        raise Http404
    if is_part(request):
        return _gone(request)
    return redirect("today" if request.POST.get("next", "/") == "/" else "calls")
