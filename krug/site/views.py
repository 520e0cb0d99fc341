"""Pages that belong to no domain: the search box, the theme, the design kit."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.customers.queries import search as search_customers
from krug.decks.models import Deck
from krug.decks.queries.knowledge import decks_for
from krug.site import commands
from krug.site.frame import THEME_COOKIE, THEMES
from krug.site.showroom import showroom

YEAR = 365 * 24 * 3600


@require_safe
@require()
def search(request: SignedInRequest) -> HttpResponse:
    """What the command box shows for the text typed so far."""
    text = request.GET.get("q", "").strip()
    offered = commands.matching(request.user, text)
    found: dict[str, object] = {"q": text, "commands": offered, "meant": commands.meant(offered, text)}
    if text and may(request.user, Permission.SEE_CUSTOMERS):
        found["hits"] = search_customers(request.user, text, limit=6)
    if text and may(request.user, Permission.SEE_DECKS):
        found["decks"] = _decks(request.user, text)
    return render(request, "site/search.html", found)


def _decks(viewer: User, text: str) -> list[Deck]:
    """Compared here, not in the database: SQLite's LIKE knows no case of Cyrillic letters."""
    wanted = text.casefold()
    return [deck for deck in decks_for(viewer) if wanted in deck.title.casefold()][:4]


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Kept in a cookie of this browser: a screen in the car and one in the office differ."""
    answer = HttpResponseRedirect(_way_back(request))
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        answer.delete_cookie(THEME_COOKIE)
        return answer
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


def _way_back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and safe else "/"


@require_safe
@require()
def kit(request: SignedInRequest) -> HttpResponse:
    """Every component of the kit with sample contents, in this theme and language."""
    return render(request, "site/kit.html", showroom())
