"""Months of the demo company as its sellers forecast them: hopefully, most of them in time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.conf import settings
from django.utils import timezone

from krug.access.models import Role, Unit, User
from krug.demo.story import SEED
from krug.sales.actions import load_forecasts
from krug.sales.forecasting import periods
from krug.sales.forecasting.chances import DAY, Course, learn
from krug.sales.forecasting.courses import courses_of
from krug.sales.forecasting.data import PastForecast, Said
from krug.sales.models import Deal, DealEvent
from krug.sales.periods import shifted
from krug.sales.words import Kind

MONTHS = 5
WHEN = {0: timedelta(days=4, hours=10), 1: timedelta(days=-12, hours=11)}
"""Months ahead → how long after the month's beginning it is said."""
SILENT = 0.08


class Then:
    """What a deal looked like at a moment, from its journal."""

    def __init__(self, deal: Deal, events: Sequence[DealEvent]) -> None:
        self.deal, self.events = deal, events

    def runs(self, at: datetime) -> bool:
        return self.deal.opened_at <= at < (self.deal.closed_at or timezone.now())

    def said(self, at: datetime, period: date, likely: Mapping[int, float]) -> Said | None:
        """None: it was not open, or not expected in the month, or nobody had an idea."""
        if not self.runs(at):
            return None
        amount, day, chance = None, None, None
        for one in self.events:
            if one.at > at:
                break
            if one.kind in (Kind.OPENED, Kind.AMOUNT):
                amount = one.number_after
            if one.kind in (Kind.OPENED, Kind.DATE):
                day = one.time_after
            if one.kind == Kind.CHANCE:
                chance = one.number_after
        if amount is None or day is None or chance is None or periods.month_of(day.date()) != period:
            return None
        model = likely.get(self.deal.pk)
        return Said(self.deal.pk, amount, int(chance), self.deal.currency, day.date(), model)


def make(unit: Unit, now: datetime) -> int:
    """Everybody's months up to now. Returns how many submissions."""
    random = Random(f"{SEED}/forecasts/{now.date()}")  # noqa: S311
    sellers: dict[User, list[Then]] = {}
    events: dict[int, list[DealEvent]] = {}
    for event in DealEvent.objects.filter(deal__unit=unit).order_by("at", "id"):
        events.setdefault(event.deal_id, []).append(event)
    for deal in Deal.objects.filter(unit=unit).select_related("owner").order_by("id"):
        sellers.setdefault(deal.owner, []).append(Then(deal, events.get(deal.pk, [])))
    leads = {one.team_id: one for one in User.objects.filter(unit=unit, role=Role.MANAGER)}
    told = list(_told(random, sellers, leads, courses_of(unit.pk, now), now))
    return load_forecasts(sorted(told, key=lambda one: one.made_at))


def _told(
    random: Random,
    sellers: dict[User, list[Then]],
    leads: dict[int | None, User],
    courses: Sequence[Course],
    now: datetime,
) -> Iterator[PastForecast]:
    zone = timezone.get_default_timezone()
    this = periods.month_of(now.astimezone(zone).date())
    for period in (shifted(this, away) for away in range(-MONTHS, 3)):
        closes = periods.cut_off(period, settings.KRUG_FORECAST_DAYS, zone)
        for months, after in WHEN.items():
            likely = _likely(courses, periods.start(period, zone) + after, period)
            for seller, deals in sellers.items():
                at = periods.start(period, zone) + after + timedelta(minutes=random.randint(0, 400))
                if not at < min(now, closes) or random.random() < SILENT:
                    continue
                if not any(deal.runs(at) for deal in deals):
                    continue
                said = [one for one in (deal.said(at, period, likely) for deal in deals) if one]
                if random.random() < 0.8:
                    more = Decimal(random.randint(4, 16) * 10_000)
                    said.append(Said(None, more, 5 * random.randint(6, 12)))
                yield PastForecast(seller, seller, period, at, said)
                lead = leads.get(seller.team_id)
                if months == 0 and lead and said and random.random() < 0.3:
                    careful = [_careful(one) for one in said]
                    yield PastForecast(seller, lead, period, at + timedelta(minutes=40), careful)


def _careful(one: Said) -> Said:
    """What a manager thinks of his seller's hopes."""
    return replace(one, amount=one.amount * Decimal("0.9"), chance=max(0, one.chance - 20))


def _likely(courses: Sequence[Course], at: datetime, period: date) -> dict[int, float]:
    """What the model would have said then, learnt from what was known then."""
    model = learn(courses, at)
    if model is None:
        return {}
    begin, end = ((one - at) / DAY for one in periods.span(period, timezone.get_default_timezone()))
    running = [one for one in courses if one.opened_at <= at < (one.closed_at or timezone.now())]
    return {one.deal: model.won_between(one.traits(at, model.size), begin, end) for one in running}
