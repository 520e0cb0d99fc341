"""Which deals a person sees, in the ways that stay quick at many."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from krug.access.models import Scope, User
from krug.access.scopes import scopes_by_kind, visible_staff
from krug.sales.models import Deal, Helper


@dataclass(frozen=True, slots=True)
class Reach:
    """All deals of `units`; or, where there are none, those of the unit `home` that `staff` own.

    `helped`: deals of others that one of the staff helps with.
    """

    units: Sequence[int] = ()
    home: int | None = None
    staff: Sequence[int] = ()
    helped: Sequence[int] = ()


def reach_of(viewer: User) -> Reach:
    """What his scopes hold, without listing it: a deal is in that of its unit, its owner and its helpers."""
    units = scopes_by_kind(viewer).get(Scope.Kind.UNIT, frozenset())
    if units:
        return Reach(list(Scope.objects.filter(pk__in=units).values_list("ref", flat=True)))
    staff = list(visible_staff(viewer).values_list("id", flat=True))
    helped = Helper.objects.filter(user__in=staff).exclude(deal__owner__in=staff)
    return Reach((), viewer.unit_id, staff, list(helped.values_list("deal", flat=True)))


def seen_deals(viewer: User) -> QuerySet[Deal]:
    reach = reach_of(viewer)
    if reach.units:
        one = len(reach.units) == 1
        return Deal.objects.filter(unit=reach.units[0]) if one else Deal.objects.filter(unit__in=reach.units)
    theirs = Q(owner=reach.staff[0]) if len(reach.staff) == 1 else Q(owner__in=reach.staff)
    # Nobody works for two units: naming his lets figures be read from one index.
    rows = Deal.objects.filter(unit=reach.home)
    return rows.filter(theirs | Q(pk__in=reach.helped) if reach.helped else theirs)
