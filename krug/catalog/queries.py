from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from krug.access.models import User
from krug.access.scopes import of_units
from krug.catalog.models import Product

PAGE = 50


def reach_product(viewer: User, uid: UUID) -> Product:
    """Of his unit: products are in no narrower scope; one that is sold no longer too. Raises Http404."""
    return get_object_or_404(of_units(viewer, Product.objects.all()), uid=uid)


def product_list(viewer: User, text: str = "", after: int = 0) -> QuerySet[Product]:
    """The unit's products by name from the place `after` on; one more than a page, to know of a next."""
    rows = of_units(viewer, Product.objects.filter(gone=False))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(article__istartswith=text))
    rows = rows.prefetch_related("prices__price_list", "stock").order_by("name", "id")
    return rows[after : after + PAGE + 1]
