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
    )
    name = pgettext("ready-made method", "First contact")
    return Stage(
        code="contact", name=name, coarse="contact", limit=9, quiet=3, chance=15, checkpoints=(called,)
    )


def _need() -> Stage:
    written = Checkpoint(
        code="need",
        name=pgettext("ready-made method", "The need is written down"),
        evidence=NeedRecorded(),
        skip=Skip(who="manager"),
    )
    name = pgettext("ready-made method", "What he needs")
    return Stage(code="need", name=name, coarse="need", limit=18, quiet=5, chance=35, checkpoints=(written,))


def _offer() -> Stage:
    named = Checkpoint(
        code="price", name=pgettext("ready-made method", "The price is named"), evidence=Priced()
    )
    name = pgettext("ready-made method", "Offer")
    return Stage(
        code="offer", name=name, coarse="proposal", limit=27, quiet=7, chance=55, checkpoints=(named,)
    )


def _payment() -> Stage:
    paid = Checkpoint(
        code="paid",
        name=pgettext("ready-made method", "Paid or promised in writing"),
        evidence=ByHand(document=True),
        skip=Skip(who="manager"),
    )
    name = pgettext("ready-made method", "Payment")
    return Stage(
        code="payment", name=name, coarse="contract", limit=45, quiet=7, chance=85, checkpoints=(paid,)
    )
