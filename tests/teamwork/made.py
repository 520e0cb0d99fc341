"""What the tests of teamwork need to exist."""

from krug.catalog.actions import put_products
from krug.catalog.data import ProductData
from krug.catalog.models import Product
from krug.teamwork.actions import propose, sign
from krug.teamwork.models import Agreement
from krug.teamwork.words import Question
from tests.cast import Cast

TEXTS = {one.value: f"On {one.value}" for one in Question}


def product_of(cast: Cast, id: str = "tea", parent: str = "") -> Product:
    put_products(cast.integrator, "erp", [ProductData(external_id=id, name=id.title(), parent=parent)])
    return Product.objects.get(external_id=id)


def agreed(cast: Cast, product: Product) -> Agreement:
    return sign(cast.nina, propose(cast.marketer, product, TEXTS))
