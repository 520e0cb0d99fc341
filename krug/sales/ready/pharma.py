"""Promotion to doctors and clinics: a doctor comes to know the product, a clinic comes to order it."""

from decimal import Decimal

from django.utils.translation import pgettext

from krug.sales.contract import (
    ByHand,
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
    WorkingTime,
)


def pharma() -> Contract:
    return Contract(
        stages=(_acquaintance(), _practice(), _arguments(), _trial(), _order()),
        limits=(
            Limit(resource="visits", most=Decimal(10), price=Decimal(1800)),
            Limit(resource="calls", most=Decimal(15), price=Decimal(100)),
            Limit(resource="hours", most=Decimal(12), price=Decimal(900)),
            Limit(resource="discount", most=Decimal(5)),
        ),
        commission=(
            Share(whom="registered", percent=Decimal(1)),
            Share(whom="leader", percent=Decimal("0.2")),
        ),
        working=WorkingTime(days=(1, 2, 3, 4, 5)),
    )


def _acquaintance() -> Stage:
    met = Checkpoint(
        code="met",
        name=pgettext("ready-made method", "First visit"),
        evidence=Met(),
        within=45,
        skip=Skip(who="manager"),
        hint=pgettext("ready-made method", "Three minutes: who you are, what for, when to come again."),
    )
    return Stage(
        code="acquaintance",
        name=pgettext("ready-made method", "Acquaintance"),
        coarse="contact",
        limit=63,
        quiet=21,
        chance=10,
        checkpoints=(met,),
        hint=pgettext(
            "ready-made method", "Learn the hours and the habits of the doctor before the product."
        ),
    )


def _practice() -> Stage:
    written = Checkpoint(
        code="need",
        name=pgettext("ready-made method", "Practice and patients are described"),
        evidence=NeedRecorded(),
        hint=pgettext(
            "ready-made method", "How many such patients a month, what they are given now, what is amiss."
        ),
    )
    decider = Checkpoint(
        code="decider",
        name=pgettext("ready-made method", "It is known who decides on purchases"),
        evidence=DeciderKnown(),
        skip=Skip(who="manager"),
        hint=pgettext(
            "ready-made method", "Head of department, chief physician, pharmacist: who signs the request."
        ),
    )
    return Stage(
        code="practice",
        name=pgettext("ready-made method", "Practice"),
        coarse="need",
        limit=90,
        quiet=21,
        chance=25,
        checkpoints=(written, decider),
        hint=pgettext(
            "ready-made method", "Questions first: slides that answer nobody's question are forgotten."
        ),
    )


def _arguments() -> Stage:
    shown = Checkpoint(
        code="shown",
        name=pgettext("ready-made method", "Three visits with the presentation"),
        evidence=Met(times=3),
        skip=Skip(who="manager", price=Decimal(1500)),
        hint=pgettext("ready-made method", "One argument a visit; note which slide was liked."),
    )
    reacted = Checkpoint(
        code="answered",
        name=pgettext("ready-made method", "He answered or asked"),
        evidence=Replied(),
        required=False,
        hint=pgettext(
            "ready-made method", "An answer on the tablet, a letter, a question: he thinks about it."
        ),
    )
    sent = Checkpoint(
        code="sent",
        name=pgettext("ready-made method", "Materials or terms are sent"),
        evidence=ProposalSent(),
        skip=Skip(who="seller"),
        hint=pgettext("ready-made method", "Studies for the doctor, terms for the clinic."),
    )
    return Stage(
        code="arguments",
        name=pgettext("ready-made method", "Arguments"),
        coarse="proposal",
        limit=180,
        quiet=21,
        chance=40,
        checkpoints=(shown, reacted, sent),
        hint=pgettext("ready-made method", "Evidence, safety, convenience: in the order of his doubts."),
    )


def _trial() -> Stage:
    tried = Checkpoint(
        code="tried",
        name=pgettext("ready-made method", "First patients are treated"),
        evidence=ByHand(),
        hint=pgettext("ready-made method", "In his words: how many, how it went. No names of patients."),
    )
    spoken = Checkpoint(
        code="decider-met",
        name=pgettext("ready-made method", "Spoken to whoever decides on purchases"),
        evidence=DeciderKnown(met=True),
        skip=Skip(who="manager", price=Decimal(3000)),
        hint=pgettext("ready-made method", "Come with the doctor's opinion and the price of a course."),
    )
    return Stage(
        code="trial",
        name=pgettext("ready-made method", "Trial"),
        coarse="decision",
        limit=180,
        quiet=21,
        chance=60,
        checkpoints=(tried, spoken),
        hint=pgettext(
            "ready-made method", "Be near in the first weeks: questions come with the first patients."
        ),
    )


def _order() -> Stage:
    priced = Checkpoint(
        code="price",
        name=pgettext("ready-made method", "Products and sum are agreed"),
        evidence=Priced(products=True),
        hint=pgettext("ready-made method", "What the clinic orders for a quarter."),
    )
    ordered = Checkpoint(
        code="ordered",
        name=pgettext("ready-made method", "The request is signed"),
        evidence=ByHand(document=True),
        within=90,
        hint=pgettext("ready-made method", "Number of the request or of the pharmacy's order."),
    )
    return Stage(
        code="order",
        name=pgettext("ready-made method", "Order"),
        coarse="contract",
        limit=135,
        quiet=14,
        chance=85,
        checkpoints=(priced, ordered),
        hint=pgettext("ready-made method", "From the doctor's wish to the clinic's request."),
    )
