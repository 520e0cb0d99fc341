"""What Rita sells in the walked world: a deal at its first stage, with a question whether it may skip."""

from decimal import Decimal

from krug.access.models import User
from krug.customers.models import Person
from krug.sales.actions import (
    confirm,
    open_deal,
    rename_method,
    save_draft,
    set_competitor,
    skip,
    take_ready,
)
from krug.sales.data import DealData
from krug.sales.models import Deal, Method
from krug.sales.ready import READY
from tests.access.world_of_sales import foretold, offered, planned, stopped
from tests.cast import Cast
from tests.sales.made import make_method


def dealing(cast: Cast, doctor: Person) -> Deal:
    method = make_method(cast)
    data = DealData("Qwertodeal", doctor, method=method, amount=Decimal(700), need="qwertoneed")
    deal = open_deal(cast.rita, data)
    skip(cast.rita, deal, "met", "He is far away")
    stopped(deal)
    offered(deal)
    confirm(cast.rita, deal, "paper", "Letter of Monday")
    set_competitor(cast.rita, deal, "Their shop")
    foretold(cast.rita, deal)
    planned(cast.rita)
    return deal


def selling(head: User) -> Method:
    """How Pharma sells: a ready-made method under its own name, with a draft of what comes next."""
    made = rename_method(head, take_ready(head, "simple", at_once=True), "Zarnimethod")
    save_draft(head, made, READY["tender"].make())
    return made
