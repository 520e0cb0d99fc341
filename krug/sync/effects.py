"""What each kind of command does: its payload in, one action of a domain out. Rows are reached through
scopes alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from krug.access.errors import NotAllowed
from krug.access.models import User
from krug.access.rules import Permission
from krug.access.rules import may as may_do
from krug.access.scopes import reach
from krug.customers.actions import edit_person
from krug.customers.models import Organisation, Person
from krug.customers.queries import canonical_of
from krug.site.clock import micros, moment
from krug.sync import payloads
from krug.sync.errors import BadPayload, NothingHere
from krug.visits import actions as visits
from krug.visits.data import ListenerIn, Outcome, Place, VisitPlan
from krug.visits.models import Visit


class Conflict(Protocol):
    """As visits and customers tell it."""

    @property
    def field(self) -> str: ...
    @property
    def kept(self) -> Any: ...
    @property
    def other(self) -> Any: ...
    @property
    def other_author(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, from where, and when it really was. `drift`: device clock minus server clock, µs."""

    user: User
    device: UUID
    drift: int
    uid: UUID
    device_at: int
    based_on: int | None

    @property
    def at(self) -> datetime:
        corrected = self.device_at - self.drift
        if not payloads.EARLIEST <= corrected < payloads.LATEST:
            raise BadPayload(field="at", value=self.device_at)
        # A clock that ran ahead and was set right before it sent: what happened is not still to come.
        return min(moment(corrected), timezone.now())


@dataclass(frozen=True, slots=True)
class Effect:
    """Conflicts the action found, and the row they are about."""

    conflicts: Sequence[Conflict] = ()
    object_kind: str = ""
    object_id: int = 0


def carry_out(call: Call, kind: str, payload: payloads.Payload) -> Effect:
    """Run the action that the command asks for. Raises what actions raise; NothingHere for what is not
    the user's.
    """
    needed = Permission.EDIT_CUSTOMERS if kind == "person.edit" else Permission.PLAN_VISITS
    if not may_do(call.user, needed):
        raise NotAllowed
    return _EFFECTS[kind](call, payload)


def _own(call: Call, uid: UUID) -> Visit:
    """A visit the user holds himself: to see a colleague's is not to hold it."""
    found = Visit.objects.filter(uid=uid, staff=call.user).first()
    if found is None:
        raise NothingHere(visit=str(uid))
    return found


def _seen_visit(call: Call, uid: UUID) -> Visit:
    try:
        return reach(call.user, Visit.objects.all(), uid=uid)
    except Http404 as error:
        raise NothingHere(visit=str(uid)) from error


def _person(call: Call, uid: UUID) -> Person:
    """Who stands for the person now: a device may not have heard of a merge yet."""
    known = Person.objects.filter(uid=uid).first()
    try:
        return reach(call.user, Person.objects.all(), pk=canonical_of(known) if known else 0)
    except Http404 as error:
        raise NothingHere(person=str(uid)) from error


def _organisation(call: Call, uid: UUID) -> Organisation:
    try:
        return reach(call.user, Organisation.objects.all(), uid=uid)
    except Http404 as error:
        raise NothingHere(organisation=str(uid)) from error


def _uid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise BadPayload(field="organisation", value=str(value)[:80]) from error


def _plan(call: Call, given: payloads.Plan) -> Effect:
    plan = VisitPlan(
        uid=given.visit,
        staff=call.user,
        person=_person(call, given.person) if given.person else None,
        organisation=_organisation(call, given.organisation) if given.organisation else None,
        planned_at=moment(given.planned_at),
        minutes=given.minutes,
        goal=given.goal,
    )
    visits.plan_visit(call.user, plan)
    return Effect()


def _change(call: Call, given: payloads.Change) -> Effect:
    visit = _seen_visit(call, given.visit)
    fields = given.model_dump(exclude={"visit"}, exclude_none=True)
    if "planned_at" in fields:
        fields["planned_at"] = moment(fields["planned_at"])
    changed = visits.change_visit(call.user, visit, fields, call.based_on)
    return Effect([_plain(one) for one in changed.conflicts], "visit", visit.pk)


@dataclass(frozen=True, slots=True)
class _Plain:
    field: str
    kept: Any
    other: Any
    other_author: int | None


def _plain(one: Conflict) -> _Plain:
    """Times as the device writes them."""
    kept, other = (micros(value) if isinstance(value, datetime) else value for value in (one.kept, one.other))
    return _Plain(one.field, kept, other, one.other_author)


def _cancel(call: Call, given: payloads.Cancel) -> Effect:
    visits.cancel_visit(call.user, _seen_visit(call, given.visit), given.reason)
    return Effect()


def _start(call: Call, given: payloads.Start) -> Effect:
    known = given.latitude is not None and given.longitude is not None
    place = Place(given.latitude or 0.0, given.longitude or 0.0) if known else None
    visits.start_visit(call.user, _own(call, given.visit), call.at, place)
    return Effect()


def _listeners(call: Call, given: payloads.Listeners) -> Effect:
    visit = _own(call, given.visit)
    listeners = [
        ListenerIn(one.uid, _person(call, one.person) if one.person else None, one.name)
        for one in given.listeners
    ]
    visits.add_listeners(call.user, visit, listeners)
    return Effect()


def _events(call: Call, given: payloads.Events) -> Effect:
    visits.record_events(call.user, _own(call, given.visit), call.device, given.events, call.drift)
    return Effect()


def _finish(call: Call, given: payloads.Finish) -> Effect:
    outcome = Outcome(given.result, given.next_step, given.note)
    visits.finish_visit(call.user, _own(call, given.visit), call.at, outcome)
    return Effect()


def _note(call: Call, given: payloads.Note) -> Effect:
    visits.add_note(call.user, _own(call, given.visit), given.text, call.at, call.uid, given.listener)
    return Effect()


def _edit_person(call: Call, given: payloads.PersonEdit) -> Effect:
    person = _person(call, given.person)
    fields = dict(given.fields)
    if "territory" in fields:
        raise BadPayload(field="territory")
    if fields.get("organisation") is not None:
        fields["organisation"] = _organisation(call, _uid(fields["organisation"])).pk
    edited = edit_person(call.user, person, fields, call.based_on)
    return Effect(edited.conflicts, "person", person.pk)


_EFFECTS = cast(
    dict[str, Callable[[Call, payloads.Payload], Effect]],
    {
        "visit.plan": _plan,
        "visit.change": _change,
        "visit.cancel": _cancel,
        "visit.start": _start,
        "visit.listeners": _listeners,
        "player.events": _events,
        "visit.finish": _finish,
        "visit.note": _note,
        "person.edit": _edit_person,
    },
)
