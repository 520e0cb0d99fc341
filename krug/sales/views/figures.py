"""A figure of the report of deviations as an address: the list of exactly its deals."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.access.models import Team, Unit, User
from krug.sales.queries.deviated import FORMER, Cut
from krug.sales.words import Coarse, Deviation
from krug.site.templatetags.words import day

WHATS = ("with", "work", "kept")
NUMBERS = ("person", "team", "unit")


def address(cut: Cut, what: str) -> str:
    asked: dict[str, Any] = {"show": "all", "figure": what, "since": cut.since, "until": cut.until}
    given = {name: getattr(cut, name) for name in (*NUMBERS, "kind")} | {"stood": cut.stage}
    asked |= {name: value for name, value in given.items() if value not in (None, "")}
    return f"{reverse('deals-list')}?{urlencode(asked)}"


def figure_of(viewer: User, asked: QueryDict) -> tuple[Cut, str] | None:
    """What is no figure narrows nothing; whose deals they are is decided by the viewer's reach alone."""
    what = asked.get("figure", "")
    try:
        since, until = (date.fromisoformat(asked.get(name, "")) for name in ("since", "until"))
    except ValueError:
        return None
    if what not in WHATS or not 2000 <= since.year <= until.year <= 2100:
        return None
    numbers = {
        name: int(text) for name in NUMBERS if (text := asked.get(name, "")).isdecimal() and len(text) < 15
    }
    stage, kind = asked.get("stood", ""), asked.get("kind", "")
    return Cut(
        since,
        until,
        stage=stage if stage in Coarse.values else "",
        kind=kind if kind in Deviation.values else "",
        **numbers,
    ), what


def figure_said(cut: Cut, what: str) -> str:
    """On the chip that takes it away. Names nobody whom the list itself would not name."""
    words = {
        "with": pgettext("deals", "With deviations"),
        "work": pgettext("deals", "At work"),
        "kept": pgettext("deals", "Kept the method"),
    }
    said = [str(words[what])]
    said += [str(Deviation(cut.kind).label)] if cut.kind else []
    said += [str(Coarse(cut.stage).label)] if cut.stage else []
    said += [_("former owners")] if cut.person == FORMER else []
    return f"{', '.join(said)}, {day(cut.since)} – {day(cut.until)}"


def named(by: str, keys: list[Any]) -> dict[Any, tuple[str, str]]:
    """Key → (name, uid where it has a page)."""
    if by == "stage":
        return {key: (str(Coarse(key).label) if key in Coarse.values else "–", "") for key in keys}
    if by == "kind":
        return {key: (str(Deviation(key).label), "") for key in keys}
    if by == "person":
        people = User.objects.in_bulk([key for key in keys if key])
        found = {pk: (one.name, str(one.uid)) for pk, one in people.items()}
        return found | {FORMER: (_("former owners"), "")}
    rows: Any = (Team if by == "team" else Unit).objects.in_bulk([key for key in keys if key])
    return {pk: (one.name, "") for pk, one in rows.items()} | {0: (pgettext("team", "none"), "")}
