"""The page of one product: what the accounting system tells of it, and the company's own fields."""

from decimal import Decimal

from django.urls import reverse

from krug.catalog.actions import put_price_lists, put_products
from krug.catalog.data import PriceListData, ProductData
from krug.catalog.models import Product
from krug.fields.actions import define_field, set_values
from krug.fields.data import FieldData
from tests.cast import Cast, client_of


def told(cast: Cast) -> Product:
    put_price_lists(cast.integrator, "erp", [PriceListData(external_id="r", name="Retail", currency="RUB")])
    tea = ProductData(
        external_id="t",
        name="Tea <b>",
        article="T-1",
        prices={"r": (Decimal("99.50"), "RUB")},
        stock={"North": Decimal(3), "South": Decimal(4)},
    )
    put_products(cast.integrator, "erp", [tea, ProductData(external_id="t2", name="Tea, big", parent="t")])
    return Product.objects.get(external_id="t")


def test_what_is_told_and_what_the_company_keeps_of_it(cast: Cast) -> None:
    tea = told(cast)
    define_field(cast.head, "product", FieldData(name="Shelf", type="text", unit=cast.pharma.unit.pk))
    set_values(cast.integrator, "product", tea.pk, {"shelf": "upper"})
    html = client_of(cast.rita).get(reverse("product", args=[tea.uid])).content.decode()
    for word in ("Tea &lt;b&gt;", "T-1", "Retail", "99", "North", "South", "Tea, big", "Shelf", "upper"):
        assert word in html
    big = Product.objects.get(external_id="t2")
    assert (
        reverse("product", args=[tea.uid])
        in client_of(cast.rita).get(reverse("product", args=[big.uid])).content.decode()
    )
    assert (
        reverse("product", args=[tea.uid]) in client_of(cast.rita).get(reverse("products")).content.decode()
    )


def test_another_unit_has_no_such_product(cast: Cast) -> None:
    tea = told(cast)
    assert client_of(cast.food_rep).get(reverse("product", args=[tea.uid])).status_code == 404
