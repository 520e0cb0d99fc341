"""Which deals a person sees, in the ways that stay quick at many."""

from django.db.models import Q, QuerySet

from krug.access.models import Scope, User
from krug.access.scopes import scopes_by_kind, visible_staff
from krug.sales.models import Deal, Helper


def seen_deals(viewer: User) -> QuerySet[Deal]:
    """What his scopes hold, without listing it: a deal is in that of its unit, its owner and its helpers."""
    units = scopes_by_kind(viewer).get(Scope.Kind.UNIT, frozenset())
    if units:
        refs = list(Scope.objects.filter(pk__in=units).values_list("ref", flat=True))
        return Deal.objects.filter(unit=refs[0]) if len(refs) == 1 else Deal.objects.filter(unit__in=refs)
    staff = list(visible_staff(viewer).values_list("id", flat=True))
    theirs = Q(owner=staff[0]) if len(staff) == 1 else Q(owner__in=staff)
    helped = Helper.objects.filter(user__in=staff).exclude(deal__owner__in=staff)
    others = list(helped.values_list("deal", flat=True))
    # Nobody works for two units: naming his lets figures be read from one index.
    rows = Deal.objects.filter(unit=viewer.unit_id)
    return rows.filter(theirs | Q(pk__in=others) if others else theirs)
