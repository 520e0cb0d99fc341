"""Fields that two sides edited: what the office sees of them until somebody settles it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.scopes import seen_among
from krug.customers.facts import LABELS
from krug.customers.models import Organisation, Person
from krug.site.clock import moment
from krug.site.templatetags.words import when
from krug.sync.models import Command, FieldConflict, Settling
from krug.visits.models import Visit

SHOWN = 100
KINDS = ("person", "visit")
MOST = 2_000
FIELDS: Mapping[str, Promise] = {
    **LABELS,
    "last_name": _("Last name"),
    "first_name": _("First name"),
    "middle_name": _("Middle name"),
    "planned_at": _("Time of the visit"),
    "minutes": _("Minutes"),
    "goal": _("Goal"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A conflict in words. `whom`: whose card or visit it is about; `kept` was written by `who`."""

    conflict: FieldConflict
    whom: Person | Organisation
    field: str
    kept: str
    other: str
    who: User | None

    @property
    def of_person(self) -> bool:
        return isinstance(self.whom, Person)


def open_conflicts(viewer: User) -> QuerySet[FieldConflict]:
    """Conflicts nobody has settled, that the viewer sees, newest first, of the last MOST."""
    rows = _seen(viewer, FieldConflict.objects.filter(settling=None))
    return rows.select_related("command__user", "other_author").order_by("-id")


def of_persons(viewer: User, ids: Collection[int]) -> QuerySet[FieldConflict]:
    """Those of the persons' cards and of visits to them, which the viewer sees."""
    visits = Visit.objects.filter(person__in=ids).values("id")
    theirs = Q(object_kind="person", object_id__in=ids) | Q(object_kind="visit", object_id__in=visits)
    return _seen(viewer, FieldConflict.objects.filter(theirs, settling=None))


def edited_twice(viewer: User, persons: Sequence[int]) -> bool:
    """Whether there is any of them. Plain SQL: every card asks it, and hardly any has one."""
    holes = ", ".join(["%s"] * len(persons))
    conflict, settling, visit = (it._meta.db_table for it in (FieldConflict, Settling, Visit))
    sql = (
        f"SELECT c.object_kind, c.object_id FROM {conflict} c WHERE (c.object_kind = 'person' "  # noqa: S608
        f"AND c.object_id IN ({holes}) OR c.object_kind = 'visit' AND c.object_id IN "
        f"(SELECT id FROM {visit} WHERE person_id IN ({holes}))) "
        f"AND NOT EXISTS (SELECT 1 FROM {settling} s WHERE s.conflict_id = c.id) "
        f"ORDER BY c.id DESC LIMIT {MOST}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*persons, *persons])
        about = cursor.fetchall()
    return any(seen_among(viewer, kind, {row for its, row in about if its == kind}) for kind in KINDS)


def _seen(viewer: User, conflicts: QuerySet[FieldConflict]) -> QuerySet[FieldConflict]:
    """From the few conflicts to their scopes: a list of all the viewer sees would be made for every card."""
    about = list(conflicts.order_by("-id").values_list("id", "object_kind", "object_id")[:MOST])
    seen = {kind: seen_among(viewer, kind, {row for _, its, row in about if its == kind}) for kind in KINDS}
    return FieldConflict.objects.filter(id__in=[id for id, kind, row in about if row in seen[kind]])


def told(conflicts: QuerySet[FieldConflict]) -> list[Told]:
    """The newest of them with names and values as people read them."""
    rows = list(conflicts[:SHOWN])
    persons = Person.objects.in_bulk([one.object_id for one in rows if one.object_kind == "person"])
    visits = Visit.objects.select_related("person", "organisation").in_bulk(
        [one.object_id for one in rows if one.object_kind == "visit"]
    )
    found = []
    for one in rows:
        visit = visits.get(one.object_id) if one.object_kind == "visit" else None
        whom = (visit.person or visit.organisation) if visit else persons.get(one.object_id)
        if whom is None:
            continue
        who = one.command.user if one.command else None
        label = str(FIELDS.get(one.field, one.field))
        found.append(Told(one, whom, label, _shown(one.field, one.kept), _shown(one.field, one.other), who))
    return found


def _shown(field: str, value: Any) -> str:
    if field == "planned_at" and isinstance(value, int):
        return when(moment(value))
    if field == "organisation" and isinstance(value, int):
        organisation = Organisation.objects.filter(pk=value).first()
        return organisation.standing.name if organisation else "–"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "–")


def refused_commands(staff: QuerySet[User]) -> QuerySet[Command]:
    """What these people's devices asked for and were refused, newest first, for whoever helps them."""
    rows = Command.objects.filter(user__in=staff, outcome=Command.Outcome.REFUSED)
    return rows.select_related("user", "device").order_by("-id")
