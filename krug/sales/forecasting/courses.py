"""Deals of a unit as the model of their chances sees them, read from journal and touches."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Min, Q

from krug.sales import facts
from krug.sales.contract import Contract
from krug.sales.deviating import Happened
from krug.sales.forecasting.chances import Course
from krug.sales.models import Deal
from krug.sales.words import Kind, Outcome

AT_ONCE = 200
MOST = 5_000
"""Deals of a unit that are learnt from, the newest."""
MOVING = (Kind.OPENED, Kind.ADVANCED, Kind.WENT_BACK, Kind.METHOD)


def courses_of(unit: int, now: datetime) -> list[Course]:
    deals = list(Deal.objects.filter(unit=unit, opened_at__lt=now).order_by("-opened_at", "-pk")[:MOST])
    bought = first_bought(deals)
    return [
        course
        for start in range(0, len(deals), AT_ONCE)
        for course in _courses(deals[start : start + AT_ONCE], bought, now)
    ]


def _courses(
    deals: Sequence[Deal], bought: dict[tuple[str, int], datetime], now: datetime
) -> Iterator[Course]:
    held = facts.courses(deals, now)
    for deal in deals:
        own = held[deal.pk]
        yield Course(
            deal=deal.pk,
            opened_at=deal.opened_at,
            closed_at=deal.closed_at,
            won=deal.outcome == Outcome.WON,
            stages=list(_stages(deal, own.journal, own.contract)),
            words=[word.at for word in own.facts.words],
            amounts=[
                (one.at, float(one.number_after))
                for one in own.journal
                if one.kind in (Kind.OPENED, Kind.AMOUNT) and one.number_after is not None
            ],
            bought=has_bought(deal, bought),
        )


def _stages(deal: Deal, journal: Sequence[Happened], contract: Contract) -> Iterator[tuple[datetime, str]]:
    """A stage that only an earlier version had counts as the one before it."""
    coarse = {stage.code: stage.coarse for stage in contract.stages}
    stage: str = contract.stages[0].coarse
    yield deal.opened_at, stage
    for one in journal:
        if one.kind in MOVING and one.at > deal.opened_at:
            stage = coarse.get(one.stage, stage)
            yield one.at, stage


def first_bought(deals: Sequence[Deal]) -> dict[tuple[str, int], datetime]:
    """Customer → when he first bought."""
    people = {deal.person_id for deal in deals if deal.person_id}
    places = {deal.organisation_id for deal in deals if deal.organisation_id}
    won = Deal.objects.filter(outcome=Outcome.WON).filter(Q(person__in=people) | Q(organisation__in=places))
    found: dict[tuple[str, int], datetime] = {}
    for name in ("person", "organisation"):
        for row, at in won.values_list(name).annotate(Min("closed_at")).order_by():
            if row is not None and at is not None:
                found[name, row] = at
    return found


def has_bought(deal: Deal, bought: dict[tuple[str, int], datetime]) -> bool:
    keys = (("person", deal.person_id or 0), ("organisation", deal.organisation_id or 0))
    return any(bought.get(key, deal.opened_at) < deal.opened_at for key in keys)
