"""What of calls waits for a person: to call back, and the steps that were agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.calls.models import Todo
from krug.calls.queries.listing import Row, rows_of
from krug.calls.queries.seen import WITH, todos_of

MOST = 20


@dataclass(frozen=True, slots=True)
class Waits:
    todo: Todo
    row: Row
    overdue: bool
    anybodys: bool


def waiting(viewer: User, now: datetime) -> Sequence[Waits]:
    """Due by the end of the day, the oldest first."""
    if not may(viewer, Permission.TAKE_CALLS):
        return ()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    due = todos_of(viewer).filter(due_at__lt=midnight + timedelta(days=1)).order_by("due_at", "pk")
    todos = list(due.select_related(*(f"call__{name}" for name in WITH))[:MOST])
    rows = rows_of(viewer, [one.call for one in todos])
    return [
        Waits(one, row, one.kind == Todo.Kind.STEP and one.due_at < midnight, one.owner_id is None)
        for one, row in zip(todos, rows, strict=True)
    ]
