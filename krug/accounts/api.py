"""/api/v1/balances: the accounting system tells, programs ask."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from krug.access import audit
from krug.access.api_types import Day, Flag, Moment
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import WrongInput
from krug.access.rules import Permission
from krug.accounts.actions import put_balances
from krug.accounts.data import AccountData, PaperData
from krug.accounts.queries import balance_of, reach_customer
from krug.customers.models import Organisation, Person

router = Router(tags=["balances"])
Text = Annotated[str, Field(max_length=300)]
MOST = 1000


class AccountIn(Schema):
    """Name the customer by uid once; later, or with a tax number that is known, the account is enough."""

    model_config = ConfigDict(extra="forbid")

    external_id: Text
    organisation: UUID | None = None
    person: UUID | None = None
    tax_number: Text = ""
    tax_reason: Annotated[str, Field(max_length=9)] = ""
    currency: Text = "RUB"
    credit_limit: Decimal | None = None
    stopped: Flag = False


class PaperIn(Schema):
    """`account`: the account's external id; `settles`: the external id of the invoice a payment is for."""

    model_config = ConfigDict(extra="forbid")

    external_id: Text
    account: Text
    kind: Text
    day: Day
    amount: Decimal
    currency: Text = "RUB"
    number: Annotated[str, Field(max_length=60)] = ""
    due: Day | None = None
    settles: Annotated[str, Field(max_length=160)] = ""
    cancelled: Flag = False


class BalancesIn(Schema):
    """`as_of`: the moment of the accounting system that this is from."""

    model_config = ConfigDict(extra="forbid")

    source: Text
    as_of: Moment
    accounts: Annotated[list[AccountIn], Field(max_length=MOST)] = []
    papers: Annotated[list[PaperIn], Field(max_length=MOST)] = []


class CountsOut(Schema):
    new: int
    changed: int
    same: int
    older: int


class PutOut(Schema):
    accounts: CountsOut
    papers: CountsOut


class DebtOut(Schema):
    """`ages`: overdue 1–30, 31–60, 61–90 and more days."""

    currency: str
    total: Decimal
    overdue: Decimal
    ages: list[Decimal]


class LimitOut(Schema):
    amount: Decimal
    currency: str
    over: Decimal | None


class BillOut(Schema):
    number: str
    day: date
    due: date
    amount: Decimal
    left: Decimal
    currency: str
    late: int


class BalanceOut(Schema):
    """`as_of`: the oldest of the customer's accounts; `bills`: the first ten of `open_bills`."""

    debts: list[DebtOut]
    limits: list[LimitOut]
    stopped: bool
    as_of: AwareDatetime
    sources: list[str]
    bills: list[BillOut]
    open_bills: int


@router.put("", response=PutOut, summary="Tell accounts and papers", url_name="balances_api")
@require(Permission.EXCHANGE)
def put(request: SignedInRequest, given: BalancesIn) -> dict[str, Any]:
    uids = [(one.organisation, one.person) for one in given.accounts]
    organisations = _ids(Organisation, {uid for uid, _person in uids if uid})
    people = _ids(Person, {uid for _organisation, uid in uids if uid})
    accounts = [
        AccountData(
            **one.model_dump(exclude={"organisation", "person"}),
            # −1 is nobody: refused like a stranger’s.
            organisation=organisations.get(one.organisation, -1) if one.organisation else None,
            person=people.get(one.person, -1) if one.person else None,
        )
        for one in given.accounts
    ]
    papers = [PaperData(**one.model_dump()) for one in given.papers]
    return asdict(put_balances(request.user, given.source, given.as_of, accounts, papers))


@router.get("", response=BalanceOut, summary="What a customer owes", url_name="balances_api")
@require(Permission.SEE_BALANCES)
def get(
    request: SignedInRequest, organisation: UUID | None = None, person: UUID | None = None
) -> dict[str, Any]:
    if (organisation is None) == (person is None):
        raise WrongInput(field="organisation", value="")
    kind = "organisation" if organisation else "person"
    customer = reach_customer(request.user, kind, organisation or person or UUID(int=0))
    found = balance_of(customer)
    if found is None:
        raise Http404
    audit.record_read(request.user, "balance", customer.uid)
    return asdict(found)


def _ids(model: type[Organisation] | type[Person], uids: set[UUID]) -> dict[UUID, int]:
    manager: Any = model._default_manager
    return dict(manager.filter(uid__in=uids).values_list("uid", "id"))
