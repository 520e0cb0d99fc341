"""Organisations by what registers call them."""

from uuid import UUID

from krug.access.models import User
from krug.access.scopes import reach
from krug.customers.models import Organisation


def numbered(unit: int | None, tax_number: str) -> dict[int, str]:
    """Organisation of that tax number → its reason (KPP), empty where nobody wrote it down."""
    if not tax_number:
        return {}
    rows = Organisation.objects.filter(unit=unit, tax_number=tax_number).order_by("id")
    return dict(rows.values_list("id", "tax_reason"))


def reach_organisation(viewer: User, uid: UUID) -> Organisation:
    """The card by its uid. Http404 for outsiders."""
    rows = Organisation.objects.select_related("territory", "parent").prefetch_related("contact_points")
    return reach(viewer, rows, uid=uid)
