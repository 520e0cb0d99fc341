"""What CommerceML elements mean to Krug. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from krug.accounts.data import PaperData
from krug.catalog.data import PriceListData, ProductData
from krug.customers import numbers
from krug.integrations.onec.reading import child, children, currency, day, facts, name, number, text

CENT = Decimal("0.01")
KINDS = {
    "Отпуск товара": "invoice",
    "Возврат товара": "credit",
    "Выплата безналичных денег": "payment",
    "Выплата наличных денег": "payment",
}
ORDER = "Заказ товара"


@dataclass(frozen=True, slots=True)
class Customer:
    """`official`: a company or an entrepreneur; else a person, by first and last name."""

    external_id: str
    name: str
    official: bool
    last_name: str
    first_name: str
    middle_name: str
    tax_number: str
    tax_reason: str
    state_number: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    customer: Customer
    papers: list[PaperData]


def product(element: etree._Element, groups: dict[str, str]) -> ProductData | None:
    external_id = text(element, "Ид")
    if not external_id or len(external_id) > 160:
        return None
    gone = element.get("Статус") == "Удален" or text(element, "ПометкаУдаления") == "true"
    return ProductData(
        external_id=external_id,
        name=text(element, "Наименование") or None,
        article=text(element, "Артикул"),
        measure=_measure(element),
        group=groups.get(text(element, "Группы", "Ид"), ""),
        gone=gone or text(element, "Статус") == "Удален",
    )


def offer(element: etree._Element) -> ProductData | None:
    """Prices and stock; «product#option» is an option of the product."""
    external_id = text(element, "Ид")
    if not external_id or len(external_id) > 160:
        return None
    parent, option, _rest = external_id.partition("#")
    prices = {}
    for price in children(element, "Цены", "Цена"):
        amount = number(text(price, "ЦенаЗаЕдиницу"))
        if amount is not None and amount >= 0:
            prices[text(price, "ИдТипаЦены")] = (amount.quantize(CENT), currency(text(price, "Валюта")))
    return ProductData(
        external_id=external_id,
        parent=parent if option else "",
        name=text(element, "Наименование") or None,
        article=text(element, "Артикул") or None,
        measure=_measure(element) or None,
        prices=prices,
        stock=_stock(element),
    )


def _measure(element: etree._Element) -> str:
    base = child(element, "БазоваяЕдиница")
    if base is None:
        return ""
    return text(base) or base.get("НаименованиеКраткое", "") or base.get("НаименованиеПолное", "")


def _stock(element: etree._Element) -> dict[str, Decimal]:
    told = [
        (one.get("ИдСклада", ""), one.get("КоличествоНаСкладе", "")) for one in children(element, "Склад")
    ]
    told += [
        (text(one, "Склад", "Ид"), text(one, "Склад", "Количество"))
        for one in children(element, "Остатки", "Остаток")
    ]
    told.append(("", text(element, "Количество") or text(element, "Остатки", "Остаток", "Количество")))
    found = {id: number(amount) for id, amount in told}
    return {id: amount.quantize(Decimal("0.001")) for id, amount in found.items() if amount is not None}


def price_list(element: etree._Element) -> PriceListData | None:
    external_id = text(element, "Ид")
    if not external_id:
        return None
    return PriceListData(
        external_id=external_id[:160],
        name=text(element, "Наименование") or external_id,
        currency=currency(text(element, "Валюта")),
    )


def customer(element: etree._Element) -> Customer | None:
    """None: it has no id, or no name to make a card with."""
    external_id = text(element, "Ид")
    company = text(element, "ОфициальноеНаименование")
    tax_number = text(element, "ИНН")
    last, first = text(element, "Фамилия"), text(element, "Имя")
    official = bool(company or (tax_number and not last))
    called = company or text(element, "ПолноеНаименование") or text(element, "Наименование")
    if not external_id or len(external_id) > 160 or not (called or last):
        return None
    return Customer(
        external_id=external_id,
        name=(text(element, "Наименование") or called)[:200],
        official=official,
        last_name=(last or called)[:80],
        first_name=first[:80] if last else "",
        middle_name=text(element, "Отчество")[:80] if last else "",
        tax_number=numbers.any_tax_number(tax_number) or "",
        tax_reason=numbers.tax_reason(text(element, "КПП")) or "",
        state_number=numbers.state_number(text(element, "ОГРН")) or "",
    )


def document(element: etree._Element) -> Document | None:
    """None: it says nothing about money between us and a customer known by name.

    An order is no debt yet: only one that is paid counts, as billed and paid at once.
    """
    about = facts(element)
    made, amount = day(text(element, "Дата")), number(text(element, "Сумма"))
    external_id = text(element, "Ид")
    buyer = _buyer(element)
    if not (external_id and made and amount and amount > 0 and buyer) or len(external_id) > 150:
        return None
    kind = KINDS.get(text(element, "ХозОперация"), "")
    paid = about.get("Заказ оплачен") == "true" or bool(about.get("Дата оплаты"))
    if not kind and not (text(element, "ХозОперация") == ORDER and paid):
        return None
    cancelled = about.get("Отменен") == "true" or about.get("ПометкаУдаления") == "true"
    paper = PaperData(
        external_id=external_id,
        account=buyer.external_id,
        kind=kind or "invoice",
        day=made,
        due=day(text(element, "СрокПлатежа")),
        amount=amount.quantize(CENT),
        currency=currency(text(element, "Валюта")),
        number=text(element, "Номер")[:60],
        cancelled=cancelled,
    )
    return Document(buyer, [paper] if kind else [paper, _payment(paper)])


def _payment(order: PaperData) -> PaperData:
    return PaperData(
        external_id=f"{order.external_id}#paid",
        account=order.account,
        kind="payment",
        day=order.day,
        amount=order.amount,
        currency=order.currency,
        number=order.number,
        settles=order.external_id,
        cancelled=order.cancelled,
    )


def _buyer(element: etree._Element) -> Customer | None:
    sides = children(element, "Контрагенты", "Контрагент")
    buyers = [one for one in sides if text(one, "Роль") in ("Покупатель", "Плательщик")] or sides
    return customer(buyers[0]) if buyers else None


def group_of(element: etree._Element) -> tuple[str, str]:
    """(id, name); of a group inside another its own."""
    assert name(element) == "Группа"
    return text(element, "Ид"), text(element, "Наименование")[:200]
