"""Values that name nobody: which there are, and who may take one back."""

from django.db.models import Q, QuerySet
from django.http import Http404

from krug.access.models import Role, User
from krug.customers.models import BlockedValue


def blocked_for(viewer: User) -> QuerySet[BlockedValue]:
    """The newest first: of the viewer's unit and of those who belong to none; all for an administrator."""
    rows = BlockedValue.objects.select_related("author").order_by("-at", "-id")
    if viewer.role == Role.ADMIN:
        return rows
    return rows.filter(Q(author=None) | Q(author__unit=None) | Q(author__unit=viewer.unit_id))


def may_take_back(viewer: User, row: BlockedValue) -> bool:
    """Each holds for all units, whoever blocked it: a head lifts what his own unit blocked alone."""
    return viewer.role == Role.ADMIN or bool(row.author and row.author.unit_id == viewer.unit_id)


def reach_blocked(viewer: User, pk: int) -> BlockedValue:
    """One that he may take back; Http404 otherwise."""
    row = blocked_for(viewer).filter(pk=pk).first()
    if row is None or not may_take_back(viewer, row):
        raise Http404
    return row
