from datetime import datetime
from uuid import UUID

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.site.clock import micros
from krug.touches.actions.append import append
from krug.visits.actions.leave import author_of
from krug.visits.actions.listeners import by_uid
from krug.visits.checks import NOTE, check_text
from krug.visits.errors import UnknownListener, VisitCancelled
from krug.visits.models import Listener, Visit
from krug.visits.state import locked, state
from krug.visits.traces import notes_of


def add_note(
    author: User, visit: Visit, text: str, at: datetime, uid: UUID, listener: UUID | None = None
) -> None:
    """A note about one listener, or about all present. `uid` names the note: noted twice, it is one note."""
    text = check_text("text", text, NOTE, needed=True)
    with transaction.atomic():
        current = locked(visit)
        if state(current) == "cancelled":
            raise VisitCancelled(visit=str(visit.uid))
        identities = list(_identities(current, listener))
        touches = notes_of(
            current.uid, current.staff_id, current.organisation_id, micros(at), text, identities, uid
        )
        if append(touches, author_of(current)).new:
            audit.record(author, "visit_noted", "visit", visit.pk)


def _identities(visit: Visit, listener: UUID | None) -> list[int]:
    if listener is None:
        present = list(Listener.objects.filter(visit=visit).values_list("identity_id", flat=True))
        if present:
            return present
        raise UnknownListener(listener="")
    known = by_uid(visit, [listener]).get(listener)
    if known is None:
        raise UnknownListener(listener=str(listener))
    return [known.identity_id]
