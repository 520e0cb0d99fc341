"""Fields that two sides edited: what the office sees of them."""

from django.db.models import Q, QuerySet

from krug.access.models import User
from krug.access.scopes import visible
from krug.sync.models import Command, FieldConflict


def open_conflicts(viewer: User) -> QuerySet[FieldConflict]:
    """Conflicts nobody has settled, in rows the viewer sees, newest first."""
    seen = Q()
    for kind in ("person", "visit"):
        seen |= Q(object_kind=kind, object_id__in=visible(viewer, kind))
    rows = FieldConflict.objects.filter(seen, settling=None)
    return rows.select_related("command__user", "other_author").order_by("-id")


def conflicts_of(viewer: User, kind: str, row: int) -> QuerySet[FieldConflict]:
    """Those of one row."""
    return open_conflicts(viewer).filter(object_kind=kind, object_id=row)


def refused_commands(staff: QuerySet[User]) -> QuerySet[Command]:
    """What these people's devices asked for and were refused, newest first, for whoever helps them."""
    rows = Command.objects.filter(user__in=staff, outcome=Command.Outcome.REFUSED)
    return rows.select_related("user", "device").order_by("-id")
