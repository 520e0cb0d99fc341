"""Deals as they were known at a moment: what a plan is made of."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from krug.customers.models import Organisation, Person
from krug.customers.queries import canonicals_of
from krug.customers.queries.organisations import standing_for
from krug.sales.forecasting.chances import Course, Model, learn
from krug.sales.forecasting.courses import courses_of
from krug.sales.models import Deal, DealEvent, Line, Plan
from krug.sales.periods import shifted
from krug.sales.planning.basis import Frame
from krug.sales.planning.pace import NOBODY, Customer, Known
from krug.sales.queries.chances import model_of
from krug.sales.words import Kind
from krug.site.bulk import chunks

FRESH = timedelta(days=2)
"""As long what was learnt in the night is good enough."""
SAID = (Kind.OPENED, Kind.DATE, Kind.CHANCE)


@dataclass(slots=True)
class _Said:
    """What its manager said of a deal last."""

    expected: date | None = None
    chance: float | None = None


class Reading:
    """All deals of a unit in the plan's currency, read once, told as of any moment.

    `foreign`: how many are in another currency, and left out.
    """

    def __init__(self, plan: Plan, at: datetime) -> None:
        self.unit, self.at = plan.unit_id, at
        self.courses = {one.deal: one for one in courses_of(self.unit, at)}
        rows = Deal.objects.filter(unit=self.unit, opened_at__lt=at)
        held = [one for one in rows if one.pk in self.courses]
        self.deals = [one for one in held if one.currency == plan.currency]
        self.foreign = len(held) - len(self.deals)
        self.customers = customers_of(self.deals)
        self.territories = territories_of(set(self.customers.values()))
        self.products = products_of([one.pk for one in self.deals])
        self.events = _events([one.pk for one in self.deals])

    def known(self, frame: Frame, owners: Collection[int]) -> list[Known]:
        """As of the frame's moment, of these sellers alone; what all taught is in the chances."""
        at = frame.at
        known = [_as_known(one, at) for one in self.courses.values() if one.opened_at < at]
        held = model_of(self.unit) if timezone.now() - at < FRESH else None
        model = held or learn(known, at)
        by_id = {one.deal: one for one in known}
        chosen = set(owners)
        return [
            self._known(deal, by_id[deal.pk], model, frame)
            for deal in self.deals
            if deal.pk in by_id and deal.owner_id in chosen
        ]

    def _known(self, deal: Deal, course: Course, model: Model | None, frame: Frame) -> Known:
        said = _said(self.events.get(deal.pk, ()), frame.at)
        won = course.closed_at is not None and course.won
        amount = deal.amount if won else next((one for _at, one in reversed(course.amounts)), None)
        customer = self.customers[deal.pk]
        chances: Sequence[float] = ()
        if course.closed_at is None and amount:
            chances = _chances(deal, course, model, said, frame)
        return Known(
            deal=deal.pk,
            owner=deal.owner_id,
            customer=customer,
            territory=self.territories.get(customer),
            opened_at=course.opened_at,
            closed_at=course.closed_at,
            won=won,
            cents=round((amount or 0) * 100),
            stages=course.stages,
            words=course.words,
            bought=course.bought,
            expected=said.expected,
            chances=chances,
            products=self.products.get(deal.pk, {}),
        )


def _as_known(one: Course, at: datetime) -> Course:
    over = one.closed_at is not None and one.closed_at <= at
    return Course(
        deal=one.deal,
        opened_at=one.opened_at,
        closed_at=one.closed_at if over else None,
        won=one.won and over,
        stages=[pair for pair in one.stages if pair[0] <= at] or one.stages[:1],
        words=[word for word in one.words if word <= at],
        amounts=[pair for pair in one.amounts if pair[0] <= at],
        bought=one.bought,
    )


def _chances(deal: Deal, course: Course, model: Model | None, said: _Said, frame: Frame) -> Sequence[float]:
    """By months: as deals like it were won; not before the month that its manager expects it in.

    Without a model all of the manager's probability stands in that month.
    """
    count = len(frame.spans)
    place = _place(said.expected, frame)
    if model is None:
        chances = [0.0] * count
        if said.chance is not None and place is not None and place < count:
            chances[place] = said.chance
        return chances
    if place is not None and place >= count:
        # What is expected after the plan does not come in it.
        return [0.0] * count
    traits = course.traits(frame.at, model.size)
    chances = [model.won_between(traits, max(0.0, since), until) for since, until in frame.spans]
    if place is not None:
        # What would come earlier, before the plan begins as well, comes then.
        by_then = model.won_between(traits, 0.0, frame.spans[place][1])
        chances = [0.0] * place + [by_then, *chances[place + 1 :]]
    return chances


def _place(expected: date | None, frame: Frame) -> int | None:
    """Which span of the plan that is; as many as there are: after all of them. None: before them, which says
    nothing.
    """
    if expected is None:
        return None
    noon = datetime.combine(expected, time(12), timezone.get_default_timezone())
    away = (noon - frame.at) / timedelta(days=1)
    if away < frame.spans[0][0]:
        return None
    return next((at for at, (_since, until) in enumerate(frame.spans) if away < until), len(frame.spans))


def _said(events: Sequence[Mapping[str, Any]], at: datetime) -> _Said:
    said = _Said()
    for one in events:
        if one["at"] > at:
            break
        if one["kind"] in (Kind.OPENED, Kind.DATE):
            said.expected = one["time_after"].date() if one["time_after"] else None
        if one["kind"] == Kind.CHANCE:
            said.chance = float(one["number_after"]) / 100 if one["number_after"] is not None else None
    return said


def _events(deals: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for part in chunks(deals):
        rows = DealEvent.objects.filter(deal__in=part, kind__in=SAID).order_by("at", "id")
        for one in rows.values("deal_id", "kind", "at", "time_after", "number_after"):
            found[one["deal_id"]].append(dict(one))
    return found


def customers_of(deals: Sequence[Deal]) -> dict[int, Customer]:
    """Deal → whose it is: of the place where there is one. Of doubles, which one stands for them."""
    people = canonicals_of({one.person_id for one in deals if one.person_id})
    places = standing_for({one.organisation_id for one in deals if one.organisation_id})
    found: dict[int, Customer] = {}
    for one in deals:
        if one.organisation_id:
            found[one.pk] = (None, places.get(one.organisation_id, one.organisation_id))
        else:
            person = one.person_id or 0
            found[one.pk] = (people.get(person, person), None)
    return found


def territories_of(customers: Collection[Customer]) -> dict[Customer, int | None]:
    found: dict[Customer, int | None] = {NOBODY: None}
    for part in chunks([one for one, _place in customers if one]):
        for row, territory in Person.objects.filter(pk__in=part).values_list("pk", "territory"):
            found[row, None] = territory
    for part in chunks([place for _one, place in customers if place]):
        for row, territory in Organisation.objects.filter(pk__in=part).values_list("pk", "territory"):
            found[None, row] = territory
    return found


def products_of(deals: Sequence[int]) -> dict[int, dict[int | None, int]]:
    """Deal → product → what its lines cost, in cents; None: lines of what is in no catalogue."""
    found: dict[int, dict[int | None, int]] = defaultdict(lambda: defaultdict(int))
    for part in chunks(deals):
        for one in Line.objects.filter(deal__in=part).order_by("id"):
            cents = round(one.quantity * one.price * (100 - one.discount))
            found[one.deal_id][one.product_id] += max(0, cents)
    return {deal: dict(own) for deal, own in found.items() if any(own.values())}


def won_by_month(known: Sequence[Known], whole: date) -> dict[date, int]:
    """From the first month in which anything was won up to `whole`, the first that is not over; months
    without anything are in it as well.
    """
    zone, found = timezone.get_default_timezone(), defaultdict[date, int](int)
    for one in known:
        if one.won and one.closed_at:
            found[one.closed_at.astimezone(zone).date().replace(day=1)] += one.cents
    month, history = min(found, default=whole), dict[date, int]()
    while month < whole:
        history[month] = found[month]
        month = shifted(month, 1)
    return history
