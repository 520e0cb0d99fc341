"""What each kind of command does: its payload in, one action of a domain out. Rows are reached through
scopes alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from krug.access.errors import NotAllowed
from krug.access.rules import Permission
from krug.access.rules import may as may_do
from krug.customers.actions import edit_person
from krug.customers.actions.traits import drop_trait, tell_trait
from krug.site.clock import micros, moment
from krug.sync import consent_effects, payloads
from krug.sync.calls import Call, Conflict, Effect, organisation_of, own_visit, person_of, seen_visit, uid_of
from krug.sync.errors import BadPayload
from krug.visits import actions as visits
from krug.visits.data import ListenerIn, Outcome, Place, VisitPlan

OF_CUSTOMERS = ("person.", "consent.", "trait.")


def carry_out(call: Call, kind: str, payload: payloads.Payload) -> Effect:
    """Run the action that the command asks for. Raises what actions raise; NothingHere for what is not
    the user's.
    """
    needed = Permission.EDIT_CUSTOMERS if kind.startswith(OF_CUSTOMERS) else Permission.PLAN_VISITS
    if not may_do(call.user, needed):
        raise NotAllowed
    return _EFFECTS[kind](call, payload)


def _plan(call: Call, given: payloads.Plan) -> Effect:
    plan = VisitPlan(
        uid=given.visit,
        staff=call.user,
        person=person_of(call, given.person) if given.person else None,
        organisation=organisation_of(call, given.organisation) if given.organisation else None,
        planned_at=moment(given.planned_at),
        minutes=given.minutes,
        goal=given.goal,
    )
    visits.plan_visit(call.user, plan)
    return Effect()


def _change(call: Call, given: payloads.Change) -> Effect:
    visit = seen_visit(call, given.visit)
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
    visits.cancel_visit(call.user, seen_visit(call, given.visit), given.reason)
    return Effect()


def _start(call: Call, given: payloads.Start) -> Effect:
    known = given.latitude is not None and given.longitude is not None
    place = Place(given.latitude or 0.0, given.longitude or 0.0) if known else None
    visits.start_visit(call.user, own_visit(call, given.visit), call.at, place)
    return Effect()


def _listeners(call: Call, given: payloads.Listeners) -> Effect:
    visit = own_visit(call, given.visit)
    listeners = [
        ListenerIn(one.uid, person_of(call, one.person) if one.person else None, one.name)
        for one in given.listeners
    ]
    visits.add_listeners(call.user, visit, listeners)
    return Effect()


def _events(call: Call, given: payloads.Events) -> Effect:
    visits.record_events(call.user, own_visit(call, given.visit), call.device, given.events, call.drift)
    return Effect()


def _finish(call: Call, given: payloads.Finish) -> Effect:
    outcome = Outcome(given.result, given.next_step, given.note)
    visits.finish_visit(call.user, own_visit(call, given.visit), call.at, outcome)
    return Effect()


def _note(call: Call, given: payloads.Note) -> Effect:
    visits.add_note(call.user, own_visit(call, given.visit), given.text, call.at, call.uid, given.listener)
    return Effect()


def _nameless(call: Call, given: payloads.NamelessPayload) -> Effect:
    visits.show_nameless(call.user, own_visit(call, given.visit), given.listener, call.at, given.nameless)
    return Effect()


def _edit_person(call: Call, given: payloads.PersonEdit) -> Effect:
    person = person_of(call, given.person)
    fields = dict(given.fields)
    if "territory" in fields:
        raise BadPayload(field="territory")
    if fields.get("organisation") is not None:
        fields["organisation"] = organisation_of(call, uid_of(fields["organisation"])).pk
    edited = edit_person(call.user, person, fields, call.based_on)
    return Effect(edited.conflicts, "person", person.pk)


def _tell_trait(call: Call, given: payloads.TraitTell) -> Effect:
    tell_trait(call.user, person_of(call, given.person), given.kind, given.text, given.source, call.at)
    return Effect()


def _end_trait(call: Call, given: payloads.TraitEnd) -> Effect:
    seen = moment(given.seen) if given.seen else None
    return Effect(drop_trait(call.user, person_of(call, given.person), given.kind, given.text, seen))


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
        "visit.nameless": _nameless,
        "person.edit": _edit_person,
        "trait.tell": _tell_trait,
        "trait.end": _end_trait,
        "consent.give": consent_effects.give,
        "consent.withdraw": consent_effects.withdraw,
        "consent.undo": consent_effects.undo,
    },
)
