"""The pipe and the funnel of deals."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.sales import sentences
from krug.sales.picture.lying import lying
from krug.sales.picture.parts import Section, Stream
from krug.sales.picture.standing import standing
from krug.sales.queries.pipe import Flow, Pipe, StageFlow, pipe
from krug.sales.views.cuts import Asked, asked_of, fate_said
from krug.sales.words import Fate, Leak
from krug.site.templatetags.words import percent

Weigh = Callable[[Flow], float]


@require_safe
@require(Permission.SEE_DEALS)
def picture(request: SignedInRequest) -> HttpResponse:
    asked = asked_of(request.user, request.GET)
    found = pipe(request.user, asked.cut, asked.path, timezone.now())
    sections = _sections(asked, found)
    context = {
        "view": "pipe",
        "asked": asked,
        "pipe": found,
        "rows": [cells(asked, stage) for stage in found.stages],
        "pictures": (lying(sections), standing(sections)),
        "leaks": [leak for leak in Leak if any(leak in stage.leaks for stage in found.stages)],
        "stages": len(sections),
        "by_value": _has_value(found),
    }
    return render(request, "sales/pipe.html", context)


def _has_value(found: Pipe) -> bool:
    return any(stage.came.value for stage in found.stages)


def _sections(asked: Asked, found: Pipe) -> list[Section]:
    by_value = _has_value(found)

    def weigh(flow: Flow) -> float:
        return float(flow.value) if by_value else float(flow.deals)

    last = len(found.stages) - 1
    return [_section(asked, found, stage, weigh, number == last) for number, stage in enumerate(found.stages)]


def _section(asked: Asked, found: Pipe, stage: StageFlow, weigh: Weigh, last: bool) -> Section:
    def stream(look: str, flow: Flow, name: str = "", **figure: str) -> Stream:
        named = name or fate_said(figure["fate"])
        href = asked.href(stage.code, **figure)
        return Stream(look, named, figures(flow, found.currency), href, weigh(flow), flow.deals)

    out = [stream("lost", stage.of(Fate.LOST), fate="lost"), stream("back", stage.of(Fate.BACK), fate="back")]
    if asked.cut.method is not None:
        out.append(stream("over", stage.of(Fate.OVER), fate="over"))
    out.append(stream("moved", stage.of(Fate.MOVED), fate="moved"))
    won = stream("won", stage.of(Fate.WON), fate="won")
    if not last:
        out.append(won)
    calm = Flow(stage.there.deals - stage.stalled.deals, stage.there.value - stage.stalled.value)
    pools = [
        stream("stalled", stage.stalled, fate="stalled"),
        stream("there", calm, pgettext("deals at a stage", "Moving"), fate="moving"),
    ]
    jets = [
        stream(leak, stage.leaks[leak], str(leak.label), leak=leak.value)
        for leak in Leak
        if leak in stage.leaks
    ]
    passed = stage.passed.value
    return Section(
        stage.name,
        figures(stage.came, found.currency),
        asked.href(stage.code, fate="came"),
        weigh(stage.came),
        percent(passed) if passed is not None else "",
        _("%s went on") % percent(passed) if passed is not None else "",
        [it for it in out if it.deals],
        [it for it in pools if it.deals],
        jets,
        won if last else None,
    )


def figures(flow: Flow, currency: str) -> str:
    """12 · 1.4 m ₽."""
    return f"{flow.deals} · {sentences.short_amount(flow.value, currency)}" if flow.value else str(flow.deals)


def cells(asked: Asked | None, stage: StageFlow) -> dict[str, Any]:
    """A stage's figures for a table, each with the address of its deals."""

    def cell(flow: Flow, **figure: str) -> dict[str, Any]:
        return {"flow": flow, "href": asked.href(stage.code, **figure) if asked else ""}

    return {
        "stage": stage,
        "came": cell(stage.came, fate="came"),
        "on": cell(stage.on, fate="passed"),
        "there": cell(stage.there, fate="there"),
        "stalled": cell(stage.stalled, fate="stalled"),
        "lost": cell(stage.of(Fate.LOST), fate="lost"),
        "back": cell(stage.of(Fate.BACK), fate="back"),
        "leaks": [
            {"leak": leak, **cell(stage.leaks[leak], leak=leak.value)} for leak in Leak if leak in stage.leaks
        ],
    }
