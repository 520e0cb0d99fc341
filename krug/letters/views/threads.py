"""A thread with its letters, whose deal it is, who reads it; and what is one's own."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission, may
from krug.access.scopes import only_seen, seen_among
from krug.decks.contents import place_of
from krug.letters.actions import set_private, tie
from krug.letters.models import Aside, Attachment, Mailbox, Outgoing, Thread
from krug.letters.queries.deals import deals_for
from krug.letters.queries.mailboxes import usable
from krug.letters.queries.threads import NEWEST, letters_of, lines_of, people_of, reach_thread
from krug.letters.words import State
from krug.sales.queries.reach import reach_deal
from krug.site.parts import go

SEES = require(Permission.SEE_LETTERS)
CHUNK = 256 * 1024


@require_safe
@SEES
def mine(request: SignedInRequest) -> HttpResponse:
    """What he writes, what waits or went wrong, and the newest of his mailboxes."""
    written = Outgoing.objects.filter(author=request.user).exclude(state=State.SENT)
    boxes = usable(request.user)
    theirs = Q(letters__copies__mailbox__in=boxes.values("id")) | Q(letters__staff=request.user)
    threads = Thread.objects.filter(theirs).distinct()
    context = {
        "written": written.select_related("person", "deal").order_by("-changed_at", "-id")[:50],
        "lines": lines_of(request.user, threads, most=50),
        "connected": boxes.exists(),
        "asides": Aside.objects.filter(user=request.user).defer("raw").order_by("-at", "-id")[:20],
    }
    return render(request, "letters/mine.html", context)


@require_safe
@SEES
def thread(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held, readable = reach_thread(request.user, uid)
    return shown(request, held, readable)


def shown(request: SignedInRequest, held: Thread, readable: bool) -> HttpResponse:
    people = people_of(held)
    seen = seen_among(request.user, "person", [one.pk for one in people])
    sees_deal = bool(held.deal_id and seen_among(request.user, "deal", [held.deal_id]))
    letters = letters_of(held)
    if readable:
        audit.record_read(request.user, "thread", held.pk)
    owners = Mailbox.objects.filter(copies__letter__thread=held).values_list("owner", flat=True)
    context = {
        "thread": held,
        "readable": readable,
        "letters": letters,
        "earlier": max(0, held.count - len(letters)) if len(letters) >= NEWEST else 0,
        "last": letters[-1] if letters else None,
        "people": [(one, one.pk in seen) for one in people],
        "sees_deal": sees_deal,
        "own": request.user.pk in owners,
        "ties": readable and may(request.user, Permission.EDIT_DEALS),
        "answers": readable and may(request.user, Permission.WRITE_LETTERS),
    }
    return render(request, "letters/thread.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_DEALS)
def deal(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Which deal it is about: of those of its customers that he sees."""
    held = _readable(request, uid)
    if request.method == "POST":
        chosen = request.POST.get("deal", "")
        wanted = reach_deal(request.user, _uid(chosen)) if chosen else None
        before = str(held.deal.uid) if held.deal else ""
        try:
            tie(request.user, held, wanted)
        except KrugError as error:
            messages.error(request, str(error.detail or error.title))
        else:
            if before != chosen and "undo" not in request.POST:
                told = (
                    _("The letters are of «%s» now") % wanted.name
                    if wanted
                    else _("The letters are of no deal now")
                )
                messages.success(request, told)
        return go(request, reverse("thread", args=[uid]))
    offered = list(only_seen(request.user, deals_for(held, people_of(held))).order_by("-id")[:50])
    if held.deal and held.deal not in offered and seen_among(request.user, "deal", [held.deal.pk]):
        offered.insert(0, held.deal)
    return render(request, "letters/deal.html", {"thread": held, "deals": offered})


@require_POST
@SEES
def private(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = _readable(request, uid)
    set_private(request.user, held, request.POST.get("private") == "1")
    return go(request, reverse("thread", args=[uid]))


@require_safe
@SEES
def file(request: SignedInRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """A stranger's bytes: handed out to be kept, never to be shown here."""
    held = _readable(request, uid)
    found = Attachment.objects.filter(letter__thread=held, uid=file).exclude(sha256="").first()
    if found is None or not place_of(found.sha256).is_file():
        raise Http404
    audit.record_read(request.user, "letter_file", found.pk)
    opened = place_of(found.sha256).open("rb")
    answer = StreamingHttpResponse(
        iter(lambda: opened.read(CHUNK), b""), content_type="application/octet-stream"
    )
    answer["Content-Disposition"] = _as_file(found.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Content-Length"] = str(found.size)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _as_file(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"


def _readable(request: SignedInRequest, uid: UUID) -> Thread:
    held, readable = reach_thread(request.user, uid)
    if not readable:
        raise Http404
    return held


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
