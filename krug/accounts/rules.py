"""What papers come to. Pure: no queries, no clock."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from krug.accounts.data import AccountData, PaperData
from krug.customers.errors import FieldError
from krug.customers.numbers import any_tax_number

ZERO = Decimal(0)
AGES = (30, 60, 90)
"""Last days of the ages of a debt; older ones are together."""
MOST = Decimal(10) ** 15
CURRENCY = re.compile(r"[A-Z]{3}").fullmatch
SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,29}").fullmatch
KINDS = frozenset({"invoice", "payment", "credit"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as far as counting goes."""

    external_id: str
    account: int
    kind: str
    day: date
    due: date | None
    amount: Decimal
    currency: str
    settles: str


@dataclass(slots=True)
class Bill:
    """An invoice with what is left to pay of it."""

    entry: Entry
    left: Decimal

    @property
    def due(self) -> date:
        return self.entry.due or self.entry.day


@dataclass(slots=True)
class Debt:
    """Of one currency. `total` below zero: the customer has paid in advance. `ages`: overdue sums by AGES."""

    currency: str
    total: Decimal = ZERO
    overdue: Decimal = ZERO
    ages: list[Decimal] = field(default_factory=lambda: [ZERO] * (len(AGES) + 1))


def settled(entries: Iterable[Entry]) -> list[Bill]:
    """Every invoice with what is left of it, the oldest due first.

    A payment goes to the invoice it names, what is over to the oldest due of its account and currency.
    """
    entries = list(entries)
    bills = sorted((Bill(one, one.amount) for one in entries if one.kind == "invoice"), key=_age)
    by_id = {bill.entry.external_id: bill for bill in bills}
    loose: dict[tuple[int, str], Decimal] = {}
    for one in entries:
        if one.kind != "invoice":
            key = one.account, one.currency
            named = by_id.get(one.settles)
            fits = named is not None and (named.entry.account, named.entry.currency) == key
            loose[key] = loose.get(key, ZERO) + (_pay(named, one.amount) if named and fits else one.amount)
    for bill in bills:
        key = bill.entry.account, bill.entry.currency
        loose[key] = _pay(bill, loose.get(key, ZERO))
    return bills


def _age(bill: Bill) -> tuple[date, date, str]:
    return bill.due, bill.entry.day, bill.entry.external_id


def _pay(bill: Bill, amount: Decimal) -> Decimal:
    """What is over."""
    used = min(bill.left, amount)
    bill.left -= used
    return amount - used


def debts(entries: Sequence[Entry], today: date) -> list[Debt]:
    """What the papers come to on that day, by currency."""
    found = {currency: Debt(currency) for currency in sorted({one.currency for one in entries})}
    for one in entries:
        found[one.currency].total += one.amount if one.kind == "invoice" else -one.amount
    for bill in settled(entries):
        late = (today - bill.due).days
        if bill.left and late > 0:
            debt = found[bill.entry.currency]
            debt.overdue += bill.left
            debt.ages[age(late)] += bill.left
    return list(found.values())


def age(days: int) -> int:
    """1–30 → 0, 31–60 → 1, 61–90 → 2, more → 3."""
    return sum(days > last for last in AGES)


def wrong_accounts(rows: Sequence[AccountData]) -> Iterator[FieldError]:
    for number, row in enumerate(rows, 1):
        yield from _wrong_id(row, number)
        yield from _wrong_currency(row, number)
        if row.tax_number and any_tax_number(row.tax_number) != row.tax_number:
            yield FieldError(
                "tax_number",
                row.tax_number,
                "wrong_tax_number",
                _("This is no tax number: its digits or their check do not fit."),
                number,
            )
        if row.credit_limit is not None and not _sum(row.credit_limit, ZERO):
            yield FieldError(
                "credit_limit",
                str(row.credit_limit),
                "wrong_sum",
                _("A sum of at most two decimals is expected."),
                number,
            )
        if row.organisation and row.person:
            yield FieldError(
                "person", row.person, "two_customers", _("An account is of one customer."), number
            )


def wrong_papers(rows: Sequence[PaperData]) -> Iterator[FieldError]:
    for number, row in enumerate(rows, 1):
        yield from _wrong_id(row, number)
        if row.kind not in KINDS:
            yield FieldError(
                "kind",
                row.kind,
                "wrong_kind",
                _("One of these is expected: invoice, payment, credit."),
                number,
            )
        yield from _wrong_currency(row, number)
        if not _sum(row.amount, Decimal("0.01")):
            yield FieldError(
                "amount",
                str(row.amount),
                "wrong_sum",
                _("A sum of at most two decimals is expected."),
                number,
            )


def _wrong_id(row: AccountData | PaperData, number: int) -> Iterator[FieldError]:
    if not 0 < len(row.external_id) <= 160:
        yield FieldError(
            "external_id", row.external_id, "wrong_id", _("An id has 1 to 160 characters."), number
        )


def _wrong_currency(row: AccountData | PaperData, number: int) -> Iterator[FieldError]:
    if not CURRENCY(row.currency):
        yield FieldError(
            "currency",
            row.currency,
            "wrong_currency",
            _("Three letters of ISO 4217 are expected."),
            number,
        )


def _sum(value: Decimal, least: Decimal) -> bool:
    return value.is_finite() and least <= value < MOST and value == value.quantize(Decimal("0.01"))
