"""What visits keep of a customer: goals, notes, next steps, his name as a listener, his answers in words."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.fields.actions import forget_values
from krug.fields.queries.values import everything
from krug.touches.verbs import without_words
from krug.touches.words import Verb
from krug.visits.models import Cancelling, Finish, Listener, PlayerEvent, Visit


def _visits(subject: Subject) -> QuerySet[Visit]:
    return Visit.objects.filter(
        Q(person__in=subject.ids) | Q(pk__in=_listeners(subject).values("visit"))
    ).distinct()


def _listeners(subject: Subject) -> QuerySet[Listener]:
    return Listener.objects.filter(Q(person__in=subject.ids) | Q(identity__in=subject.identities))


def _rows(subject: Subject) -> Rows:
    visits = _visits(subject).select_related("staff", "finish", "cancelling").order_by("planned_at", "id")
    return [
        {"planned_at": visit.planned_at, "staff": visit.staff.name, "goal": visit.goal}
        | {"result": finish.result if finish else "", "next_step": finish.next_step if finish else ""}
        | {"note": finish.note if finish else ""}
        for visit in visits
        for finish in [getattr(visit, "finish", None)]
    ]


def _erase(subject: Subject) -> int:
    """A note of a visit is about all who were there, so it goes with the first of them."""
    visits = list(_visits(subject).values_list("id", flat=True))
    Visit.objects.filter(pk__in=visits).update(goal="")
    Finish.objects.filter(visit__in=visits).update(note="", next_step="")
    Cancelling.objects.filter(visit__in=visits).update(reason="")
    _listeners(subject).update(name="")
    audit.forget_values("visit", visits)
    forget_values("visit", visits)
    return len(visits)


def _own(subject: Subject) -> Rows:
    """Erased together with the visits' notes."""
    return everything("visit", list(_visits(subject).values_list("id", flat=True)))


def _answers(subject: Subject) -> Rows:
    return [{"at": event.at, "kind": event.kind, "data": event.data} for event in _events(subject)]


def _events(subject: Subject) -> list[PlayerEvent]:
    listeners = _listeners(subject).values("id")
    return list(PlayerEvent.objects.filter(listener__in=listeners).order_by("at", "id"))


def _erase_answers(subject: Subject) -> int:
    """As in the log: what touches are derived from must say the same as they do."""
    changed = []
    for event in _events(subject):
        kept: dict[str, Any] = event.data
        if event.kind == PlayerEvent.Kind.ANSWERED:
            kept = without_words(Verb.ANSWERED, event.data)
        if kept != event.data:
            event.data = kept
            changed.append(event)
    PlayerEvent.objects.bulk_update(changed, ["data"], batch_size=500)
    return len(changed)


def register_all() -> None:
    register(Place("own_fields_of_visits", _("Own fields of visits"), _own))
    register(Place("visits", _("Visits"), _rows, _erase))
    register(Place("player_events", _("What he did while slides were shown"), _answers, _erase_answers))
