"""The page of a deck: its slides with their figures, versions, who has it; and the showings behind a
figure.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krug.access import paging
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, may
from krug.access.scopes import reach
from krug.decks.models import Deck, Slide
from krug.decks.queries import DeckPage, deck_page
from krug.decks.queries.deck_page import Holder
from krug.insight.charts import reach_by_slide
from krug.insight.questions.showings import FIGURES, slide_showings
from krug.insight.questions.slide_analysis import Change, SlideFigures, VersionFigures, slide_analysis
from krug.site.parts import is_part
from krug.sync.models import Device

PAGE = 50
TABS = ("slides", "versions", "people")


@dataclass(frozen=True, slots=True)
class Row:
    """A slide with its figures and what changed since the version before, as far as the viewer may know."""

    slide: Slide
    figures: SlideFigures | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Having:
    """Whether the version has come to a person's devices: `devices` of them, `synced` since it was
    published.
    """

    holder: Holder
    devices: int
    synced: int


@require_safe
@require(Permission.SEE_DECKS)
def deck(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The slides at once; their figures ask the whole log and follow as a part (`figures`)."""
    found = reach(request.user, Deck.objects.select_related("folder"), uid=uid)
    page = _page(request, found)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "slides"
    context = {
        "deck": found,
        "page": page,
        "tab": tab,
        "rows": _rows(page, None),
        "pending": tab == "slides" and may(request.user, Permission.SEE_ANALYSIS),
        "having": _having(page) if tab == "people" else [],
    }
    return render(request, "insight/deck.html", context)


@require_safe
@require(Permission.SEE_ANALYSIS)
def figures(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The slides with their figures, the intent with its result, the weak ones with the evidence."""
    page = _page(request, reach(request.user, Deck.objects.all(), uid=uid))
    found = _figures(request, page)
    context = {
        "deck": page.deck,
        "page": page,
        "figures": found,
        "rows": _rows(page, found),
        "intent_slide": _intent_slide(found),
        "weak": [one for one in found.slides if one.weak] if found else [],
        "chart": reach_by_slide(found) if found and found.visits else None,
    }
    return render(request, "insight/deck_slides.html", context)


def _page(request: SignedInRequest, found: Deck) -> DeckPage:
    asked = request.GET.get("version", "")
    known = asked.isdecimal() and len(asked) < 10
    version = found.versions.filter(number=int(asked)).first() if known else None
    page = deck_page(request.user, found, version)
    if page is None:
        raise Http404
    return page


def _figures(request: SignedInRequest, page: DeckPage) -> VersionFigures | None:
    analysis = slide_analysis(request.user, page.deck, page.shown)
    return next((one for one in analysis.versions if one.version == page.shown), None)


def _intent_slide(figures: VersionFigures | None) -> Slide | None:
    """The slide the version's intent is about; None: the whole deck."""
    if figures is None or figures.intent is None:
        return None
    key = figures.intent.intent.slide_key
    return next((one.slide for one in figures.slides if key and one.slide.key == key), None)


def _rows(page: DeckPage, figures: VersionFigures | None) -> list[Row]:
    if figures is None:
        return [Row(slide, None, None) for slide in page.slides]
    return [Row(one.slide, one, figures.changes.get(one.slide.key)) for one in figures.slides]


def _having(page: DeckPage) -> list[Having]:
    users = {holder.user.pk for holder in page.holders}
    devices: dict[int, list[Device]] = {}
    for device in Device.objects.filter(user__in=users, revoked_at=None):
        devices.setdefault(device.user_id, []).append(device)
    return [
        Having(
            holder,
            len(mine),
            sum(1 for one in mine if one.synced_at and one.synced_at > holder.publishing.at),
        )
        for holder in page.holders
        for mine in [devices.get(holder.user.pk, [])]
    ]


@require_safe
@require(Permission.SEE_ANALYSIS)
def showings(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The rows behind a slide's figures."""
    slide = reach_slide(request, uid)
    at = paging.position(request.GET.get("after"), "showings")
    asked = request.GET.get("only", "")
    only = asked if asked in FIGURES else ""
    rows = slide_showings(request.user, slide, (int(at[0]), int(at[1])) if at else None, PAGE + 1, only)
    more = paging.cursor(rows[PAGE - 1].place, "showings") if len(rows) > PAGE else None
    questions = {it.get("id"): it.get("text") for it in slide.questions}
    for answer in (answer for row in rows for answer in row.answers):
        answer["title"] = questions.get(answer.get("question")) or answer.get("question", "")
    context = {"slide": slide, "deck": slide.version.deck, "rows": rows[:PAGE], "next": more, "only": only}
    if at and is_part(request):
        return render(request, "insight/showing_rows.html", context)
    return render(request, "insight/showings.html", context)


def reach_slide(request: SignedInRequest, uid: UUID) -> Slide:
    slide = Slide.objects.select_related("version__deck").filter(uid=uid).first()
    if slide is None:
        raise Http404
    reach(request.user, Deck.objects.all(), pk=slide.version.deck_id)
    if deck_page(request.user, slide.version.deck, slide.version) is None:
        raise Http404
    return slide
