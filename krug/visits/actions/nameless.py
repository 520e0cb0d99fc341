from datetime import datetime
from uuid import UUID

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.access.signals import announce
from krug.visits.actions.leave import leave_touches
from krug.visits.actions.listeners import by_uid
from krug.visits.errors import UnknownListener, VisitCancelled
from krug.visits.models import Listener, Nameless, Visit
from krug.visits.state import locked, state


def show_nameless(author: User, visit: Visit, listener: UUID, at: datetime, nameless: bool = True) -> None:
    """What this listener is shown in the visit is kept without his name; or with it after all, as far as he
    allows it. Also after the end: a device may send late. Said twice it is said once.
    """
    with transaction.atomic():
        current = locked(visit)
        if state(current) == "cancelled":
            raise VisitCancelled(visit=str(visit.uid))
        known = by_uid(current, [listener]).get(listener)
        if known is None:
            raise UnknownListener(listener=str(listener))
        if not _changed(author, known, at, nameless):
            return
        audit.record(
            author, "shown_nameless" if nameless else "shown_named", "visit", visit.pk,
            after={"listener": str(known.uid)},
        )  # fmt: skip
        announce("visit", {visit.pk})
        if state(current) == "finished":
            leave_touches(current)


def _changed(author: User, listener: Listener, at: datetime, nameless: bool) -> bool:
    if nameless:
        return Nameless.objects.get_or_create(listener=listener, defaults={"at": at, "author": author})[1]
    return bool(Nameless.objects.filter(listener=listener).delete()[0])
