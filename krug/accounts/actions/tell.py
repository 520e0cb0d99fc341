"""An invoice paid in full is a purchase: it joins the customer's story, on the day of the invoice."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal

from django.utils import timezone

from krug.accounts.models import Account, Paper
from krug.accounts.queries import entry_of
from krug.accounts.rules import settled
from krug.customers.actions import ensure_identities
from krug.customers.queries import card_identity
from krug.site.clock import micros
from krug.touches.actions import append, retract
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb

Told = list[tuple[Paper, Touch]]


def tell(accounts: Collection[int], again: Collection[int] = ()) -> None:
    """Makes the log agree with what is paid: tells what was not told, takes back what is paid no longer.

    `again`: papers that are not what was told of them.
    """
    papers = Paper.objects.filter(account__in=accounts).select_related("account", "account__person")
    by_account: dict[Account, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_account[paper.account].append(paper)
    told: dict[str, Told] = defaultdict(list)
    gone: dict[str, list[Paper]] = defaultdict(list)
    for account, held in by_account.items():
        paid = _paid(held)
        for paper in held:
            due = paid.get(paper.external_id)
            stands = paper.touch is not None and due == paper.told and paper.pk not in again
            if paper.touch is not None and not stands:
                gone[account.source].append(paper)
            if due is not None and not stands:
                told[account.source].append((paper, _touch(account, paper, due)))
    _write(told, gone)


def _paid(papers: list[Paper]) -> dict[str, Decimal]:
    bills = settled(entry_of(paper) for paper in papers if not paper.cancelled)
    return {bill.entry.external_id: bill.entry.amount for bill in bills if not bill.left}


def _touch(account: Account, paper: Paper, amount: Decimal) -> Touch:
    noon = micros(datetime.combine(paper.day, time(12), UTC))
    at = min(noon, micros(timezone.now()))
    return Touch(
        id=stable_id(at, account.uid, paper.external_id, paper.tellings),
        at=at,
        identity=_identity(account),
        organisation=account.organisation_id,
        channel=Channel.IMPORT,
        direction=Direction.IN,
        verb=Verb.PURCHASED,
        object_kind="order",
        object_id=f"{paper.source}:{paper.external_id}"[:160],
        amount=amount,
        currency=paper.currency,
        data={"number": paper.number} if paper.number else {},
    )


def _identity(account: Account) -> int:
    """A person's purchase is his card's; an organisation has no card in the log: its account is the key."""
    if account.person is not None:
        return card_identity(account.person)
    key = ("listener", f"account:{account.uid}")
    return ensure_identities([key])[key]


def _write(told: Mapping[str, Told], gone: Mapping[str, list[Paper]]) -> None:
    for source, papers in gone.items():
        retract([paper.touch for paper in papers if paper.touch], f"source:{source}", "accounting")
        for paper in papers:
            paper.touch = paper.told = None
            paper.save(update_fields=["touch", "told"])
    for source, pairs in told.items():
        append([touch for _paper, touch in pairs], f"source:{source}")
        for paper, touch in pairs:
            paper.touch, paper.told, paper.tellings = touch.id, touch.amount, paper.tellings + 1
            paper.save(update_fields=["touch", "told", "tellings"])
