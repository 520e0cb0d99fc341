"""A long sale to a company: several people decide, months go by, each visit costs."""

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
    Reference,
    Replied,
    Share,
    Skip,
    Stage,
    Stop,
)


def equipment() -> Contract:
    return Contract(
        stages=(_contact(), _need(), _solution(), _proposal(), _proof(), _terms(), _contract()),
        limits=(
            Limit(resource="calls", most=Decimal(40), price=Decimal(200)),
            Limit(resource="visits", most=Decimal(8), price=Decimal(5000)),
            Limit(resource="calculations", most=Decimal(3), price=Decimal(8000)),
            Limit(resource="references", most=Decimal(1), price=Decimal(25000)),
            Limit(resource="hours", most=Decimal(40), price=Decimal(1500)),
            Limit(resource="discount", most=Decimal(7)),
        ),
        commission=(
            Share(whom="registered", percent=Decimal(2)),
            Share(whom="helper", percent=Decimal("0.5")),
            Share(whom="leader", percent=Decimal("0.3")),
        ),
        stop=Stop(percent=60),
        step_back="manager",
        second_person=Decimal(3_000_000),
    )


def _contact() -> Stage:
    called = Checkpoint(
        code="called",
        name=pgettext("ready-made method", "Spoken to"),
        evidence=Called(),
        within=9,
        skip=Skip(who="seller"),
        hint=pgettext("ready-made method", "Find out who you speak to and who else has a say."),
    )
    met = Checkpoint(
        code="met",
        name=pgettext("ready-made method", "First meeting"),
        evidence=Met(),
        within=36,
        skip=Skip(who="manager", price=Decimal(3000)),
        hint=pgettext(
            "ready-made method", "On their site: what you see there asks half of the questions for you."
        ),
    )
    return Stage(
        code="contact",
        name=pgettext("ready-made method", "First contact"),
        coarse="contact",
        limit=45,
        quiet=7,
        chance=5,
        checkpoints=(called, met),
        hint=pgettext("ready-made method", "Is there a problem worth solving, and money for it this year?"),
    )


def _need() -> Stage:
    written = Checkpoint(
        code="need",
        name=pgettext("ready-made method", "The need is written down"),
        evidence=NeedRecorded(),
        within=18,
        hint=pgettext(
            "ready-made method", "The problem, what it costs them, how they will know it is solved."
        ),
    )
    decider = Checkpoint(
        code="decider",
        name=pgettext("ready-made method", "It is known who decides"),
        evidence=DeciderKnown(),
        skip=Skip(who="manager", price=Decimal(5000)),
        hint=pgettext("ready-made method", "Who signs, who advises, who uses it, who can say no."),
    )
    spoken = Checkpoint(
        code="decider-met",
        name=pgettext("ready-made method", "Spoken to whoever decides"),
        evidence=DeciderKnown(met=True),
        skip=Skip(who="head", price=Decimal(15000)),
        hint=pgettext("ready-made method", "A deal whose decider never saw you is decided by others."),
    )
    return Stage(
        code="need",
        name=pgettext("ready-made method", "Need and people"),
        coarse="need",
        limit=90,
        quiet=14,
        chance=15,
        checkpoints=(written, decider, spoken),
        hint=pgettext("ready-made method", "Understand the need and everybody who has a say in it."),
    )


def _solution() -> Stage:
    survey = Checkpoint(
        code="survey",
        name=pgettext("ready-made method", "The site is surveyed"),
        evidence=ByHand(document=True),
        required=False,
        hint=pgettext("ready-made method", "An engineer looked at the place: the report is named here."),
    )
    priced = Checkpoint(
        code="price",
        name=pgettext("ready-made method", "Configured and priced"),
        evidence=Priced(products=True),
        hint=pgettext("ready-made method", "Products, quantities and the sum stand in the deal."),
    )
    return Stage(
        code="solution",
        name=pgettext("ready-made method", "Solution"),
        coarse="proposal",
        limit=90,
        quiet=14,
        chance=30,
        checkpoints=(survey, priced),
        hint=pgettext(
            "ready-made method", "Put together what solves it, with engineers, before naming a price."
        ),
    )


def _proposal() -> Stage:
    sent = Checkpoint(
        code="sent",
        name=pgettext("ready-made method", "The proposal is sent"),
        evidence=ProposalSent(),
        within=27,
        hint=pgettext("ready-made method", "To the one who decides, not to a common mailbox."),
    )
    answered = Checkpoint(
        code="answered",
        name=pgettext("ready-made method", "The customer answered"),
        evidence=Replied(),
        skip=Skip(who="manager", price=Decimal(5000)),
        hint=pgettext("ready-made method", "Silence is an answer too: call and ask what is missing."),
    )
    return Stage(
        code="proposal",
        name=pgettext("ready-made method", "Proposal"),
        coarse="proposal",
        limit=63,
        quiet=10,
        chance=40,
        checkpoints=(sent, answered),
        hint=pgettext("ready-made method", "Present it in person; a letter alone is read as a price."),
    )


def _proof() -> Stage:
    seen = Checkpoint(
        code="reference",
        name=pgettext("ready-made method", "Seen at work at another customer's"),
        evidence=Reference(),
        skip=Skip(who="manager", price=Decimal(10000)),
        hint=pgettext(
            "ready-made method", "One visit to a customer who is glad persuades more than ten of ours."
        ),
    )
    return Stage(
        code="proof",
        name=pgettext("ready-made method", "Proof"),
        coarse="decision",
        limit=90,
        quiet=14,
        chance=55,
        checkpoints=(seen,),
        hint=pgettext("ready-made method", "Show that it works where it works already."),
    )


def _terms() -> Stage:
    met = Checkpoint(
        code="meetings",
        name=pgettext("ready-made method", "At least three meetings in all"),
        evidence=Met(times=3),
        skip=Skip(who="head", price=Decimal(10000)),
        hint=pgettext("ready-made method", "Large deals are not decided by those who saw you once."),
    )
    agreed = Checkpoint(
        code="terms",
        name=pgettext("ready-made method", "Terms are agreed"),
        evidence=ByHand(document=True),
        hint=pgettext(
            "ready-made method", "Price, delivery, guarantee: a record signed by both or a letter."
        ),
    )
    return Stage(
        code="terms",
        name=pgettext("ready-made method", "Terms"),
        coarse="decision",
        limit=90,
        quiet=10,
        chance=70,
        checkpoints=(met, agreed),
        hint=pgettext("ready-made method", "Give nothing away without getting something for it."),
    )


def _contract() -> Stage:
    signed = Checkpoint(
        code="signed",
        name=pgettext("ready-made method", "The contract is signed"),
        evidence=ByHand(document=True),
        within=63,
        hint=pgettext("ready-made method", "Number and date of the contract."),
    )
    prepaid = Checkpoint(
        code="prepaid",
        name=pgettext("ready-made method", "The advance has come"),
        evidence=ByHand(document=True),
        skip=Skip(who="head"),
        hint=pgettext("ready-made method", "Number of the payment; without an advance the head decides."),
    )
    return Stage(
        code="contract",
        name=pgettext("ready-made method", "Contract and payment"),
        coarse="contract",
        limit=90,
        quiet=7,
        chance=90,
        checkpoints=(signed, prepaid),
        hint=pgettext("ready-made method", "Lawyers are slow: keep the draft moving every other day."),
    )
