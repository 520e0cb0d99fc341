"""Another system tells what there is to sell: the same again changes nothing."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from krug.access import audit
from krug.access.errors import NotAllowed
from krug.access.models import Unit, User
from krug.access.rules import Permission, may
from krug.catalog.data import PriceListData, ProductData
from krug.catalog.models import Price, PriceList, Product, Stock
from krug.site.bulk import chunks

CHUNK = 400
PLAIN = ("name", "article", "measure", "group", "gone")
LONGEST = {"name": 300, "article": 100, "measure": 30, "group": 200}


@transaction.atomic
def put_price_lists(author: User, source: str, given: Sequence[PriceListData]) -> int:
    """How many are new or changed."""
    unit = _unit_of(author)
    made = 0
    for one in given:
        wanted = {"name": one.name[:200], "currency": one.currency}
        held, new = PriceList.objects.get_or_create(
            unit_id=unit, source=source, external_id=one.external_id, defaults=wanted
        )
        if new or any(getattr(held, name) != value for name, value in wanted.items()):
            PriceList.objects.filter(pk=held.pk).update(**wanted)
            made += 1
    return made


@transaction.atomic
def put_products(author: User, source: str, given: Sequence[ProductData]) -> int:
    """How many products are new or changed. A price in a list that nobody told of is passed over."""
    unit = _unit_of(author)
    wanted = {one.external_id: one for one in given}
    known = _known(unit, source, {*wanted, *(one.parent for one in given if one.parent)})
    fresh = [
        Product(unit_id=unit, source=source, external_id=id, name=one.name or id)
        for id, one in wanted.items()
        if id not in known
    ]
    Product.objects.bulk_create(fresh, batch_size=CHUNK)
    known |= {one.external_id: one for one in fresh}
    changed = [known[id] for id, one in wanted.items() if _fill(known[id], one, known)]
    Product.objects.bulk_update(changed, [*PLAIN, "parent"], batch_size=CHUNK)
    _put_prices(unit, source, wanted.values(), known)
    _put_stock(wanted.values(), known)
    touched = {one.pk for one in (*fresh, *changed)}
    if touched:
        audit.record(author, "put_products", "unit", unit, after={"source": source, "products": len(touched)})
    return len(touched)


def _unit_of(author: User) -> int:
    if not may(author, Permission.EXCHANGE) or author.unit_id is None:
        raise NotAllowed
    # Two tellings at once wait for one another: both would make the same rows.
    return int(Unit.objects.select_for_update().get(pk=author.unit_id).pk)


def _known(unit: int, source: str, ids: Collection[str]) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for some in chunks(ids, CHUNK):
        rows = Product.objects.filter(unit=unit, source=source, external_id__in=some)
        found |= {row.external_id: row for row in rows}
    return found


def _fill(held: Product, told: ProductData, known: dict[str, Product]) -> bool:
    before = [getattr(held, name) for name in (*PLAIN, "parent_id")]
    for name in PLAIN:
        value = getattr(told, name)
        if value is not None:
            setattr(held, name, value[: LONGEST[name]] if name in LONGEST else value)
    if told.parent in known:
        held.parent = known[told.parent]
    return before != [getattr(held, name) for name in (*PLAIN, "parent_id")]


def _put_prices(unit: int, source: str, given: Collection[ProductData], known: dict[str, Product]) -> None:
    lists = dict(PriceList.objects.filter(unit=unit, source=source).values_list("external_id", "id"))
    rows = [
        Price(product=known[one.external_id], price_list_id=lists[id], amount=amount, currency=currency)
        for one in given
        for id, (amount, currency) in one.prices.items()
        if id in lists
    ]
    _upsert(Price, rows, ["product", "price_list"], ["amount", "currency"])


def _put_stock(given: Collection[ProductData], known: dict[str, Product]) -> None:
    rows = [
        Stock(product=known[one.external_id], warehouse=id[:160], quantity=quantity)
        for one in given
        for id, quantity in one.stock.items()
    ]
    _upsert(Stock, rows, ["product", "warehouse"], ["quantity"])


def _upsert(model: Any, rows: Sequence[Any], key: list[str], values: list[str]) -> None:
    model._default_manager.bulk_create(
        rows, batch_size=CHUNK, update_conflicts=True, unique_fields=key, update_fields=values
    )
