"""What pharmacies owe, as the accounting system of the demo company tells it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from krug.access.models import User
from krug.accounts.actions import put_balances
from krug.accounts.data import AccountData, PaperData
from krug.customers.models import Organisation
from krug.demo.story import SEED

SOURCE, DEBTORS = "demo-buh", 5
TERM = 30
"""Days to pay in."""


def make(head: User, now: datetime) -> None:
    """Most pay in time, some are late, a few so late that nothing is shipped to them."""
    random = Random(f"{SEED}/ledger/{now.date()}")  # noqa: S311
    kind = Organisation.Kind.PHARMACY
    pharmacies = list(Organisation.objects.filter(unit=head.unit_id, kind=kind).order_by("id"))
    chosen = random.sample(pharmacies, len(pharmacies) // DEBTORS)
    accounts = [_account(number, one) for number, one in enumerate(chosen)]
    papers = [
        paper
        for number, account in enumerate(accounts)
        for paper in _papers(random, number, account, now.date())
    ]
    put_balances(head, SOURCE, now, accounts, papers)


def _account(number: int, pharmacy: Organisation) -> AccountData:
    return AccountData(
        external_id=f"К-{number + 1:04d}",
        organisation=pharmacy.pk,
        credit_limit=Decimal(150_000 + number % 5 * 50_000),
        stopped=number % 15 == 0,
    )


def _papers(random: Random, number: int, account: AccountData, today: date) -> Iterator[PaperData]:
    late = 70 if account.stopped else (20 if number % 4 == 1 else 0)
    for order in range(random.randint(2, 5)):
        day = today - timedelta(days=12 + order * random.randint(18, 26) + (late if not order else 0))
        amount = Decimal(random.randint(18, 96) * 1_000)
        name = f"{account.external_id}-{order + 1}"
        bill = f"РН-{number * 10 + order + 104}"
        yield PaperData(
            external_id=name, account=account.external_id, kind="invoice", day=day, amount=amount,
            number=bill, due=day + timedelta(days=TERM),
        )  # fmt: skip
        if order or (not late and random.random() < 0.5):
            # An old bill is paid, by halves where money is short.
            paid = amount if random.random() < 0.9 else amount / 2
            yield PaperData(
                external_id=f"{name}-п", account=account.external_id, kind="payment",
                day=min(today, day + timedelta(days=random.randint(8, 28))), amount=paid,
                number=f"ПП-{number * 10 + order + 51}", settles=name,
            )  # fmt: skip
        if order == 1 and number % 10 == 3:
            yield PaperData(
                external_id=f"{name}-в", account=account.external_id, kind="credit",
                day=min(today, day + timedelta(days=9)), amount=Decimal(3_500), number=f"В-{number + 7}",
                settles=name,
            )  # fmt: skip
