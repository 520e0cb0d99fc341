"""A partner who sells on: his market, terms, a trial delivery, the first order."""

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


def distributor() -> Contract:
    return Contract(
        stages=(_contact(), _market(), _terms(), _trial(), _order()),
        limits=(
            Limit(resource="calls", most=Decimal(30), price=Decimal(150)),
            Limit(resource="visits", most=Decimal(5), price=Decimal(6000)),
            Limit(resource="references", most=Decimal(1), price=Decimal(20000)),
            Limit(resource="hours", most=Decimal(25), price=Decimal(1200)),
            Limit(resource="discount", most=Decimal(20)),
        ),
        commission=(
            Share(whom="registered", percent=Decimal("1.5")),
            Share(whom="leader", percent=Decimal("0.3")),
        ),
        step_back="manager",
    )


def _contact() -> Stage:
    called = Checkpoint(
        code="called",
        name=pgettext("ready-made method", "Spoken to"),
        evidence=Called(),
        within=9,
        skip=Skip(who="seller"),
        hint=pgettext(
            "ready-made method", "Whom he supplies, what he sells already, whether ours fits beside it."
        ),
    )
    return Stage(
        code="contact",
        name=pgettext("ready-made method", "First contact"),
        coarse="contact",
        limit=18,
        quiet=7,
        chance=10,
        checkpoints=(called,),
        hint=pgettext("ready-made method", "Choose partners; do not take whoever comes."),
    )


def _market() -> Stage:
    written = Checkpoint(
        code="need",
        name=pgettext("ready-made method", "His market is described"),
        evidence=NeedRecorded(),
        within=27,
        hint=pgettext(
            "ready-made method", "Region, number of outlets, stock, salespeople, competitors he carries."
        ),
    )
    decider = Checkpoint(
        code="decider",
        name=pgettext("ready-made method", "Spoken to the owner or the commercial head"),
        evidence=DeciderKnown(met=True),
        skip=Skip(who="manager", price=Decimal(5000)),
        hint=pgettext("ready-made method", "A buyer asks for a discount, an owner for a business."),
    )
    met = Checkpoint(
        code="met",
        name=pgettext("ready-made method", "Seen where he works"),
        evidence=Met(),
        skip=Skip(who="manager", price=Decimal(3000)),
        hint=pgettext("ready-made method", "Look at the stock and at the shelf of one of his customers."),
    )
    return Stage(
        code="market",
        name=pgettext("ready-made method", "His market"),
        coarse="need",
        limit=63,
        quiet=14,
        chance=25,
        checkpoints=(written, decider, met),
        hint=pgettext("ready-made method", "How much can he sell in a year, and what stands in the way?"),
    )


def _terms() -> Stage:
    plan = Checkpoint(
        code="price",
        name=pgettext("ready-made method", "Range and volume are agreed"),
        evidence=Priced(products=True),
        hint=pgettext("ready-made method", "The first order by products, and the year by quarters."),
    )
    sent = Checkpoint(
        code="sent",
        name=pgettext("ready-made method", "Terms are sent"),
        evidence=ProposalSent(),
        within=27,
        hint=pgettext("ready-made method", "Prices, deferral, bonus, territory, support: on two pages."),
    )
    answered = Checkpoint(
        code="answered",
        name=pgettext("ready-made method", "He answered the terms"),
        evidence=Replied(),
        skip=Skip(who="manager"),
        hint=pgettext("ready-made method", "Objections in writing are worth more than «we shall think»."),
    )
    return Stage(
        code="terms",
        name=pgettext("ready-made method", "Terms"),
        coarse="proposal",
        limit=63,
        quiet=10,
        chance=45,
        checkpoints=(plan, sent, answered),
        hint=pgettext("ready-made method", "Agree on the plan for a year, not on the discount of a day."),
    )


def _trial() -> Stage:
    checked = Checkpoint(
        code="checked",
        name=pgettext("ready-made method", "Papers and solvency are checked"),
        evidence=ByHand(document=True),
        skip=Skip(who="head"),
        hint=pgettext("ready-made method", "Charter, debts, courts: before anything leaves the warehouse."),
    )
    trained = Checkpoint(
        code="trained",
        name=pgettext("ready-made method", "His people are trained"),
        evidence=Met(times=2),
        required=False,
        hint=pgettext(
            "ready-made method", "They sell what they can explain: a morning with his salespeople."
        ),
    )
    return Stage(
        code="trial",
        name=pgettext("ready-made method", "Preparation"),
        coarse="decision",
        limit=63,
        quiet=10,
        chance=65,
        checkpoints=(checked, trained),
        hint=pgettext("ready-made method", "Everything that lets the first delivery sell through."),
    )


def _order() -> Stage:
    signed = Checkpoint(
        code="signed",
        name=pgettext("ready-made method", "The contract is signed"),
        evidence=ByHand(document=True),
        hint=pgettext("ready-made method", "With the territory, the plan and the limit of credit in it."),
    )
    ordered = Checkpoint(
        code="ordered",
        name=pgettext("ready-made method", "The first order is paid"),
        evidence=ByHand(document=True),
        within=63,
        hint=pgettext("ready-made method", "The first one in advance; credit comes with the third."),
    )
    return Stage(
        code="order",
        name=pgettext("ready-made method", "First order"),
        coarse="contract",
        limit=90,
        quiet=7,
        chance=85,
        checkpoints=(signed, ordered),
        hint=pgettext("ready-made method", "A partner begins with the second order: agree on its date now."),
    )
