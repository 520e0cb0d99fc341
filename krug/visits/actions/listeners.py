from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.access.signals import announce
from krug.customers.models import Identity, Person
from krug.visits.actions.leave import leave_touches
from krug.visits.checks import NAME, check_text
from krug.visits.data import ListenerIn
from krug.visits.errors import ListenerDiffers, VisitCancelled
from krug.visits.models import Listener, ListenerAlias, Visit
from krug.visits.state import locked, state


def add_listeners(author: User, visit: Visit, listeners: Sequence[ListenerIn]) -> list[Listener]:
    """Add who was present, also after the end (a device may send late). Repeated calls change nothing."""
    with transaction.atomic():
        current = locked(visit)
        if state(current) == "cancelled":
            raise VisitCancelled(visit=str(visit.uid))
        cards = card_identities([one.person for one in listeners if one.person])
        found = [_listener(current, one, cards) for one in listeners]
        added = [listener for listener, new in found if new]
        if added:
            names = [str(listener.uid) for listener in added]
            audit.record(author, "listeners_added", "visit", visit.pk, after={"listeners": names})
            announce("visit", {visit.pk})
        if state(current) == "finished":
            leave_touches(current)
        return [listener for listener, _new in found]


def _listener(visit: Visit, one: ListenerIn, cards: dict[int, int]) -> tuple[Listener, bool]:
    name = check_text("name", one.name, NAME)
    known = by_uid(visit, [one.uid]).get(one.uid)
    if known:
        if known.person_id != (one.person.pk if one.person else None):
            raise ListenerDiffers(listener=str(one.uid))
        return known, False
    if Listener.objects.filter(uid=one.uid).exists() or ListenerAlias.objects.filter(uid=one.uid).exists():
        raise ListenerDiffers(listener=str(one.uid))
    if one.person is None:
        identity = Identity.objects.create(kind=Identity.Kind.LISTENER, value=str(one.uid)).pk
        return Listener.objects.create(uid=one.uid, visit=visit, identity_id=identity, name=name), True
    same = Listener.objects.filter(visit=visit, identity_id=cards[one.person.pk]).first()
    if same:
        ListenerAlias.objects.create(uid=one.uid, listener=same)
        return same, False
    return (
        Listener.objects.create(
            uid=one.uid,
            visit=visit,
            identity_id=cards[one.person.pk],
            person=one.person,
            name=one.person.full_name,
        ),
        True,
    )


def by_uid(visit: Visit, uids: Sequence[UUID]) -> dict[UUID, Listener]:
    """Listeners of the visit under the uids that devices know them by."""
    found = {one.uid: one for one in Listener.objects.filter(visit=visit, uid__in=uids)}
    aliases = ListenerAlias.objects.filter(listener__visit=visit, uid__in=uids).select_related("listener")
    return found | {alias.uid: alias.listener for alias in aliases}


def card_identities(persons: Sequence[Person]) -> dict[int, int]:
    """Person id → id of his card's identity, made where it is missing."""
    values = {str(person.uid): person.pk for person in persons}
    found = _cards(values)
    missing = [value for value, person in values.items() if person not in found]
    if missing:
        made = [Identity(kind=Identity.Kind.CARD, value=value) for value in missing]
        Identity.objects.bulk_create(made, ignore_conflicts=True)
        found |= _cards(values)
    return found


def _cards(values: dict[str, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    names = list(values)
    for start in range(0, len(names), 5000):
        part = Identity.objects.filter(kind=Identity.Kind.CARD, value__in=names[start : start + 5000])
        found |= {values[value]: identity for identity, value in part.values_list("id", "value")}
    return found
