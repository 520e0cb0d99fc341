"""Which deals a person sees, in the ways that stay quick at many."""

from django.db.models import QuerySet

from krug.access.models import Scope, User
from krug.access.scopes import scopes_by_kind, visible
from krug.sales.models import Deal


def seen_deals(viewer: User) -> QuerySet[Deal]:
    """Every deal is in the scope of its unit: who has that one needs no list of rows."""
    units = scopes_by_kind(viewer).get(Scope.Kind.UNIT, frozenset())
    if units:
        refs = list(Scope.objects.filter(pk__in=units).values_list("ref", flat=True))
        return Deal.objects.filter(unit=refs[0]) if len(refs) == 1 else Deal.objects.filter(unit__in=refs)
    return Deal.objects.filter(pk__in=visible(viewer, "deal"))
