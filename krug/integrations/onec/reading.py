"""A CommerceML file, element by element: never whole in memory, nothing outside of it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from krug.access.errors import KrugError

WHOLE = {
    ("Каталог", "Товары", "Товар"): "product",
    ("ПакетПредложений", "Предложения", "Предложение"): "offer",
    ("ПакетПредложений", "ТипыЦен", "ТипЦены"): "price_list",
    ("Классификатор", "ТипыЦен", "ТипЦены"): "price_list",
    ("Контрагенты", "Контрагент"): "customer",
    ("Документ",): "document",
    ("Контейнер", "Документ"): "document",
}
ROOT = "КоммерческаяИнформация"
CURRENCIES = {"РУБ": "RUB", "RUR": "RUB", "РУБ.": "RUB", "643": "RUB", "840": "USD", "978": "EUR"}


class Unreadable(KrugError):
    code = "exchange_unreadable"


@dataclass(frozen=True, slots=True)
class Item:
    """`kind`: one of WHOLE, or group (of the classifier, with the element's own name and id)."""

    kind: str
    element: etree._Element


def items(path: Path) -> Iterator[Item]:
    """Raises Unreadable. An element is good until the next one is asked for."""
    steps: list[str] = []
    parser = etree.iterparse(
        str(path),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in parser:
            if event == "start":
                if not steps:
                    _check_root(element)
                steps.append(name(element))
                continue
            kind = WHOLE.get(tuple(steps[1:])) or _group(steps)
            steps.pop()
            if kind:
                yield Item(kind, element)
            # What is not in a whole that is still to come is not needed any more.
            if kind or not _inside(steps):
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"XML: {error}") from None


def _check_root(element: etree._Element) -> None:
    # Entities and outside files are declared there, and no file of 1C has one.
    if element.getroottree().docinfo.doctype:
        raise Unreadable("XML: DOCTYPE")
    if name(element) not in (ROOT, "Классификатор"):
        raise Unreadable(f"XML: <{name(element)}>, <{ROOT}> is expected")


def _group(steps: list[str]) -> str:
    return "group" if steps[-1] == "Группа" and "Группы" in steps and "Классификатор" in steps else ""


def _inside(steps: list[str]) -> bool:
    below = steps[1:]
    return "Группа" in below or any(tuple(below[: len(whole)]) == whole for whole in WHOLE)


def _forget(element: etree._Element) -> None:
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]


def name(element: etree._Element) -> str:
    """Without a namespace: one half of the world's files has one."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for step in path:
        if element is None:
            return None
        element = next((one for one in element if name(one) == step), None)
    return element


def children(element: etree._Element | None, *path: str) -> list[etree._Element]:
    """All of the last step's name below the others."""
    above = child(element, *path[:-1])
    return [] if above is None else [one for one in above if name(one) == path[-1]]


def text(element: etree._Element | None, *path: str) -> str:
    found = child(element, *path)
    return "" if found is None else " ".join((found.text or "").split())


def number(written: str) -> Decimal | None:
    try:
        found = Decimal(written.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**14 else None


def currency(written: str) -> str:
    word = CURRENCIES.get(written.strip().upper(), written.strip().upper())
    return word if len(word) == 3 and word.isascii() and word.isalpha() else "RUB"


def day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def facts(element: etree._Element) -> dict[str, str]:
    """ЗначенияРеквизитов: name → value."""
    rows = children(element, "ЗначенияРеквизитов", "ЗначениеРеквизита")
    return {text(one, "Наименование"): text(one, "Значение") for one in rows}
