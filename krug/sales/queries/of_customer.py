"""Deals of one customer, as his card shows them; those who have him take part are theirs too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from krug.access.models import User
from krug.access.scopes import only_seen
from krug.customers.models import Organisation, Person
from krug.customers.queries.identity import group_of
from krug.customers.queries.organisations import cards_of
from krug.sales.models import Deal, Participant
from krug.sales.queries.reach import WITH
from krug.sales.queries.ticking import Line, brief
from krug.sales.words import Outcome

MOST = 50


@dataclass(frozen=True, slots=True)
class Deals:
    """Newest first. `closed`: the last ones."""

    open: Sequence[Line]
    closed: Sequence[Line]


def deals_with(viewer: User, person: Person, now: datetime) -> Deals:
    group = group_of(person)
    takes_part = Participant.objects.filter(person__in=group).values("deal")
    return _seen(viewer, Q(person__in=group) | Q(pk__in=takes_part), now)


def deals_at(viewer: User, organisation: Organisation, now: datetime) -> Deals:
    return _seen(viewer, Q(organisation__in=cards_of(organisation.pk)), now)


def open_deals_of(
    viewer: User, person: Person | None, organisation: Organisation | None, now: datetime
) -> Sequence[Line]:
    """Before another one is opened: those that run already."""
    if person is not None:
        return deals_with(viewer, person, now).open
    return deals_at(viewer, organisation, now).open if organisation is not None else ()


def _seen(viewer: User, theirs: Q, now: datetime) -> Deals:
    deals = only_seen(viewer, Deal.objects.filter(theirs)).select_related(*WITH).order_by("-pk")
    lines = brief(list(deals[:MOST]), now)
    ended = [line for line in lines if line.deal.outcome != Outcome.OPEN]
    return Deals([line for line in lines if line.deal.outcome == Outcome.OPEN], ended)
