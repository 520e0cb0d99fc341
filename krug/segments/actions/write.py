from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from krug.access.audit import record
from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import Unit, User
from krug.access.rules import Permission, may
from krug.segments.conditions import SCHEMA, Asked, Condition, fits, named, named_as, parts_of
from krug.segments.errors import GoesInCircles, NotOfThisKind, SegmentGone
from krug.segments.models import Segment
from krug.segments.own import demand_own
from krug.segments.tasks import keep_soon

Author = User | None
"""None is the console: whoever holds the machine."""


@transaction.atomic
def create_segment(
    author: Author,
    name: str,
    condition: Condition,
    unit: Unit | None = None,
    kind: str = Segment.Kind.PERSON,
) -> Segment:
    """A live segment; its members are counted at once by the worker. `unit` None: the author's.

    `kind`: whom it means, for ever. Raises NotAllowed, WrongInput, Conflict, GoesInCircles, SegmentGone, and
    as demand_own does.
    """
    home = unit.pk if unit else (author.unit_id if author else None)
    demand(author, home)
    if home is None:
        raise WrongInput(_("A segment belongs to a business unit."), field="unit", value=None)
    if kind not in Segment.Kind:
        raise WrongInput(_("A segment is of customers or of organisations."), field="kind", value=kind)
    made = Segment(unit_id=home, kind=kind, name=_name(home, name), author=author)
    _mean(author, made, condition)
    made.save()
    after = {"name": made.name, "kind": made.kind, "condition": made.condition}
    record(author, "create", "segment", made.pk, after=after)
    keep_soon()
    return made


@transaction.atomic
def edit_segment(author: Author, segment: Segment, name: str, condition: Condition) -> Segment:
    """Its name and whom it means. Who comes in or goes by that is written down with the reason."""
    held = hold(author, segment)
    before = {"name": held.name, "condition": held.condition}
    held.name = _name(held.unit_id, name, held.pk)
    _mean(author, held, condition)
    after = {"name": held.name, "condition": held.condition}
    changed = {key for key in after if after[key] != before[key]}
    if not changed:
        return held
    held.save()
    if "condition" in changed:
        count_again(held)
    record(
        author,
        "edit",
        "segment",
        held.pk,
        {key: before[key] for key in changed},
        {key: after[key] for key in changed},
    )
    return held


def parsed(written: Any) -> Condition:
    """What a program sent, as a condition. Raises WrongInput naming the field."""
    try:
        return Condition.model_validate(written)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(str(step) for step in first["loc"]) or "condition"
        raise WrongInput(_("This condition is not right."), field=place, value=first["input"]) from error


def demand(author: Author, unit: int | None) -> None:
    """Raises NotAllowed for whoever may not make segments in that unit."""
    if author is None:
        return
    if not may(author, Permission.MAKE_SEGMENTS) or author.unit_id not in (None, unit):
        raise NotAllowed


def hold(author: Author, segment: Segment) -> Segment:
    """The row, locked, for whoever may change it."""
    demand(author, segment.unit_id)
    return Segment.objects.select_for_update().get(pk=segment.pk)


def count_again(segment: Segment) -> None:
    """It and all live ones that speak of it, however far, are counted anew by the worker."""
    for uid in {segment.uid, *speaking_of(segment)}:
        Segment.objects.filter(uid=uid).update(counted_at=None)
    keep_soon()


def speaking_of(segment: Segment) -> set[UUID]:
    """Segments that speak of this one, or of one that does."""
    rows = Segment.objects.filter(unit=segment.unit_id, removal=None)
    speaks = {row.uid: named(row.asked) for row in rows}
    found, front = set[UUID](), {segment.uid}
    while front:
        front = {uid for uid, of in speaks.items() if of & front} - found
        found |= front
    return found


def _name(unit: int, written: str, own: int = 0) -> str:
    name = " ".join(written.split())
    if not 0 < len(name) <= 80:
        raise WrongInput(_("A name has 1 to 80 characters."), field="name", value=written)
    if Segment.objects.filter(unit=unit, name=name, removal=None).exclude(pk=own).exists():
        raise Conflict(_("There is a segment of this name already."), field="name", value=name)
    return name


def _mean(author: Author, segment: Segment, condition: Condition) -> None:
    if not condition.parts:
        raise WrongInput(_("Say at least one condition."), field="condition", value="")
    asked = Asked(segment.kind, condition)
    demand_parts(asked)
    rows = Segment.objects.filter(unit=segment.unit_id, removal=None)
    if not named_as(asked) <= set(rows.values_list("uid", "kind")):
        raise SegmentGone(field="condition")
    if segment.pk and named(asked) & {segment.uid, *speaking_of(segment)}:
        raise GoesInCircles(field="condition")
    demand_own(author, segment.unit_id, asked, segment.asked if segment.pk else None)
    segment.condition = condition.model_dump(mode="json")
    segment.schema = SCHEMA


def demand_parts(asked: Asked) -> None:
    """Raises NotOfThisKind: slides are shown to persons, a chain is above organisations."""
    for kind, part in parts_of(asked):
        if not fits(kind, part):
            raise NotOfThisKind(field="condition", value=part.kind)
