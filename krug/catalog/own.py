"""Products have own fields: how krug.fields reaches them."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission
from krug.catalog.models import Product
from krug.catalog.queries import reach_product
from krug.fields.kinds import Kind, Row, register


def product_row(product: Product) -> Row:
    return Row(product.pk, product.uid, product.unit_id, [product.pk])


def _product(viewer: User, uid: UUID) -> Row:
    return product_row(reach_product(viewer, uid))


def _units(rows: Collection[int]) -> dict[int, int]:
    return dict(Product.objects.filter(pk__in=rows).values_list("id", "unit"))


def _edited(rows: Collection[int]) -> None:
    """A product has no version: the accounting system writes it, nobody here."""


def register_all() -> None:
    register(
        Kind(
            "product",
            _("Products"),
            Permission.SEE_CUSTOMERS,
            Permission.EDIT_PRODUCTS,
            _product,
            _units,
            _edited,
        )
    )
