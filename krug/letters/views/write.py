"""Writing: a draft that keeps itself, «Send», and what became of it."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError, WrongInput
from krug.access.rules import Permission
from krug.access.scopes import reach
from krug.access.telling import tell
from krug.customers.models import ContactPoint, Person
from krug.customers.queries.identity import group_of
from krug.letters.actions import (
    begin_letter,
    decide_unknown,
    discard_letter,
    queue_letter,
    save_letter,
    settle_aside,
    take_back,
)
from krug.letters.actions.write import recipients_of
from krug.letters.data import Typed
from krug.letters.forms import LetterForm
from krug.letters.models import Aside, Outgoing
from krug.letters.queries.consent import declined
from krug.letters.queries.known import Addresses
from krug.letters.queries.mailboxes import writable
from krug.letters.queries.threads import people_of, reach_thread
from krug.letters.rules import named_in
from krug.letters.words import Kind, Side, State
from krug.sales.models import Deal
from krug.sales.queries.reach import reach_deal, standing_person
from krug.site.parts import go

WRITES = require(Permission.WRITE_LETTERS)


@require_POST
@WRITES
def new(request: SignedInRequest) -> HttpResponse:
    """To a customer, from a deal, or in answer to the last letter of a thread: the draft is opened."""
    try:
        made = begin_letter(request.user, **_about(request))
    except WrongInput:
        return render(request, "letters/connect_first.html", {})
    return go(request, reverse("letter-out", args=[made.uid]))


def _about(request: SignedInRequest) -> dict[str, Any]:
    asked = {name: _uid(request.GET[name]) for name in ("person", "deal", "thread") if name in request.GET}
    if "thread" in asked:
        return _answer(request, asked["thread"])
    deal: Deal | None = None
    person: Person | None = None
    if "deal" in asked:
        deal = reach_deal(request.user, asked["deal"])
        person = standing_person(deal)
    elif "person" in asked:
        person = reach(request.user, Person.objects.all(), uid=asked["person"])
    return {"person": person, "deal": deal, "to": _address_of(person) if person else ""}


def _answer(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    thread, readable = reach_thread(request.user, uid)
    if not readable:
        raise Http404
    newest = thread.letters.order_by("-at", "-id")
    # What a program sent is answered only where nothing else is: a notice of delay came from a server.
    last = newest.filter(kind=Kind.LETTER).first() or newest.exclude(kind=Kind.BOUNCE).first()
    if last is None:
        raise Http404
    ours = Addresses(thread.unit_id, {last.sender, *(one[1] for one in [*last.to, *last.cc])}).ours
    others = [last.sender] if last.side == Side.IN else [one[1] for one in last.to]
    people = people_of(thread)
    return {
        "person": people[0] if people else None,
        "deal": thread.deal,
        "answers": last,
        "to": ", ".join(one for one in others if one not in ours),
    }


def _address_of(person: Person) -> str:
    kinds = ContactPoint.objects.filter(person__in=group_of(person), kind=ContactPoint.Kind.EMAIL)
    return kinds.order_by("id").values_list("normal", flat=True).first() or ""


@require_http_methods(["GET", "POST"])
@WRITES
def letter(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The draft; POST sends it."""
    held = _reach(request, uid)
    form = _form(request, held)
    if request.method == "POST" and form.is_valid():
        try:
            _saved(request, held, form)
            if _careful(held) and request.POST.get("sure") != "1":
                raise WrongInput(_("Say that you want to write all the same."))
            queue_letter(request.user, held)
        except KrugError as error:
            tell(form, error)
        else:
            undo = reverse("letter-back", args=[held.uid])
            messages.success(request, _("The letter goes out in ten seconds"), extra_tags=undo)
            return go(request, _home(held))
    held = _reach(request, uid)
    context = {
        "letter": held,
        "form": form,
        "window": request.POST.get("window") or secrets.token_urlsafe(12),
        "careful": _careful(held),
        "home": _home(held),
        "editable": held.state in (State.DRAFT, State.FAILED),
        **_came_back(held),
    }
    return render(request, "letters/letter.html", context, status=422 if form.errors else 200)


def _came_back(held: Outgoing) -> dict[str, Any]:
    """Of a letter to several: who has it, so that it does not reach him twice."""
    if held.state != State.FAILED or held.letter is None or len(held.letter.recipients) < 2:
        return {}
    lost = named_in(held.reason)
    if not lost & set(held.letter.recipients):
        return {"perhaps_all": True}
    again = lost.union(recipients_of(held.to))
    return {"have_it": [one for one in held.letter.recipients if one not in again]}


@require_POST
@WRITES
def save(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """By itself while one types: says when it was kept, or why not."""
    held = _reach(request, uid)
    form = _form(request, held, draft=True)
    said, bad = "", False
    if form.is_valid():
        try:
            _saved(request, held, form)
        except KrugError as error:
            said, bad = str(error.detail or error.title), True
    else:
        said, bad = _("This cannot be kept: it is too long."), True
    return render(request, "letters/kept.html", {"said": said, "bad": bad, "at": timezone.now()})


@require_POST
@WRITES
def back(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Out of the queue, and open for writing again."""
    held = _reach(request, uid)
    try:
        take_back(request.user, held)
    except KrugError as error:
        messages.error(request, str(error.detail or error.title))
    return go(request, reverse("letter-out", args=[uid]))


@require_POST
@WRITES
def decide(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = _reach(request, uid)
    try:
        decide_unknown(request.user, held, sent=request.POST.get("sent") == "1")
    except KrugError as error:
        messages.error(request, str(error.detail or error.title))
    return go(request, reverse("letters"))


@require_POST
@WRITES
def drop(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = _reach(request, uid)
    home = _home(held)
    try:
        discard_letter(request.user, held)
    except KrugError as error:
        messages.error(request, str(error.detail or error.title))
    return go(request, home)


@require_POST
@WRITES
def aside(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """His or not: what came to his address for copies from an address that nobody knows."""
    held = get_object_or_404(Aside, uid=uid, user=request.user)
    mine = request.POST.get("mine") == "1"
    if settle_aside(request.user, held, mine, timezone.now()) is None and mine:
        messages.success(request, _("There was no customer in it: nothing is filed."))
    return go(request, reverse("letters"))


def _reach(request: SignedInRequest, uid: UUID) -> Outgoing:
    """His own alone."""
    rows = Outgoing.objects.select_related("mailbox", "person", "deal", "answers__thread", "letter__thread")
    return get_object_or_404(rows, uid=uid, author=request.user)


def _form(request: SignedInRequest, held: Outgoing, draft: bool = False) -> LetterForm:
    begin = {
        "mailbox": str(held.mailbox_id),
        "to": held.to,
        "subject": held.subject,
        "text": held.text,
        "version": held.version,
    }
    typed = request.POST if request.method == "POST" else None
    return LetterForm(writable(request.user), draft, typed, initial=begin)


def _saved(request: SignedInRequest, held: Outgoing, form: LetterForm) -> None:
    said = form.cleaned_data
    boxes = {str(one.pk): one for one in writable(request.user)}
    save_letter(
        request.user,
        held,
        Typed(said["to"], said["subject"], said["text"]),
        said["version"],
        request.POST.get("window", ""),
        boxes.get(said.get("mailbox", "")),
    )
    held.refresh_from_db()


def _careful(held: Outgoing) -> list[str]:
    """Names of those to whom it goes who asked not to be written to, unless it answers a letter of theirs."""
    if held.answers and held.answers.side == Side.IN:
        return []
    addresses = Addresses(held.mailbox.unit_id, set(recipients_of(held.to)))
    people = [one for to in recipients_of(held.to) if (one := addresses.customer(to, timezone.now()))]
    return [one.full_name for one in declined([customer.person for customer in people])]


def _home(held: Outgoing) -> str:
    """Where he came from."""
    if held.answers:
        return reverse("thread", args=[held.answers.thread.uid])
    if held.deal:
        return reverse("deal", args=[held.deal.uid])
    return reverse("person", args=[held.person.uid]) if held.person else reverse("letters")


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
