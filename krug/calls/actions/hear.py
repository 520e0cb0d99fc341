"""What phone systems say becomes calls: the only way in for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from krug.access import audit
from krug.access.models import User
from krug.calls import store
from krug.calls.actions.touch import leave_touch
from krug.calls.actions.work import rings_again, settle_todos
from krug.calls.adapters.speaking import Event, cleaned
from krug.calls.course import Course, Said, course, due_at
from krug.calls.models import Call, CallSaid, Extension, Leg, Line, Provider
from krug.calls.numbers import e164, is_internal
from krug.calls.queries.who import who_is
from krug.calls.words import State, What
from krug.site import bulk

MOST = 500
"""Things said of one call; more is no call."""
ONCE = (What.ANSWERED, What.MISSED, What.ENDED)
"""What a call does once, at one extension."""
FIELDS = ("at", "what", "extension", "way", "other", "ours", "result", "seconds", "recording")


def hear(provider: Provider, events: Sequence[Event], now: datetime) -> list[Call]:
    """Takes any events, in any order, any number of times. Calls between colleagues are left out."""
    by_call: dict[str, list[Said]] = defaultdict(list)
    for event in map(cleaned, events):
        if event.call:
            by_call[event.call].append(event.said)
    found = []
    for external, said in sorted(by_call.items()):
        with transaction.atomic():
            if call := _hear(provider, external, said, now):
                found.append(call)
    if found and (provider.heard_at is None or (now - provider.heard_at).total_seconds() > 30):
        Provider.objects.filter(pk=provider.pk).update(heard_at=now)
        provider.heard_at = now
    return found


def _hear(provider: Provider, external: str, said: Sequence[Said], now: datetime) -> Call | None:
    held = Call.objects.filter(provider=provider, external=external).first()
    if held is None:
        first = course(said, now)
        if first is None or is_internal(first.other):
            return None
        call = Call(
            provider=provider, external=external, unit_id=provider.unit_id, started_at=first.started_at
        )
        # Two messages of one call may come at once: whoever was second finds the first one's row.
        rows = [(call.uid, provider.pk, external, provider.unit_id, first.started_at, *_EMPTY.values())]
        bulk.insert(Call, ("uid", "provider_id", "external", "unit_id", "started_at", *_EMPTY), rows)
    held = Call.objects.select_for_update().get(provider=provider, external=external)
    if CallSaid.objects.filter(call=held).count() + len(said) <= MOST:
        fresh = _fresh(held, said, now)
        rows = [(held.pk, *(getattr(one, name) for name in FIELDS)) for one in fresh]
        bulk.insert(CallSaid, ("call_id", *FIELDS), rows)
    return settle(held, now)


def _fresh(held: Call, said: Sequence[Said], now: datetime) -> list[Said]:
    """Without what is only repeated. Whose system names no times, its words are of when they are heard: the
    same end a minute later would make the call a minute longer.
    """
    undated = [one for one in said if one.at == now and one.what in ONCE]
    if not undated:
        return list(said)
    names = [name for name in FIELDS if name != "at"]
    known = set(CallSaid.objects.filter(call=held, what__in=ONCE).values_list(*names))
    return [
        one for one in said if one not in undated or tuple(getattr(one, name) for name in names) not in known
    ]


_EMPTY = {
    "way": "in", "other": "", "ours": "", "state": "ringing", "outcome": "", "recording": "", "note": "",
    "touched": "", "told": "", "chosen": False,
}  # fmt: skip


def settle(call: Call, now: datetime) -> Call:
    """The call as all that was said of it makes it. Called with its row held."""
    rows = CallSaid.objects.filter(call=call).values_list(*FIELDS)
    became = course((Said(*row) for row in rows), now)
    if became is None:
        return call
    extensions = _extensions(call.provider_id)
    _write(call, became, extensions)
    told = _legs(call, became, extensions)
    if became.state == State.ENDED:
        leave_touch(call)
        settle_todos(call, now)
    elif call.touch is not None:
        rings_again(call)
    store.news({*told, *Leg.objects.filter(call=call).values_list("staff", flat=True)})
    return call


def _extensions(provider: int) -> dict[str, User]:
    rows = Extension.objects.filter(provider=provider).select_related("staff")
    return {row.number.casefold(): row.staff for row in rows if row.staff.is_active}


def _write(call: Call, became: Course, extensions: dict[str, User]) -> None:
    call.way, call.state, call.outcome = became.way, became.state, became.outcome
    if became.state == State.ENDED and call.told:
        call.outcome = call.told
    call.started_at, call.answered_at, call.ended_at = became.started_at, became.answered_at, became.ended_at
    call.seconds, call.due_at = became.seconds, due_at(became)
    call.recording = became.recording or call.recording
    call.other, call.ours = e164(became.other), e164(became.ours)
    call.staff = _staff(became, extensions)
    call.line = _line(call)
    call.unit_id = _unit(call)
    if not call.chosen:
        who = who_is(call.other, call.unit_id)
        call.person, call.organisation = who.person, who.organisation
    call.save()


def _staff(became: Course, extensions: dict[str, User]) -> User | None:
    """Who talked; else the only one at whom it rang."""
    if became.answered_by.casefold() in extensions:
        return extensions[became.answered_by.casefold()]
    rang = {user.pk: user for one in became.rang if (user := extensions.get(one.casefold()))}
    return next(iter(rang.values())) if len(rang) == 1 else None


def _line(call: Call) -> Line | None:
    if not call.ours:
        return None
    digits = call.ours.lstrip("+")
    same = Q(number=call.ours) | Q(number=digits) | Q(number=f"+{digits}")
    return Line.objects.filter(same, provider=call.provider_id).order_by("pk").first()


def _unit(call: Call) -> int:
    if call.line is not None:
        return call.line.unit_id
    if call.staff is not None and call.staff.unit_id is not None:
        return call.staff.unit_id
    return call.unit_id


def _legs(call: Call, became: Course, extensions: dict[str, User]) -> set[int]:
    """At whom it rings now. Returns everybody at whom it ever did."""
    rang = {user.pk for one in became.rang if (user := extensions.get(one.casefold()))}
    if call.staff_id:
        rang.add(call.staff_id)
    ringing = {user.pk for one in became.ringing if (user := extensions.get(one.casefold()))}
    bulk.insert(
        Leg,
        ("call_id", "staff_id", "ringing"),
        [(call.pk, staff, staff in ringing) for staff in sorted(rang)],
    )
    Leg.objects.filter(call=call, staff__in=ringing, ringing=False).update(ringing=True)
    Leg.objects.filter(call=call, ringing=True).exclude(staff__in=ringing).update(ringing=False)
    return rang


def end_lost(now: datetime) -> int:
    """Calls whose end was never told. How many."""
    due = list(Call.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:500])
    for pk in due:
        with transaction.atomic():
            settle(Call.objects.select_for_update().get(pk=pk), now)
    return len(due)


def choose(author: User, call: Call, person: int | None, organisation: int | None, now: datetime) -> Call:
    """Who it was, said by whoever knows. The views have looked that he sees both."""
    with transaction.atomic():
        held = Call.objects.select_for_update().get(pk=call.pk)
        before = {"person": held.person_id, "organisation": held.organisation_id}
        held.person_id, held.organisation_id, held.chosen = person, organisation, True
        held.save(update_fields=["person", "organisation", "chosen"])
        audit.record(
            author, "chose", "call", held.pk, before, {"person": person, "organisation": organisation}
        )
        return settle(held, now)


def take_again(calls: Iterable[Call], now: datetime) -> None:
    """Whose they are may be another's since extensions or numbers were changed."""
    for call in calls:
        with transaction.atomic():
            settle(Call.objects.select_for_update().get(pk=call.pk), now)
