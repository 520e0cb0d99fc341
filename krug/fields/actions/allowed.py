"""Who may change what fields there are."""

from krug.access.errors import NotAllowed
from krug.access.models import Role, User
from krug.access.rules import Permission, may

Author = User | None
"""None is the console: whoever holds the machine."""


def may_manage(author: Author, unit: int | None) -> bool:
    """A head the fields of his unit, an administrator those of all and of the company (None)."""
    if author is None:
        return True
    if not may(author, Permission.MANAGE_FIELDS):
        return False
    return author.role == Role.ADMIN or (unit is not None and unit == author.unit_id)


def demand(author: Author, unit: int | None) -> None:
    if not may_manage(author, unit):
        raise NotAllowed


def require(author: Author, permission: Permission) -> None:
    if author is not None and not may(author, permission):
        raise NotAllowed
