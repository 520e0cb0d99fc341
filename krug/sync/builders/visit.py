from collections import defaultdict
from collections.abc import Collection
from typing import Any

from krug.customers.models import Person
from krug.site.clock import micros
from krug.sync.documents import Document
from krug.visits.models import Listener, Visit
from krug.visits.state import state, with_state


def documents(rows: Collection[int]) -> dict[int, Document]:
    visits = list(with_state().select_related("organisation__canonical").filter(pk__in=rows))
    listeners: dict[int, list[Listener]] = defaultdict(list)
    present = Listener.objects.filter(visit__in=rows).select_related("nameless").order_by("id")
    for listener in present:
        listeners[listener.visit_id].append(listener)
    persons = {visit.person_id for visit in visits} | {
        one.person_id for own in listeners.values() for one in own
    }
    uids = survivors({person for person in persons if person})
    return {visit.pk: (visit.uid, _document(visit, listeners[visit.pk], uids)) for visit in visits}


def survivors(persons: Collection[int]) -> dict[int, str]:
    """Person → uid of who stands for him now: the one a device holds."""
    rows = Person.objects.filter(pk__in=persons).values_list("id", "uid", "canonical__uid")
    return {person: str(canonical or uid) for person, uid, canonical in rows}


def _document(visit: Visit, listeners: list[Listener], uids: dict[int, str]) -> dict[str, Any]:
    finish = getattr(visit, "finish", None)
    start = getattr(visit, "start", None)
    return {
        "uid": str(visit.uid),
        "person": uids.get(visit.person_id or 0),
        "organisation": str(visit.organisation.standing.uid) if visit.organisation else None,
        "planned_at": micros(visit.planned_at),
        "minutes": visit.minutes,
        "goal": visit.goal,
        "state": state(visit),
        "listeners": [
            {"uid": str(one.uid), "person": uids.get(one.person_id or 0), "name": one.name}
            | {"nameless": hasattr(one, "nameless")}
            for one in listeners
        ],
        "started_at": micros(start.at) if start else None,
        "finished_at": micros(finish.at) if finish else None,
        "result": finish.result if finish else None,
        "next_step": finish.next_step if finish else "",
        "note": finish.note if finish else "",
        "version": visit.version,
    }
