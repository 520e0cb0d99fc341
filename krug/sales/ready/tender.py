"""Procurement by tender: the customer sets the dates, papers decide."""

from decimal import Decimal

from django.utils.translation import pgettext

from krug.sales.contract import (
    ByHand,
    Called,
    Checkpoint,
    Contract,
    DeciderKnown,
    Limit,
    NeedRecorded,
    Priced,
    ProposalSent,
    Share,
    Skip,
    Stage,
    Stop,
)


def tender() -> Contract:
    return Contract(
        stages=(_notice(), _terms(), _price(), _bid(), _result(), _contract()),
        limits=(
            Limit(resource="calls", most=Decimal(15), price=Decimal(200)),
            Limit(resource="visits", most=Decimal(3), price=Decimal(4000)),
            Limit(resource="calculations", most=Decimal(2), price=Decimal(6000)),
            Limit(resource="hours", most=Decimal(30), price=Decimal(1500)),
            Limit(resource="discount", most=Decimal(15)),
        ),
        commission=(
            Share(whom="registered", percent=Decimal(1)),
            Share(whom="owner", percent=Decimal("0.5")),
            Share(whom="helper", percent=Decimal("0.3")),
        ),
        stop=Stop(percent=50),
        step_back="manager",
    )


def _notice() -> Stage:
    found = Checkpoint(
        code="notice",
        name=pgettext("ready-made method", "The notice is found"),
        evidence=ByHand(document=True),
        hint=pgettext("ready-made method", "Number of the procedure and the last day for bids."),
    )
    called = Checkpoint(
        code="called",
        name=pgettext("ready-made method", "Spoken to the organiser"),
        evidence=Called(),
        within=18,
        required=False,
        hint=pgettext(
            "ready-made method", "One call tells whether the specification is written for somebody."
        ),
    )
    return Stage(
        code="notice",
        name=pgettext("ready-made method", "Notice"),
        coarse="contact",
        limit=18,
        quiet=7,
        chance=5,
        checkpoints=(found, called),
        hint=pgettext("ready-made method", "The earlier it is found, the more can still be asked."),
    )


def _terms() -> Stage:
    read = Checkpoint(
        code="need",
        name=pgettext("ready-made method", "The specification is read"),
        evidence=NeedRecorded(),
        within=18,
        hint=pgettext(
            "ready-made method", "What is bought, what we lack, what is to be asked: in five lines."
        ),
    )
    decider = Checkpoint(
        code="decider",
        name=pgettext("ready-made method", "It is known who decides"),
        evidence=DeciderKnown(),
        skip=Skip(who="manager"),
        hint=pgettext(
            "ready-made method", "Who will use it, who wrote the specification, who sits in the commission."
        ),
    )
    go = Checkpoint(
        code="go",
        name=pgettext("ready-made method", "We take part: decided"),
        evidence=ByHand(),
        within=27,
        hint=pgettext("ready-made method", "A bid costs a week of work: decide on purpose, not by habit."),
    )
    return Stage(
        code="terms",
        name=pgettext("ready-made method", "Terms"),
        coarse="need",
        limit=27,
        quiet=7,
        chance=15,
        checkpoints=(read, decider, go),
        hint=pgettext("ready-made method", "Read everything, ask in writing, decide whether to go."),
    )


def _price() -> Stage:
    priced = Checkpoint(
        code="price",
        name=pgettext("ready-made method", "Costs and price are worked out"),
        evidence=Priced(products=True),
        hint=pgettext(
            "ready-made method", "With the lowest price we can go down to: agreed before the bidding."
        ),
    )
    return Stage(
        code="price",
        name=pgettext("ready-made method", "Price"),
        coarse="proposal",
        limit=27,
        quiet=10,
        chance=25,
        checkpoints=(priced,),
        hint=pgettext("ready-made method", "Work out the price and the limit below which we do not go."),
    )


def _bid() -> Stage:
    security = Checkpoint(
        code="security",
        name=pgettext("ready-made method", "The bid is secured"),
        evidence=ByHand(document=True),
        skip=Skip(who="seller"),
        hint=pgettext("ready-made method", "A payment or a guarantee; leave it out where none is asked."),
    )
    sent = Checkpoint(
        code="sent",
        name=pgettext("ready-made method", "The bid is handed in"),
        evidence=ProposalSent(),
        hint=pgettext(
            "ready-made method", "A day before the end at the latest: platforms fail in the last hour."
        ),
    )
    return Stage(
        code="bid",
        name=pgettext("ready-made method", "Bid"),
        coarse="proposal",
        limit=36,
        quiet=14,
        chance=35,
        checkpoints=(security, sent),
        hint=pgettext("ready-made method", "A second pair of eyes reads every paper before it goes."),
    )


def _result() -> Stage:
    won = Checkpoint(
        code="protocol",
        name=pgettext("ready-made method", "The record names us the winner"),
        evidence=ByHand(document=True),
        hint=pgettext("ready-made method", "Number and date of the record."),
    )
    return Stage(
        code="result",
        name=pgettext("ready-made method", "Bidding and result"),
        coarse="decision",
        limit=90,
        quiet=21,
        chance=50,
        checkpoints=(won,),
        hint=pgettext("ready-made method", "Keep to the limit. Lost: write down who won and at what price."),
    )


def _contract() -> Stage:
    signed = Checkpoint(
        code="signed",
        name=pgettext("ready-made method", "The contract is signed"),
        evidence=ByHand(document=True),
        within=45,
        hint=pgettext("ready-made method", "The date is in the record: a late signature costs the security."),
    )
    return Stage(
        code="contract",
        name=pgettext("ready-made method", "Contract"),
        coarse="contract",
        limit=63,
        quiet=7,
        chance=95,
        checkpoints=(signed,),
        hint=pgettext("ready-made method", "Security of the contract, signature, hand over to delivery."),
    )
