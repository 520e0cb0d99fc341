"""What the tests of sales need to exist: a method, customers, deals, words exchanged."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from krug.access.models import User
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.sales.actions import create_method, open_deal, publish
from krug.sales.contract import (
    ByHand,
    Called,
    Checkpoint,
    Contract,
    DeciderKnown,
    Limit,
    Met,
    NeedRecorded,
    Priced,
    ProposalSent,
    Skip,
    Stage,
)
from krug.sales.data import DealData
from krug.sales.models import Deal, Method
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast

MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
"""Nine o'clock in Moscow, where the working day begins."""

CONTRACT = Contract(
    stages=(
        Stage(
            code="contact",
            name="Contact",
            coarse="contact",
            limit=18,
            quiet=7,
            checkpoints=(
                Checkpoint(
                    code="called", name="Called", evidence=Called(), within=9, skip=Skip(who="seller")
                ),
                Checkpoint(code="met", name="Met", evidence=Met(), skip=Skip(price=Decimal(500))),
            ),
        ),
        Stage(
            code="need",
            name="Need",
            coarse="need",
            limit=27,
            quiet=7,
            checkpoints=(
                Checkpoint(code="need", name="Need written", evidence=NeedRecorded()),
                Checkpoint(
                    code="decider", name="Decider met", evidence=DeciderKnown(met=True), required=False
                ),
            ),
        ),
        Stage(
            code="offer",
            name="Offer",
            coarse="proposal",
            checkpoints=(
                Checkpoint(code="price", name="Priced", evidence=Priced()),
                Checkpoint(code="sent", name="Proposal sent", evidence=ProposalSent(), skip=Skip(who="head")),
            ),
        ),
        Stage(
            code="paid",
            name="Paid",
            coarse="contract",
            checkpoints=(Checkpoint(code="paper", name="Contract signed", evidence=ByHand(document=True)),),
        ),
    ),
    limits=(
        Limit(resource="visits", most=Decimal(2), price=Decimal(1000)),
        Limit(resource="hours", most=Decimal(8), price=Decimal(700)),
        Limit(resource="discount", most=Decimal(10)),
    ),
)


def make_method(cast: Cast, contract: Contract = CONTRACT, name: str = "Long sale") -> Method:
    method = create_method(cast.head, name, contract)
    publish(cast.head, method)
    return method


def make_customer(cast: Cast, name: str = "Buyer", **more: Any) -> Person:
    return create_person(cast.rita, PersonData(last_name=name, **more))


def make_deal(cast: Cast, owner: User | None = None, **more: Any) -> Deal:
    """Of Rita, with a customer of its own, by the method of these tests."""
    more.setdefault("person", None)
    person = more.pop("person") or make_customer(cast)
    if not Method.objects.filter(unit=cast.pharma.unit).exists():
        make_method(cast)
    return open_deal(owner or cast.rita, DealData(person=person, **more))


def say(
    person: Person,
    verb: Verb,
    at: datetime,
    staff: User | None = None,
    direction: Direction = Direction.BOTH,
    **more: Any,
) -> Touch:
    channel = {Verb.VISITED: Channel.VISIT, Verb.CALLED: Channel.CALL}.get(verb, Channel.LETTER)
    if verb == Verb.VISITED:
        more = {
            "object_kind": "visit",
            "object_id": str(uuid7()),
            "seconds": 900.0,
            "data": {"result": "agreed"},
        } | more
    touch = Touch(
        id=uuid7(),
        at=micros(at),
        identity=card_identity(person),
        channel=channel,
        direction=direction,
        verb=verb,
        staff=staff.pk if staff else None,
        **more,
    )
    append([touch], author="user:1")
    return touch


def call(person: Person, at: datetime, staff: User | None = None, **more: Any) -> Touch:
    return say(person, Verb.CALLED, at, staff, data={"result": "answered"} | more)


def visit(person: Person, at: datetime, staff: User | None = None, **more: Any) -> Touch:
    return say(person, Verb.VISITED, at, staff, **more)


def after(hours: float, since: datetime = MONDAY) -> datetime:
    return since + timedelta(hours=hours)


Ask = Callable[[Deal], Sequence[Any]]
