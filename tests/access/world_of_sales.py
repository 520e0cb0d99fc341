"""A deal for the walk through the demo company, and which of a deal's checkpoints the routes mean."""

from decimal import Decimal

from django.utils import timezone

from krug.access.models import Role, User
from krug.customers.models import Person
from krug.sales.actions import (
    begin_plan,
    edit_deal,
    justify,
    keep_scenario,
    make_proposal,
    open_deal,
    sent,
    set_competitor,
    set_figure,
    set_template,
    skip,
    submit_forecast,
)
from krug.sales.actions.proposal import ProposalData
from krug.sales.contract import ByHand, Checkpoint
from krug.sales.data import DealData
from krug.sales.forecasting import periods
from krug.sales.forecasting.data import Said
from krug.sales.models import Deal
from krug.sales.periods import quarter_of
from krug.sales.planning.data import PlanData, Whose
from krug.sales.planning.levers import Levers


def dealt(rita: User, doctor: Person) -> Deal:
    data = DealData(name="Qwertodeal", person=doctor, amount=Decimal(90_000), next_action="Call")
    made = open_deal(rita, data)
    set_competitor(rita, made, "Qwertodeal's rival")
    skip(rita, made, asked_of(made).code, "He is abroad")
    stopped(made)
    offered(made)
    foretold(rita, made)
    planned(rita)
    return made


def offered(deal: Deal) -> None:
    """A paper of it went out."""
    head = User.objects.filter(unit=deal.unit_id, role=Role.HEAD).order_by("pk")[0]
    assert head.unit
    set_template(head, head.unit, {"seller": "Qwertoseller", "days": 14})
    sent(deal.owner, make_proposal(deal.owner, deal, ProposalData(intro="Qwertointro")))


def stopped(deal: Deal) -> None:
    """It is likely to bring nothing, so that its stop sign stands; its owner asks to go on."""
    edit_deal(deal.owner, deal, {"chance": 0})
    justify(deal.owner, deal, "He orders again", up_to=Decimal(900_000))


def asked_of(deal: Deal) -> Checkpoint:
    """The one that waits for somebody above the seller."""
    return next(it for _s, it in _points(deal) if it.skip and it.skip.who != "seller")


def by_hand(deal: Deal) -> Checkpoint:
    return next(it for _s, it in _points(deal) if isinstance(it.evidence, ByHand))


def skippable(deal: Deal) -> Checkpoint:
    """Another one that may be left out."""
    return next(it for _s, it in _points(deal) if it.skip and it.code != asked_of(deal).code)


def _points(deal: Deal) -> list[tuple[object, Checkpoint]]:
    return list(deal.method.meant.checkpoints())


def foretold(owner: User, deal: Deal) -> None:
    """He says of the next month that it may come."""
    month = periods.following(periods.month_of(timezone.localdate()))
    submit_forecast(owner, owner, month, [Said(deal.pk, Decimal(700), 40)])


def planned(owner: User) -> None:
    """A plan of her team for this quarter, something of it hers by hand; a scenario."""
    assert owner.unit is not None
    plan = begin_plan(None, PlanData(owner.unit, quarter_of(timezone.localdate()), 3, owner.team))
    based_on = plan.versions.latest("number").edits
    set_figure(None, plan, Whose(owner=owner.pk), [700, 0, 0], "Qwertodeal comes", based_on)
    keep_scenario(None, plan, "Qwertoplan", Levers(contacts=10))
