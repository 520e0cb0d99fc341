"""What a visit must be like. Pure: raises a refusal that names the field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from krug.visits.data import Conflict, Outcome, Place, VisitPlan
from krug.visits.errors import NoCustomer, WrongField
from krug.visits.models import Finish

EDITABLE = ("planned_at", "minutes", "goal")
LONGEST = 12 * 60
GOAL, REASON, NEXT_STEP, NOTE, NAME = 300, 300, 300, 4000, 160


def check_plan(plan: VisitPlan) -> None:
    if plan.person is None and plan.organisation is None:
        raise NoCustomer
    if plan.staff.unit_id is None:
        # A visit is a unit's: an administrator, who has none, goes to nobody.
        raise WrongField(field="staff")
    check_fields({"planned_at": plan.planned_at, "minutes": plan.minutes, "goal": plan.goal})


def check_fields(fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in EDITABLE:
            raise WrongField(field=name)
        good = {"planned_at": _moment, "minutes": _minutes, "goal": _goal}[name](value)
        if not good:
            raise WrongField(field=name, value=str(value)[:80])


def _moment(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None and 2000 <= value.year <= 2100


def _minutes(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST


def _goal(value: object) -> bool:
    return isinstance(value, str) and len(value) <= GOAL


def check_text(field: str, value: str, limit: int, *, needed: bool = False) -> str:
    """The text without blanks around it."""
    text = value.strip()
    if len(text) > limit or "\x00" in text or (needed and not text):
        raise WrongField(field=field, value=text[:80])
    return text


def check_place(place: Place | None) -> None:
    if place and not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180):
        raise WrongField(field="latitude", value=str(place.latitude))


def check_outcome(outcome: Outcome) -> Outcome:
    if outcome.result not in Finish.Result.values:
        raise WrongField(field="result", value=outcome.result[:80])
    next_step = check_text("next_step", outcome.next_step, NEXT_STEP)
    return Outcome(outcome.result, next_step, check_text("note", outcome.note, NOTE))


def conflicts(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    edited: Mapping[str, Any],
    author: int,
    based_on: int | None,
) -> list[Conflict]:
    """Fields that somebody else changed after the version this edit was based on. `edited`: field → [version,
    author].
    """
    found = []
    for name, value in after.items():
        version, other = edited.get(name, (0, None))
        if based_on is not None and version > based_on and other != author and before[name] != value:
            found.append(Conflict(name, value, before[name], other))
    return found
