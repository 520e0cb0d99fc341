"""/api/v1/touches: programs write what happened, and read what happened to the customers they may see."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from krug.access import audit, paging, watch
from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.paging import Page
from krug.access.problems import problem, shown
from krug.access.rules import Permission
from krug.access.scopes import seen_among
from krug.customers.models import Person
from krug.customers.ownership import Span
from krug.customers.queries import identities_of, ownership, reach_person
from krug.insight.actions.take_touches import take_touches
from krug.insight.touch_schemas import Batch, Taken, Thing, TouchOut
from krug.site.clock import moment
from krug.touches import queries
from krug.touches.errors import TouchRefused
from krug.touches.touch import StoredTouch
from krug.touches.words import word

router = Router(tags=["touches"])
SCANNED = 2000  # touches looked through for one page: the rest comes with the next


@router.post("", response=Taken, summary="Append touches: all or none, each once", url_name="touches_append")
@require(Permission.APPEND_TOUCHES)
def append_touches(request: SignedInRequest, given: Batch) -> Taken | HttpResponse:
    try:
        taken = take_touches(request.user, given.touches)
    except TouchRefused as error:
        return _refused(error.refusals)
    return Taken(new=taken.new, known=taken.known)


def _refused(refusals: Sequence[Any]) -> HttpResponse:
    errors = [
        {
            "pointer": f"/touches/{it.row - 1}/{it.field.replace('.', '/')}",
            "row": it.row,
            "field": it.field,
            "value": shown(it.value),
            "code": it.code,
            "detail": it.message,
        }
        for it in refusals
    ]
    return problem(TouchRefused.status, TouchRefused.code, TouchRefused.title, errors=errors)


@router.get("", response=Page[TouchOut], summary="Touches of the customers you see", url_name="touches_read")
@require(Permission.READ_TOUCHES)
def read_touches(
    request: SignedInRequest,
    person: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=paging.MOST)] = paging.LIMIT,
) -> Page[TouchOut]:
    """With `person`: newest first. Without: in the order they were written, so that a reader can follow."""
    if person is not None:
        return _of_person(request.user, person, cursor, limit)
    return _follow(request.user, cursor, limit)


def _of_person(user: User, uid: UUID, cursor: str | None, limit: int) -> Page[TouchOut]:
    person = reach_person(user, uid)
    audit.record_read(user, "person", person.id)
    watch.seen(user, 1)
    name = f"touches {person.uid}"
    before = paging.position(cursor, name)
    found = queries.of_identities(
        identities_of(person), (before[0], before[1]) if before else None, limit + 1
    )
    items = [_out(touch, person.uid) for touch in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    return Page[TouchOut](items=items, next=paging.cursor([last.at, last.seq], name) if last else None)


def _follow(user: User, cursor: str | None, limit: int) -> Page[TouchOut]:
    """`next` is null when the end is reached; the last cursor given stays good for what comes later."""
    begin = paging.position(cursor, "touches") or list(queries.BEGINNING)
    rows = queries.written_after((begin[0], begin[1]), SCANNED)
    items: list[TouchOut] = []
    place = (begin[0], begin[1])
    for at, out in _seen(user, rows):
        place = at
        if out:
            items.append(out)
        if len(items) == limit:
            break
    if items:
        audit.record_read(user, "touches", f"{items[0].id}")
        watch.seen(user, len({item.person for item in items}))
    more = place != (begin[0], begin[1])
    return Page[TouchOut](items=items, next=paging.cursor(list(place), "touches") if more else None)


def _seen(
    user: User, rows: Sequence[tuple[queries.Place, StoredTouch]]
) -> Iterator[tuple[queries.Place, TouchOut | None]]:
    """Each place with its touch if it is live and of a person the user sees."""
    owners = ownership({touch.identity for _place, touch in rows})
    people = {span.person for spans in owners.values() for span in spans}
    uids = dict(Person.objects.filter(id__in=seen_among(user, "person", people)).values_list("id", "uid"))
    dead = queries.dead_of([touch.id for _place, touch in rows])
    for place, touch in rows:
        spans = owners.get(touch.identity, ())
        mine = next((uids[it.person] for it in spans if it.person in uids and _holds(it, touch.at)), None)
        yield place, None if mine is None or touch.id in dead else _out(touch, mine)


def _holds(span: Span, at: int) -> bool:
    return (span.since is None or span.since <= at) and (span.until is None or at < span.until)


def _out(touch: StoredTouch, person: UUID) -> TouchOut:
    return TouchOut(
        id=touch.id,
        at=moment(touch.at),
        received_at=moment(touch.received_at),
        person=person,
        channel=word(touch.channel),
        direction=word(touch.direction),
        verb=word(touch.verb),
        episode=touch.episode,
        object=Thing(kind=touch.object_kind, id=touch.object_id) if touch.object_kind else None,
        cause=Thing(kind=touch.cause_kind, id=touch.cause_id) if touch.cause_kind else None,
        seconds=touch.seconds,
        amount=touch.amount,
        currency=touch.currency,
        cost=touch.cost,
        emotion=touch.emotion,
        replaces=touch.replaces,
        data=dict(touch.data),
    )
