from dataclasses import dataclass
from typing import Any

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.access.signals import announce
from krug.visits.actions.plan import place_visits
from krug.visits.checks import check_fields, conflicts
from krug.visits.data import Conflict
from krug.visits.models import Visit
from krug.visits.state import open_visit


@dataclass(frozen=True, slots=True)
class Changed:
    visit: Visit
    conflicts: list[Conflict]


def change_visit(author: User, visit: Visit, fields: dict[str, Any], based_on: int | None = None) -> Changed:
    """Change a planned visit. `based_on`: the version that was seen; what others changed since comes back as
    conflicts.

    The later edit stands; both values are in the conflict.
    """
    check_fields(fields)
    with transaction.atomic():
        current = open_visit(visit)
        before = {name: getattr(current, name) for name in fields}
        changed = {name: value for name, value in fields.items() if before[name] != value}
        if not changed:
            return Changed(current, [])
        found = conflicts(before, changed, current.edited, author.pk, based_on)
        current.version += 1
        for name, value in changed.items():
            setattr(current, name, value)
            current.edited[name] = [current.version, author.pk]
        current.save(update_fields=[*changed, "edited", "version"])
        if "planned_at" in changed:
            place_visits([current])
        audit.record(
            author, "visit_changed", "visit", visit.pk, {name: before[name] for name in changed}, changed
        )
        announce("visit", {visit.pk})
        return Changed(current, found)
