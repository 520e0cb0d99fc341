from typing import Any

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.access.scopes import reach
from krug.customers.actions import edit_person
from krug.customers.models import Person
from krug.site.clock import moment
from krug.sync.models import FieldConflict, Settling
from krug.visits.actions import change_visit
from krug.visits.models import Visit


def settle_conflict(author: User, conflict: FieldConflict, other: bool) -> Settling:
    """Leave the value that stands, or put the other one back (`other`). Settled twice, the first
    settling stays.

    Raises Http404 for a row the author does not see, and what the edit raises.
    """
    with transaction.atomic():
        held = FieldConflict.objects.select_for_update().get(pk=conflict.pk)
        known = Settling.objects.filter(conflict=held).first()
        if known:
            return known
        _reach_and_edit(author, held, {held.field: held.other} if other else {})
        audit.record(
            author, "conflict_settled", held.object_kind, held.object_id, after={"field": held.field}
        )
        return Settling.objects.create(conflict=held, author=author, other_chosen=other)


def _reach_and_edit(author: User, conflict: FieldConflict, fields: dict[str, Any]) -> None:
    if conflict.object_kind == "person":
        person = reach(author, Person.objects.all(), pk=conflict.object_id)
        if fields:
            edit_person(author, person, fields)
        return
    visit = reach(author, Visit.objects.all(), pk=conflict.object_id)
    if fields:
        change_visit(author, visit, {name: _value(name, value) for name, value in fields.items()})


def _value(field: str, value: Any) -> Any:
    return moment(value) if field == "planned_at" else value
