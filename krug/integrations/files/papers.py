"""Invoices and payments of an accounting system as a table: what its exchange would have told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from krug.access.rules import Permission
from krug.access.scopes import only_seen
from krug.accounts.actions import put_balances
from krug.accounts.data import AccountData, PaperData
from krug.accounts.queries import known_accounts
from krug.customers import normal
from krug.customers.errors import Invalid
from krug.customers.models import Organisation
from krug.integrations.files.cells import day, money
from krug.integrations.files.kinds import Kind, Outcome, Row
from krug.integrations.models import TableFile

CUSTOMER = ("account", "tax_number", "customer")
_KINDS = {
    "invoice": ("счет", "счёт", "накладная", "реализация", "отгрузка", "упд", "начислено", "invoice", "bill"),
    "payment": ("оплата", "платеж", "платёж", "поступление", "payment", "paid"),
    "credit": ("возврат", "корректировка", "credit", "return", "refund"),
}


@dataclass(slots=True)
class Told:
    line: int
    account: AccountData
    paper: PaperData
    limited: bool


class _Wrong(Exception):
    pass


def take(held: TableFile, rows: Sequence[Row]) -> Outcome:
    """Each row by itself: what is wrong with one keeps no other from being taken."""
    outcome, told = Outcome(), list[Told]()
    for row in rows:
        try:
            told.append(_understood(row))
        except _Wrong as wrong:
            outcome.left[row.line] = str(wrong)
    told = _put_accounts(held, told, outcome)
    _put_papers(held, told, outcome)
    return outcome


def _understood(row: Row) -> Told:
    account = next((row.get(name) for name in CUSTOMER if row.get(name)), "")[:160]
    if not account:
        raise _Wrong(_("Nothing says whose it is: no account, no tax number, no name."))
    amount = money(row.get("amount"))
    if amount is None or not amount:
        raise _Wrong(_("«%(value)s» is no sum.") % {"value": row.get("amount")})
    kind = _kind(row.get("kind"), amount)
    of = day(row.get("date"))
    if of is None:
        raise _Wrong(_("«%(value)s» is no date.") % {"value": row.get("date")})
    due, number = day(row.get("due")), row.get("number")[:60]
    if row.get("due") and due is None:
        raise _Wrong(_("«%(value)s» is no date.") % {"value": row.get("due")})
    if not number and not row.get("id"):
        raise _Wrong(_("The paper has no number: told again, it could not be known again."))
    limit = money(row.get("limit"))
    tax = "".join(sign for sign in row.get("tax_number") if sign.isdigit())
    return Told(
        row.line,
        AccountData(
            external_id=account, tax_number=tax, tax_reason=row.get("tax_reason"), credit_limit=limit
        ),
        PaperData(
            external_id=(row.get("id") or f"{kind}:{account}:{number}:{of.isoformat()}")[:160],
            account=account,
            kind=kind,
            day=of,
            due=due,
            amount=abs(amount),
            currency=row.get("currency").upper() or "RUB",
            number=number,
            settles=row.get("settles"),
        ),
        limited=limit is not None,
    )


def _kind(said: str, amount: Decimal) -> str:
    text = said.casefold()
    for kind, words in _KINDS.items():
        if any(word in text for word in words):
            return kind
    if said:
        raise _Wrong(_("«%(value)s»: is it an invoice, a payment or a return?") % {"value": said})
    return "invoice" if amount > 0 else "payment"


def _put_accounts(held: TableFile, told: list[Told], outcome: Outcome) -> list[Told]:
    """Those whose customer is known now; the others are left with the reason."""
    known = known_accounts(held.unit_id, held.source, {one.account.external_id for one in told})
    new = {
        one.account.external_id: one for one in told if one.limited or one.account.external_id not in known
    }
    names = _named(held, [one.account.external_id for one in new.values() if not one.account.tax_number])
    wrong: dict[str, str] = {}
    for id, one in new.items():
        account = one.account
        if id not in known and id in names:
            account = AccountData(external_id=id, organisation=names[id], credit_limit=account.credit_limit)
        try:
            # One by one: of a file made by hand one unknown name is no reason to refuse the others.
            with transaction.atomic():
                put_balances(held.author, held.source, held.created_at, [account])
        except Invalid as invalid:
            wrong[id] = " ".join(str(error.message) for error in invalid.errors)
    outcome.left |= {
        one.line: f"{one.account.external_id}: {wrong[one.account.external_id]}"[:300]
        for one in told
        if one.account.external_id in wrong
    }
    return [one for one in told if one.account.external_id not in wrong]


def _named(held: TableFile, names: Sequence[str]) -> dict[str, int]:
    """Organisations that these names mean: where the author sees exactly one of that name."""
    sorts = {normal.sort_key(name): name for name in names}
    found: dict[str, list[int]] = {}
    rows = only_seen(held.author, Organisation.objects.filter(unit=held.unit_id, sort__in=sorts))
    for sort, id in rows.values_list("sort", "id"):
        found.setdefault(sorts[sort], []).append(id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _put_papers(held: TableFile, told: Sequence[Told], outcome: Outcome) -> None:
    while told:
        try:
            with transaction.atomic():
                done = put_balances(
                    held.author, held.source, held.created_at, papers=[one.paper for one in told]
                )
        except Invalid as invalid:
            wrong = {(error.row or 1) - 1: str(error.message) for error in invalid.errors}
            outcome.left |= {told[at].line: text for at, text in wrong.items()}
            told = [one for at, one in enumerate(told) if at not in wrong]
        else:
            outcome.taken += done.papers.new + done.papers.changed
            outcome.known += done.papers.same + done.papers.older
            return


FIELDS = {
    "account": gettext_lazy("Customer's number in the books"),
    "tax_number": gettext_lazy("Tax number (INN)"),
    "tax_reason": gettext_lazy("KPP"),
    "customer": gettext_lazy("Customer's name"),
    "kind": gettext_lazy("Invoice, payment or return"),
    "id": gettext_lazy("Id in the books"),
    "number": gettext_lazy("Number of the paper"),
    "date": gettext_lazy("Date"),
    "due": gettext_lazy("To be paid by"),
    "amount": gettext_lazy("Sum"),
    "currency": gettext_lazy("Currency"),
    "settles": gettext_lazy("Id of the invoice that is paid"),
    "limit": gettext_lazy("Credit limit"),
}
KIND = Kind(
    fields=FIELDS,
    headings={
        "account": "код контрагента|код клиента|лицевой счет|account|customer id|account id",
        "tax_number": "инн|инн контрагента|tax number|inn|vat",
        "tax_reason": "кпп|kpp",
        "customer": "контрагент|клиент|покупатель|организация|наименование|customer|client|company|name",
        "kind": "вид|вид документа|тип|документ|тип документа|kind|type|document",
        "id": "id|ид|уид|guid|external id",
        "number": "номер|номер документа|номер счета|number|no|invoice number",
        "date": "дата|дата документа|date|day",
        "due": "срок оплаты|оплатить до|срок|due|due date|pay by",
        "amount": "сумма|сумма документа|итого|amount|sum|total",
        "currency": "валюта|currency",
        "settles": "оплачивает|счет на оплату|settles|pays",
        "limit": "лимит|кредитный лимит|credit limit|limit",
    },
    needed=(CUSTOMER, ("date",), ("amount",)),
    permission=Permission.EXCHANGE,
    take=take,
)
