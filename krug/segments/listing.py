"""A segment as a filter of the list of customers."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.listing.filters import Filter, register
from krug.customers.queries.conditions import Condition
from krug.segments.queries import names_of, reach_segment

MEMBERS = "SELECT s.person_id FROM segments_segmentmember s WHERE s.segment_id = %s"


def register_all() -> None:
    register(
        "person",
        Filter("segment", _("Segment"), _choices, _words, _condition, permission=Permission.SEE_SEGMENTS),
    )


def _choices(viewer: User) -> list[tuple[str, str]]:
    return [(str(uid), name) for uid, name in names_of(viewer)]


def _words(viewer: User, value: str) -> str:
    return reach_segment(viewer, _uid(value)).name


def _condition(viewer: User, value: str) -> Condition:
    """Its members as they are kept now; one that was removed is nobody's to filter by."""
    segment = reach_segment(viewer, _uid(value))
    return Condition(
        f"p.id IN ({MEMBERS})", f"EXISTS ({MEMBERS} AND s.person_id = p.id)", MEMBERS, [segment.pk]
    )


def _uid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Http404 from error
