"""Rows out of a posted form, in the order in which they stand in it, and what its buttons ask for."""

import re

from django.http import QueryDict

from krug.sales.contract import MOST_CHECKPOINTS, MOST_STAGES
from krug.sales.editing.draft import Draft, PointRow, StageRow

_FIELD = re.compile(r"^stages/(\d{1,3})/(?:checkpoints/(\d{1,3})/)?([a-z_]+)$")
_PATH = re.compile(r"^stages/(\d{1,3})(?:/checkpoints/(\d{1,3}))?$")


def of_form(posted: QueryDict, ask: str = "") -> Draft:
    """`ask`: `stage`, `point stages/1`, or one of open, drop, up, down with a path."""
    stages: dict[str, StageRow] = {}
    points: dict[tuple[str, str], PointRow] = {}
    draft = Draft(days=[str(day) for day in posted.getlist("working/days")])
    for name in posted:
        value = str(posted[name])
        match = _FIELD.match(name)
        if match is None:
            draft.plain[name] = value
            continue
        outer, inner, key = match.groups()
        if outer not in stages:
            stages[outer] = StageRow()
            draft.stages.append(stages[outer])
        row: StageRow | PointRow = stages[outer]
        if inner is not None:
            if (outer, inner) not in points:
                points[outer, inner] = PointRow()
                stages[outer].points.append(points[outer, inner])
            row = points[outer, inner]
        row.values[key] = value
    opened = posted.get("open", "")
    draft.open = list(stages).index(opened) if opened in stages else 0
    return changed(draft, ask)


def changed(draft: Draft, ask: str) -> Draft:
    """After a button was pressed. What it means is gone already: nothing changes."""
    verb, _space, path = ask.partition(" ")
    match = _PATH.match(path)
    if verb == "stage" and len(draft.stages) < MOST_STAGES:
        _add_stage(draft)
    elif match is not None:
        outer, inner = match.groups()
        at = int(outer)
        if at < len(draft.stages):
            if inner is None:
                _of_stage(draft, verb, at)
            else:
                _of_point(draft, verb, at, int(inner))
    return draft


def _add_stage(draft: Draft) -> None:
    """Behind the last one, which it is alike for the company."""
    coarse = draft.stages[-1].values.get("coarse", "contact") if draft.stages else "contact"
    draft.stages.append(StageRow({"name": "", "coarse": coarse}))
    draft.open = len(draft.stages) - 1
    draft.fresh = f"stages/{draft.open}/name"


def _of_stage(draft: Draft, verb: str, at: int) -> None:
    if verb == "point":
        stage = draft.stages[at]
        if len(stage.points) < MOST_CHECKPOINTS:
            stage.points.append(
                PointRow({"name": "", "evidence": "by_hand", "required": "1", "skip": "manager"})
            )
            draft.fresh = f"stages/{at}/checkpoints/{len(stage.points) - 1}/name"
        draft.open = at
    elif verb == "open":
        draft.open = at
    elif verb == "drop":
        del draft.stages[at]
        draft.open = max(min(draft.open if draft.open < at else draft.open - 1, len(draft.stages) - 1), 0)
        draft.fresh = f"head-{draft.open}"
    elif verb in ("up", "down"):
        there = at - 1 if verb == "up" else at + 1
        if 0 <= there < len(draft.stages):
            draft.stages[at], draft.stages[there] = draft.stages[there], draft.stages[at]
            draft.open = there
            draft.fresh = f"{verb}-{there}"


def _of_point(draft: Draft, verb: str, at: int, number: int) -> None:
    points = draft.stages[at].points
    if number >= len(points):
        return
    if verb == "drop":
        del points[number]
        draft.fresh = f"add-{at}"
    elif verb in ("up", "down"):
        there = number - 1 if verb == "up" else number + 1
        if 0 <= there < len(points):
            points[number], points[there] = points[there], points[number]
            draft.fresh = f"{verb}-{at}-{there}"


def open_at(draft: Draft, places: list[str]) -> None:
    """The first stage where something is wrong is the one to look at."""
    for place in places:
        if match := re.match(r"^stages/(\d+)/", place):
            draft.open = int(match[1])
            return
