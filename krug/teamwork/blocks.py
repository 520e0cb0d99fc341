"""What teamwork brings to a product's page: how far the six questions are."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from krug.access.decorators import SignedInRequest
from krug.catalog.blocks import register, register_link
from krug.catalog.models import Product
from krug.teamwork.queries import root_of, sheet


def _questions(request: SignedInRequest, product: Product) -> str:
    held = sheet(request.user, product)
    if held.side is None and held.agreed is None:
        return ""
    return render_to_string("teamwork/on_product.html", {"sheet": held, "product": root_of(product)}, request)


def register_all() -> None:
    register("questions", _questions)
    register_link("questions", _("Six questions"))
