from datetime import datetime

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.access.signals import announce
from krug.customers.models import Identity
from krug.visits.actions.leave import leave_touches
from krug.visits.checks import check_outcome
from krug.visits.data import Outcome
from krug.visits.models import Finish, Listener, Visit
from krug.visits.state import open_visit


def finish_visit(author: User, visit: Visit, at: datetime, outcome: Outcome) -> Finish:
    """The visit is over: its touches are written, one a listener of each thing that happened."""
    outcome = check_outcome(outcome)
    with transaction.atomic():
        current = open_visit(visit)
        made = Finish.objects.create(
            visit=current, at=at, result=outcome.result, next_step=outcome.next_step, note=outcome.note
        )
        _ensure_somebody(current)
        leave_touches(current)
        audit.record(author, "visit_finished", "visit", visit.pk, after={"result": outcome.result, "at": at})
        announce("visit", {visit.pk})
        return made


def _ensure_somebody(visit: Visit) -> None:
    """A visit to an organisation at which no name was taken still happened with someone: an unknown
    listener.
    """
    if Listener.objects.filter(visit=visit).exists():
        return
    listener = Listener(visit=visit, name=visit.organisation.name[:160] if visit.organisation else "")
    listener.identity = Identity.objects.create(kind=Identity.Kind.LISTENER, value=str(listener.uid))
    listener.save()
