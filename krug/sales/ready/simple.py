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

R = "ready-made method"


def simple() -> Contract:
    anyone = Skip(who="seller")
    return Contract(
        stages=(
            Stage(
                code="contact",
                name=pgettext(R, "First contact"),
                coarse="contact",
                limit=9,
                quiet=3,
                chance=15,
                checkpoints=(
                    Checkpoint(
                        code="called", name=pgettext(R, "Spoken to"), evidence=Called(), within=4, skip=anyone
                    ),
                ),
            ),
            Stage(
                code="need",
                name=pgettext(R, "What he needs"),
                coarse="need",
                limit=18,
                quiet=5,
                chance=35,
                checkpoints=(
                    Checkpoint(
                        code="need",
                        name=pgettext(R, "The need is written down"),
                        evidence=NeedRecorded(),
                        skip=Skip(who="manager"),
                    ),
                ),
            ),
            Stage(
                code="offer",
                name=pgettext(R, "Offer"),
                coarse="proposal",
                limit=27,
                quiet=7,
                chance=55,
                checkpoints=(
                    Checkpoint(code="price", name=pgettext(R, "The price is named"), evidence=Priced()),
                ),
            ),
            Stage(
                code="payment",
                name=pgettext(R, "Payment"),
                coarse="contract",
                limit=45,
                quiet=7,
                chance=85,
                checkpoints=(
                    Checkpoint(
                        code="paid",
                        name=pgettext(R, "Paid or promised in writing"),
                        evidence=ByHand(document=True),
                        skip=Skip(who="manager"),
                    ),
                ),
            ),
        ),
        limits=(
            Limit(resource="calls", most=Decimal(10), price=Decimal(150)),
            Limit(resource="visits", most=Decimal(2), price=Decimal(2500)),
            Limit(resource="discount", most=Decimal(10)),
        ),
        commission=(Share(whom="registered", percent=Decimal(3)),),
    )
