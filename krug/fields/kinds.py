"""Of what there may be own fields and tags: each domain registers its kinds, so that none is known here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils.functional import Promise

from krug.access.models import User
from krug.access.rules import Permission


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a kind. `together`: itself, then those it stands for since they were merged into it."""

    id: int
    uid: UUID
    unit: int
    together: Sequence[int]


def _alone(rows: Collection[int]) -> Mapping[int, int]:
    return {row: row for row in rows}


def _unwatched(_viewer: User, _row: Row) -> None:
    pass


@dataclass(frozen=True)
class Kind:
    """`reach`: a row that the viewer sees, by its uid, or Http404. `units`: row → its unit.
    `roots`: row → the row that stands for it. `edited`: told, inside the transaction, whose fields changed.
    `opened`: a viewer is about to be told what the row says, without its card: written down and counted.
    """

    code: str
    title: Promise
    see: Permission
    edit: Permission
    reach: Callable[[User, UUID], Row]
    units: Callable[[Collection[int]], Mapping[int, int]]
    edited: Callable[[Collection[int]], None]
    roots: Callable[[Collection[int]], Mapping[int, int]] = _alone
    opened: Callable[[User, Row], None] = _unwatched


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Call in ready()."""
    _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(code: str) -> Kind:
    """Http404 for a kind that nobody registered."""
    if code not in _kinds:
        raise Http404
    return _kinds[code]
