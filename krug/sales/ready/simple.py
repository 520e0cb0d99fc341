"""A short sale to a person: hours and days, few checkpoints."""

from decimal import Decimal

from django.utils.translation import pgettext

from krug.sales.contract import (
    ByHand,
    Called,
    Checkpoint,
    Contract,
    Limit,
    NeedRecorded,
    Priced,
    Share,
    Skip,
    Stage,
)


def simple() -> Contract:
    return Contract(
        stages=(_contact(), _need(), _offer(), _payment()),
        limits=(
            Limit(resource="calls", most=Decimal(10), price=Decimal(150)),
            Limit(resource="visits", most=Decimal(2), price=Decimal(2500)),
            Limit(resource="discount", most=Decimal(10)),
        ),
        commission=(Share(whom="registered", percent=Decimal(3)),),
    )


def _contact() -> Stage:
    called = Checkpoint(
        code="called",
        name=pgettext("ready-made method", "Spoken to"),
        evidence=Called(),
        within=4,
        skip=Skip(who="seller"),
        hint=pgettext(
            "ready-made method", "Whoever is called back first usually sells: call within the hour."
        ),
    )
    return Stage(
        code="contact",
        name=pgettext("ready-made method", "First contact"),
        coarse="contact",
        limit=9,
        quiet=3,
        chance=15,
        checkpoints=(called,),
        hint=pgettext("ready-made method", "Get through, say who you are, find out whether to go on."),
    )


def _need() -> Stage:
    written = Checkpoint(
        code="need",
        name=pgettext("ready-made method", "The need is written down"),
        evidence=NeedRecorded(),
        skip=Skip(who="manager"),
        hint=pgettext(
            "ready-made method", "In the customer's own words: what for, for whom, by when, for how much."
        ),
    )
    return Stage(
        code="need",
        name=pgettext("ready-made method", "What he needs"),
        coarse="need",
        limit=18,
        quiet=5,
        chance=35,
        checkpoints=(written,),
        hint=pgettext("ready-made method", "Ask and listen. An offer before the need is a guess."),
    )


def _offer() -> Stage:
    named = Checkpoint(
        code="price",
        name=pgettext("ready-made method", "The price is named"),
        evidence=Priced(),
        hint=pgettext("ready-made method", "One price, with what is in it. Two to choose from at most."),
    )
    return Stage(
        code="offer",
        name=pgettext("ready-made method", "Offer"),
        coarse="proposal",
        limit=27,
        quiet=7,
        chance=55,
        checkpoints=(named,),
        hint=pgettext("ready-made method", "Offer what answers the need, and agree when he decides."),
    )


def _payment() -> Stage:
    paid = Checkpoint(
        code="paid",
        name=pgettext("ready-made method", "Paid or promised in writing"),
        evidence=ByHand(document=True),
        skip=Skip(who="manager"),
        hint=pgettext("ready-made method", "A receipt, an invoice paid, or a letter with a date."),
    )
    return Stage(
        code="payment",
        name=pgettext("ready-made method", "Payment"),
        coarse="contract",
        limit=45,
        quiet=7,
        chance=85,
        checkpoints=(paid,),
        hint=pgettext("ready-made method", "Make paying easy: a link, an invoice, instalments."),
    )
