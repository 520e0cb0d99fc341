"""What segments keep of a customer: which he is in, and when he came and went."""

from django.utils.translation import gettext_lazy as _

from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.segments.models import SegmentMember, SegmentMove
from krug.site.clock import moment


def _rows(subject: Subject) -> Rows:
    members = SegmentMember.objects.filter(person__in=subject.ids).select_related("segment").order_by("id")
    moves = SegmentMove.objects.filter(person__in=subject.ids).select_related("segment").order_by("id")
    return [
        *({"segment": one.segment.name, "since": moment(one.since)} for one in members),
        *({"segment": one.segment.name, "at": moment(one.at), "entered": one.entered} for one in moves),
    ]


def _erase(subject: Subject) -> int:
    """He is in none from now on: who is erased is no candidate of any condition."""
    members, _by_model = SegmentMember.objects.filter(person__in=subject.ids).delete()
    moves, _by_model = SegmentMove.objects.filter(person__in=subject.ids).delete()
    return members + moves


def register_all() -> None:
    register(Place("segments", _("Segments"), _rows, _erase))
