"""Purchases and refunds of a till or a catalogue, days late, into the stories of those who bought."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from krug.access.rules import Permission
from krug.customers.actions import Together, ensure_identities, stitch_many
from krug.customers.stitching.kinds import Evidence, clean
from krug.integrations.files.cells import moment, money
from krug.integrations.files.kinds import Kind, Outcome, Row
from krug.integrations.models import Receipt, TableFile
from krug.site.clock import micros
from krug.touches.actions import append
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb

WHO = ("loyalty", "phone", "email")
"""The columns that say who bought, the surest first."""
_BACK = ("возврат", "refund", "return")


@dataclass(slots=True)
class Told:
    """One receipt: its rows put together."""

    lines: list[int]
    number: str
    refund: bool
    at: datetime
    pairs: list[tuple[str, str]]
    amount: Decimal
    currency: str
    items: int

    def digest(self) -> bytes:
        parts = (self.at.isoformat(), *self.pairs, self.amount, self.currency, self.items)
        return hashlib.sha256("\n".join(map(str, parts)).encode()).digest()


class _Wrong(Exception):
    pass


def take(held: TableFile, rows: Sequence[Row]) -> Outcome:
    """Rows of one receipt stand one after another; a receipt with a wrong row is left out whole.

    A refund may have the number of what it takes back: it is a receipt of its own.
    """
    outcome, every = Outcome(), dict[tuple[str, bool], Told]()
    for group in _receipts(rows):
        lines = [row.line for row in group]
        try:
            told = _understood(group, held.unit_id)
        except _Wrong as wrong:
            outcome.left |= dict.fromkeys(lines, str(wrong))
            continue
        if (told.number, told.refund) in every:
            outcome.left |= dict.fromkeys(lines, _apart())
            continue
        every[told.number, told.refund] = told
    _write(held, every, outcome)
    return outcome


def _apart() -> str:
    return _("Rows of this receipt stand apart in the file: sort it by receipt and send it again.")


def _receipts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    for (number, _back), group in groupby(rows, lambda row: (row.get("receipt"), _says_back(row))):
        some = list(group)
        # Rows without a number are receipts of their own: each is told what it lacks.
        yield from [some] if number else [[row] for row in some]


def _understood(group: Sequence[Row], unit: int) -> Told:
    number = group[0].get("receipt")
    if not 0 < len(number) <= 120:
        raise _Wrong(_("The receipt has no number, or one of more than 120 characters."))
    first = next((row for row in group if row.get("date")), group[0])
    at = moment(first.get("date"), first.get("time"), timezone.get_current_timezone())
    if at is None:
        raise _Wrong(_("«%(value)s» is no date.") % {"value": first.get("date")})
    if at > timezone.now():
        raise _Wrong(_("«%(value)s» is in the future.") % {"value": first.get("date")})
    sums = [_sum(row) for row in group]
    total = sum(sums, Decimal(0))
    return Told(
        lines=[row.line for row in group],
        number=number,
        refund=total < 0 or _says_back(group[0]),
        at=at,
        pairs=_pairs(group, unit),
        amount=abs(total),
        currency=_currency(group),
        items=sum(bool(row.get("goods")) for row in group),
    )


def _says_back(row: Row) -> bool:
    said = row.get("operation").casefold()
    return any(word in said for word in _BACK)


def _sum(row: Row) -> Decimal:
    found = money(row.get("amount"))
    if found is None:
        raise _Wrong(_("«%(value)s» is no sum.") % {"value": row.get("amount")})
    return found


def _currency(group: Sequence[Row]) -> str:
    said = next((row.get("currency").upper() for row in group if row.get("currency")), "RUB")
    said = {"РУБ": "RUB", "РУБ.": "RUB", "₽": "RUB", "RUR": "RUB", "$": "USD", "€": "EUR"}.get(said, said)
    if not (len(said) == 3 and said.isascii() and said.isalpha()):
        raise _Wrong(_("«%(value)s» is no currency: three letters are expected.") % {"value": said})
    return said


def _pairs(group: Sequence[Row], unit: int) -> list[tuple[str, str]]:
    """Who bought, as identities. Tills number their cards from one: a card of one unit is not another's."""
    found: list[tuple[str, str]] = []
    for kind in WHO:
        written = next((row.get(kind) for row in group if row.get(kind)), "")
        if not written:
            continue
        value = clean(kind, f"{unit}/{written}" if kind == "loyalty" else written)
        if value is None:
            raise _Wrong(
                _("«%(value)s»: no such %(kind)s can be.") % {"value": written, "kind": FIELDS[kind]}
            )
        found.append((kind, value))
    if not found:
        raise _Wrong(_("Nothing says who bought: no card, no phone, no e-mail."))
    return found


def _write(held: TableFile, every: dict[tuple[str, bool], Told], outcome: Outcome) -> None:
    numbers = {number for number, _refund in every}
    rows = Receipt.objects.filter(unit=held.unit_id, source=held.source, number__in=numbers)
    there = {(row.number, row.refund): row for row in rows}
    fresh: list[tuple[Told, UUID | None]] = []
    for key, told in every.items():
        known = there.get(key)
        if known is not None and bytes(known.digest) == told.digest():
            outcome.known += 1
        elif known is not None and known.file_id == held.pk and not held.finished_at:
            outcome.left |= dict.fromkeys(told.lines, _apart())
        else:
            fresh.append((told, known.touch if known else None))
    if fresh:
        _tell(held, fresh, there)
    outcome.taken += len(fresh)


def _tell(
    held: TableFile, fresh: Sequence[tuple[Told, UUID | None]], there: dict[tuple[str, bool], Receipt]
) -> None:
    ids = ensure_identities([told.pairs[0] for told, _before in fresh])
    touches, made, changed = list[Touch](), list[Receipt](), list[Receipt]()
    for told, before in fresh:
        row = there.get((told.number, told.refund)) or Receipt(
            unit_id=held.unit_id, source=held.source, number=told.number, refund=told.refund, tellings=0
        )
        row.tellings += 1
        touch = _touch(held, told, ids[told.pairs[0]], row.tellings, before)
        row.touch, row.digest, row.file = touch.id, told.digest(), held
        touches.append(touch)
        (changed if row.pk else made).append(row)
    append(touches, f"source:file-{held.unit_id}-{held.source}")
    Receipt.objects.bulk_create(made)
    Receipt.objects.bulk_update(changed, ["touch", "digest", "file", "tellings"])
    seen = [_together(held, told, before) for told, before in fresh if len(told.pairs) > 1]
    if seen:
        stitch_many(held.author, seen)


def _touch(held: TableFile, told: Told, identity: int, telling: int, before: UUID | None) -> Touch:
    """What is told otherwise than before replaces what was told."""
    at = micros(told.at)
    return Touch(
        id=stable_id(at, held.unit_id, held.source, told.number, told.refund, telling),
        at=at,
        identity=identity,
        channel=Channel.SHOP,
        direction=Direction.IN,
        verb=Verb.REFUNDED if told.refund else Verb.PURCHASED,
        object_kind="order",
        object_id=f"{held.source}:{told.number}",
        amount=told.amount,
        currency=told.currency,
        replaces=before,
        data={"number": told.number} | ({"items": told.items} if told.items and not told.refund else {}),
    )


def _together(held: TableFile, told: Told, before: UUID | None) -> Together:
    at = micros(told.at)
    uid = stable_id(at, held.unit_id, held.source, told.number, before, *told.pairs)
    return Together(Evidence.TILL, at, told.pairs, uid)


FIELDS = {
    "receipt": gettext_lazy("Receipt or order number"),
    "date": gettext_lazy("Date"),
    "time": gettext_lazy("Time"),
    "loyalty": gettext_lazy("Loyalty card"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "goods": gettext_lazy("Goods"),
    "amount": gettext_lazy("Sum"),
    "currency": gettext_lazy("Currency"),
    "operation": gettext_lazy("Sale or refund"),
}
KIND = Kind(
    fields=FIELDS,
    headings={
        "receipt": "чек|номер чека|чек номер|заказ|номер заказа|документ|receipt|receipt number|order|"
        "order number|order id|invoice",
        "date": "дата|дата и время|дата чека|дата заказа|дата продажи|date|datetime|order date|day",
        "time": "время|время чека|time",
        "loyalty": "карта|номер карты|карта лояльности|бонусная карта|дисконтная карта|loyalty|loyalty card|"
        "card|card number",
        "phone": "телефон|тел|номер телефона|phone|mobile|phone number",
        "email": "почта|эл почта|электронная почта|e mail|email|mail",
        "goods": "товар|наименование|номенклатура|артикул|товары|goods|item|product|sku|name",
        "amount": "сумма|итого|стоимость|оплачено|amount|sum|total|price",
        "currency": "валюта|currency",
        "operation": "операция|вид операции|тип|вид|operation|type|kind",
    },
    needed=(("receipt",), ("date",), ("amount",), WHO),
    permission=Permission.IMPORT,
    take=take,
    together="receipt",
)
