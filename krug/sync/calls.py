"""Who asks by a command, and the rows he may name in it: reached through scopes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from krug.access.models import User
from krug.access.scopes import reach
from krug.customers.models import Organisation, Person
from krug.customers.queries import canonical_of
from krug.customers.queries.organisations import reach_organisation
from krug.site.clock import moment
from krug.sync import payloads
from krug.sync.errors import BadPayload, NothingHere
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
    """Conflicts the action found, and the row they are about; without one there is nothing for the office to
    settle, and they are told to the device alone.
    """

    conflicts: Sequence[Conflict] = ()
    object_kind: str = ""
    object_id: int = 0


def own_visit(call: Call, uid: UUID) -> Visit:
    """A visit the user holds himself: to see a colleague's is not to hold it."""
    found = Visit.objects.filter(uid=uid, staff=call.user).first()
    if found is None:
        raise NothingHere(visit=str(uid))
    return found


def seen_visit(call: Call, uid: UUID) -> Visit:
    try:
        return reach(call.user, Visit.objects.all(), uid=uid)
    except Http404 as error:
        raise NothingHere(visit=str(uid)) from error


def person_of(call: Call, uid: UUID) -> Person:
    """Who stands for the person now: a device may not have heard of a merge yet."""
    known = Person.objects.filter(uid=uid).first()
    try:
        return reach(call.user, Person.objects.all(), pk=canonical_of(known) if known else 0)
    except Http404 as error:
        raise NothingHere(person=str(uid)) from error


def organisation_of(call: Call, uid: UUID) -> Organisation:
    try:
        return reach_organisation(call.user, uid)
    except Http404 as error:
        raise NothingHere(organisation=str(uid)) from error


def uid_of(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise BadPayload(field="organisation", value=str(value)[:80]) from error
