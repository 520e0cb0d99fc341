"""A segment as a filter of the lists of customers and organisations."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.listing.filters import Filter, register
from krug.customers.queries.conditions import Condition
from krug.segments.kinds import KINDS
from krug.segments.models import Segment
from krug.segments.queries import names_of, reach_segment

MEMBERS = "SELECT s.{it}_id FROM segments_segmentmember s WHERE s.segment_id = %s"


def register_all() -> None:
    for kind in KINDS:
        register(kind, _of(kind))


def _of(kind: str) -> Filter:
    members = MEMBERS.format(it=kind)

    def reach(viewer: User, value: str) -> Segment:
        segment = reach_segment(viewer, _uid(value))
        if segment.kind != kind:
            raise Http404
        return segment

    def choices(viewer: User) -> list[tuple[str, str]]:
        return [(str(uid), name) for uid, name in names_of(viewer, kind)]

    def words(viewer: User, value: str) -> str:
        return reach(viewer, value).name

    def condition(viewer: User, value: str) -> Condition:
        """Its members as they are kept now; one that was removed is nobody's to filter by."""
        mine = f"EXISTS ({members} AND s.{kind}_id = p.id)"
        return Condition(f"p.id IN ({members})", mine, members, [reach(viewer, value).pk])

    return Filter("segment", _("Segment"), choices, words, condition, permission=Permission.SEE_SEGMENTS)


def _uid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Http404 from error
