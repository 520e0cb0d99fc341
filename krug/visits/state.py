"""The state of a visit is which rows exist beside it."""

from django.db.models import QuerySet

from krug.visits.errors import VisitCancelled, VisitFinished
from krug.visits.models import Visit

STATES = ("planned", "started", "finished", "cancelled")


def with_state() -> QuerySet[Visit]:
    return Visit.objects.select_related("start", "finish", "cancelling")


def state(visit: Visit) -> str:
    """planned, started, finished or cancelled. Load the visit by `with_state` to ask without queries."""
    if hasattr(visit, "cancelling"):
        return "cancelled"
    if hasattr(visit, "finish"):
        return "finished"
    return "started" if hasattr(visit, "start") else "planned"


def locked(visit: Visit) -> Visit:
    """The visit as it is now, kept from other writers until the transaction ends."""
    Visit.objects.select_for_update().only("id").get(pk=visit.pk)
    return with_state().get(pk=visit.pk)


def open_visit(visit: Visit) -> Visit:
    """`locked`, refused when nothing may happen in the visit any more."""
    current = locked(visit)
    if state(current) == "cancelled":
        raise VisitCancelled(visit=str(visit.uid))
    if state(current) == "finished":
        raise VisitFinished(visit=str(visit.uid))
    return current
