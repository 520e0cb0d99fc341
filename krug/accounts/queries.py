"""What a customer owes, and how old the answer is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import starmap
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from krug.access.models import User
from krug.accounts.models import Account, Paper
from krug.accounts.rules import Debt, Entry, debts, settled
from krug.customers.models import Organisation, Person
from krug.customers.queries import reach_person
from krug.customers.queries.identity import group_of
from krug.customers.queries.organisations import cards_of, numbered, reach_organisation, standing_for

SHOWN = 10
_ENTRY = ("external_id", "account_id", "kind", "day", "due", "amount", "currency", "settles")


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be owed. `over`: by how much it is exceeded, or None."""

    amount: Decimal
    currency: str
    over: Decimal | None


@dataclass(frozen=True, slots=True)
class OpenBill:
    number: str
    day: date
    due: date
    amount: Decimal
    left: Decimal
    currency: str
    late: int
    """Days."""


@dataclass(frozen=True, slots=True)
class Balance:
    """`as_of`: the oldest of its accounts; `bills`: the first that are open, the oldest due first."""

    debts: list[Debt]
    limits: list[Limit]
    stopped: bool
    as_of: datetime
    sources: list[str]
    bills: list[OpenBill]
    open_bills: int


def reach_customer(viewer: User, kind: str, uid: UUID) -> Organisation | Person:
    """Http404 for outsiders."""
    if kind == "person":
        return reach_person(viewer, uid)
    if kind == "organisation":
        return reach_organisation(viewer, uid)
    raise Http404


def balance_of(customer: Organisation | Person, today: date | None = None) -> Balance | None:
    """None: no accounting system knows the customer. A survivor's is of all merged into him."""
    today = today or timezone.localdate()
    accounts = list(_accounts_of(customer))
    if not accounts:
        return None
    papers = Paper.objects.filter(account__in=[one.pk for one in accounts], cancelled=False)
    rows = list(papers.order_by("day", "id").values_list(*_ENTRY, "number"))
    entries = list(starmap(Entry, (row[:-1] for row in rows)))
    numbers = {row[0]: row[-1] for row in rows}
    owed = debts(entries, today)
    bills = [
        OpenBill(
            numbers[bill.entry.external_id],
            bill.entry.day,
            bill.due,
            bill.entry.amount,
            bill.left,
            bill.entry.currency,
            max(0, (today - bill.due).days),
        )
        for bill in settled(entries)
        if bill.left
    ]
    return Balance(
        debts=owed,
        limits=_limits(accounts, owed),
        stopped=any(one.stopped for one in accounts),
        as_of=min(one.as_of for one in accounts),
        sources=sorted({one.source for one in accounts}),
        bills=bills[:SHOWN],
        open_bills=len(bills),
    )


def _accounts_of(customer: Organisation | Person) -> Collection[Account]:
    if isinstance(customer, Organisation):
        return Account.objects.filter(organisation__in=cards_of(customer.pk))
    return Account.objects.filter(person__in=group_of(customer))


def _limits(accounts: Collection[Account], owed: Collection[Debt]) -> list[Limit]:
    limits: dict[str, Decimal] = {}
    for one in accounts:
        if one.credit_limit is not None:
            limits[one.currency] = limits.get(one.currency, Decimal(0)) + one.credit_limit
    totals = {debt.currency: debt.total for debt in owed}
    return [
        Limit(amount, currency, over if (over := totals.get(currency, Decimal(0)) - amount) > 0 else None)
        for currency, amount in sorted(limits.items())
    ]


def by_tax_number(unit: int | None, number: str, reason: str = "") -> int | None:
    """The organisation of that tax number, where there is exactly one. A branch has its own reason (KPP)."""
    if not number:
        return None
    rows = Account.objects.filter(unit=unit, tax_number=number, organisation__isnull=False)
    reasons: dict[int, set[str]] = {}
    told = list(rows.values_list("organisation", "tax_reason"))
    stands = standing_for([organisation for organisation, _ in told if organisation])
    for organisation, known in told:
        reasons.setdefault(stands.get(organisation or 0, 0), set()).update({known} - {""})
    for card, own in numbered(unit, number).items():
        reasons.setdefault(card, set()).update(own)
    owners = [one for one, known in reasons.items() if not (reason and known) or reason in known]
    return owners[0] if len(owners) == 1 else None


def entry_of(paper: Paper) -> Entry:
    return Entry(*(getattr(paper, name) for name in _ENTRY))


def known_accounts(unit: int, source: str, ids: Collection[str]) -> set[str]:
    """Of these external ids those that are known."""
    rows = Account.objects.filter(unit=unit, source=source, external_id__in=list(ids))
    return set(rows.values_list("external_id", flat=True))
