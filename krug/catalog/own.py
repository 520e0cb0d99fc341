"""Products have own fields: how krug.fields reaches them."""

from collections.abc import Collection
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission
from krug.access.scopes import of_units
from krug.catalog.models import Product
from krug.fields.kinds import Kind, Row, register


def _product(viewer: User, uid: UUID) -> Row:
    """Of whoever is of its unit: products are in no narrower scope."""
    product = get_object_or_404(of_units(viewer, Product.objects.all()), uid=uid)
    return Row(product.pk, product.uid, product.unit_id, [product.pk])


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
