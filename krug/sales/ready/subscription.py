"""A service paid by the month: a demonstration, a trial, the first payment."""

from decimal import Decimal

from django.utils.translation import pgettext

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
    Replied,
    Share,
    Skip,
    Stage,
)


def subscription() -> Contract:
    return Contract(
        stages=(_request(), _demonstration(), _trial(), _offer(), _payment()),
        limits=(
            Limit(resource="calls", most=Decimal(12), price=Decimal(150)),
            Limit(resource="visits", most=Decimal(2), price=Decimal(3000)),
            Limit(resource="hours", most=Decimal(8), price=Decimal(1200)),
            Limit(resource="discount", most=Decimal(15)),
        ),
        commission=(
            Share(whom="registered", percent=Decimal(8)),
            Share(whom="helper", percent=Decimal(1)),
        ),
    )


def _request() -> Stage:
    called = Checkpoint(
        code="called",
        name=pgettext("ready-made method", "Spoken to"),
        evidence=Called(),
        within=2,
        skip=Skip(who="seller"),
        hint=pgettext("ready-made method", "While the page is still open in front of him."),
    )
    written = Checkpoint(
        code="need",
        name=pgettext("ready-made method", "The task is written down"),
        evidence=NeedRecorded(),
        skip=Skip(who="manager"),
        hint=pgettext("ready-made method", "Which job he hires the service for, and how he does it today."),
    )
    return Stage(
        code="request",
        name=pgettext("ready-made method", "Request"),
        coarse="contact",
        limit=9,
        quiet=3,
        chance=15,
        checkpoints=(called, written),
        hint=pgettext("ready-made method", "One call: is it for him, and who else will use it?"),
    )


def _demonstration() -> Stage:
    shown = Checkpoint(
        code="shown",
        name=pgettext("ready-made method", "Shown on his own task"),
        evidence=Met(),
        within=27,
        skip=Skip(who="manager"),
        hint=pgettext("ready-made method", "His data, his words, thirty minutes. No tour of all buttons."),
    )
    decider = Checkpoint(
        code="decider",
        name=pgettext("ready-made method", "It is known who decides"),
        evidence=DeciderKnown(),
        skip=Skip(who="seller"),
        hint=pgettext("ready-made method", "Who pays and who will work in it are often two people."),
    )
    return Stage(
        code="demonstration",
        name=pgettext("ready-made method", "Demonstration"),
        coarse="need",
        limit=45,
        quiet=5,
        chance=30,
        checkpoints=(shown, decider),
        hint=pgettext("ready-made method", "Show one thing that saves him an hour tomorrow."),
    )


def _trial() -> Stage:
    started = Checkpoint(
        code="started",
        name=pgettext("ready-made method", "The trial has begun"),
        evidence=ByHand(),
        within=18,
        hint=pgettext("ready-made method", "Set up together: whoever begins alone often does not begin."),
    )
    checked = Checkpoint(
        code="checked",
        name=pgettext("ready-made method", "He answered how it goes"),
        evidence=Replied(),
        required=False,
        hint=pgettext("ready-made method", "On the third day, while there is time to help."),
    )
    return Stage(
        code="trial",
        name=pgettext("ready-made method", "Trial"),
        coarse="proposal",
        limit=90,
        quiet=5,
        chance=45,
        checkpoints=(started, checked),
        hint=pgettext("ready-made method", "Two weeks, with one result agreed beforehand."),
    )


def _offer() -> Stage:
    priced = Checkpoint(
        code="price",
        name=pgettext("ready-made method", "Plan and price are chosen"),
        evidence=Priced(),
        hint=pgettext("ready-made method", "By the month or by the year: the amount of the first payment."),
    )
    sent = Checkpoint(
        code="sent",
        name=pgettext("ready-made method", "The proposal is sent"),
        evidence=ProposalSent(),
        within=9,
        skip=Skip(who="seller"),
        hint=pgettext("ready-made method", "One page and a link to pay."),
    )
    return Stage(
        code="offer",
        name=pgettext("ready-made method", "Offer"),
        coarse="decision",
        limit=27,
        quiet=5,
        chance=65,
        checkpoints=(priced, sent),
        hint=pgettext("ready-made method", "Remind him of the result of the trial, in his figures."),
    )


def _payment() -> Stage:
    paid = Checkpoint(
        code="paid",
        name=pgettext("ready-made method", "The first payment has come"),
        evidence=ByHand(document=True),
        hint=pgettext("ready-made method", "Number of the payment."),
    )
    return Stage(
        code="payment",
        name=pgettext("ready-made method", "Payment"),
        coarse="contract",
        limit=45,
        quiet=5,
        chance=85,
        checkpoints=(paid,),
        hint=pgettext(
            "ready-made method", "The sale is over when the second month is paid: say when you call."
        ),
    )
