"""What was forecast beside what came, of months that are over."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from krug.access.models import User
from krug.sales.forecasting import periods
from krug.sales.forecasting.alibis import Alibi, Move, Promise, alibis
from krug.sales.forecasting.measures import Bin, Cell, Quality, calibration, quality
from krug.sales.models import Deal, DealEvent, ForecastRow
from krug.sales.periods import shifted
from krug.sales.queries.forecasts import colleagues_seen, won_events
from krug.sales.words import Kind
from krug.site.bulk import chunks

MONTHS = 12
"""Looked back."""
FARTHEST = 2
"""Months ahead that are told apart."""
MOST_ALIBIS = 50


@dataclass(frozen=True, slots=True)
class SellerQuality:
    user: User
    quality: Quality


@dataclass(frozen=True, slots=True)
class AlibiSeen:
    alibi: Alibi
    deal: Deal
    owner: User
    author: User | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """`horizons`: (months ahead, quality). `above`: what managers said; `below`: sellers, of those months."""

    since: date
    currency: str
    currencies: Sequence[str]
    whole: Quality
    horizons: Sequence[tuple[int, Quality]]
    sellers: Sequence[SellerQuality]
    above: Quality | None
    below: Quality | None
    bins: Sequence[Bin]
    model_bins: Sequence[Bin]
    alibis: Sequence[AlibiSeen]


@dataclass(frozen=True, slots=True)
class _Fact:
    """What came: (owner, month) → sum; deals won → the month."""

    sums: dict[tuple[int, date], float]
    deals: dict[int, set[date]]


def accuracy(viewer: User, horizon: int | None, currency: str, now: datetime) -> Accuracy:
    """`horizon` None: what was said last before each cut-off. `currency` "": the one that most is said in."""
    zone = timezone.get_default_timezone()
    this = periods.month_of(now.astimezone(zone).date())
    since = shifted(this, -MONTHS)
    staff = {one.pk: one for one in colleagues_seen(viewer).filter(unit__isnull=False)}
    rows = list(
        ForecastRow.objects.filter(period__gte=since, period__lt=this, owner__in=staff).order_by("number")
    )
    currencies = sorted({row.currency for row in rows})
    counted = {one: sum(row.currency == one for row in rows) for one in currencies}
    chosen = currency if currency in counted else max(counted, key=lambda it: counted[it], default="RUB")
    fact = _facts(staff, since, this, chosen)
    last, by_horizon, above = _spoken(rows)
    cells = {one: list(_cells(held, chosen, fact)) for one, held in by_horizon.items()}
    shown = cells.get(horizon, []) if horizon is not None else list(_cells(last, chosen, fact))
    own = {(one.owner, one.period): one for one in _cells(last, chosen, fact)}
    said_above = list(_cells(above, chosen, fact))
    deals = [pair for one in shown for pair in one.deals]
    return Accuracy(
        since=since,
        currency=chosen,
        currencies=currencies,
        whole=quality(shown),
        horizons=[(one, quality(cells[one])) for one in sorted(cells)],
        sellers=_sellers(staff, shown),
        above=quality(said_above) if said_above else None,
        below=quality([own[one.owner, one.period] for one in said_above if (one.owner, one.period) in own])
        if said_above
        else None,
        bins=calibration(deals),
        model_bins=calibration(pair for one in shown for pair in one.model),
        alibis=_alibis(staff, last),
    )


Spoken = dict[tuple[int, date], list[ForecastRow]]


def _spoken(rows: Sequence[ForecastRow]) -> tuple[Spoken, dict[int, Spoken], Spoken]:
    """What each seller said last of each month: at all, so many months ahead; and who leads him, at all."""
    own, above = Spoken(), Spoken()
    ahead: dict[int, Spoken] = {}
    for row in rows:
        if row.author == row.owner:
            _take(own, row)
            _take(ahead.setdefault(min(row.horizon, FARTHEST), {}), row)
        else:
            _take(above, row)
    return own, ahead, above


def _take(spoken: Spoken, row: ForecastRow) -> None:
    held = spoken.get((row.owner, row.period))
    if held and held[0].submission == row.submission:
        held.append(row)
    elif not held or held[0].made_at <= row.made_at:
        spoken[row.owner, row.period] = [row]


def _facts(staff: Collection[int], since: date, until: date, currency: str) -> _Fact:
    zone = timezone.get_default_timezone()
    events = won_events(staff, periods.start(since, zone), periods.start(until, zone))
    sums: dict[tuple[int, date], float] = {}
    deals: dict[int, set[date]] = {}
    for owner, deal, at, amount, of in events.values_list(
        "owner", "deal", "at", "number_after", "deal__currency"
    ):
        month = periods.month_of(at.astimezone(zone).date())
        deals.setdefault(deal, set()).add(month)
        if of == currency:
            sums[owner, month] = sums.get((owner, month), 0.0) + float(amount or 0)
    return _Fact(sums, deals)


def _cells(spoken: Spoken, currency: str, fact: _Fact) -> Iterator[Cell]:
    for (owner, period), rows in spoken.items():
        own = [row for row in rows if row.currency == currency]
        named = [row for row in own if row.deal]
        judged = [row for row in named if row.model is not None]
        came = {row.deal: period in fact.deals.get(row.deal or 0, ()) for row in named}
        yield Cell(
            owner=owner,
            period=period,
            horizon=rows[0].horizon,
            said=float(sum((row.amount * row.chance for row in own), Decimal(0)) / 100),
            fact=fact.sums.get((owner, period), 0.0),
            deals=[(row.chance / 100, came[row.deal]) for row in named],
            model=[((row.model or 0) / 1000, came[row.deal]) for row in judged],
            same=[(row.chance / 100, came[row.deal]) for row in judged],
        )


def _sellers(staff: dict[int, User], cells: Sequence[Cell]) -> list[SellerQuality]:
    held: dict[int, list[Cell]] = {}
    for one in cells:
        held.setdefault(one.owner, []).append(one)
    found = [SellerQuality(staff[owner], quality(own)) for owner, own in held.items()]
    found = [one for one in found if one.quality.said or one.quality.fact]
    # By how much money they miss: who says little and misses all of it is not who to speak to first.
    return sorted(found, key=lambda one: (-abs(one.quality.said - one.quality.fact), one.user.name))


def _alibis(staff: dict[int, User], last: Spoken) -> list[AlibiSeen]:
    rows = [row for own in last.values() for row in own if row.deal]
    deals: dict[int, Deal] = {}
    moves: list[Move] = []
    for part in chunks(row.deal for row in rows):
        deals |= Deal.objects.in_bulk(part)
        events = DealEvent.objects.filter(deal__in=part, kind__in=[Kind.DATE, Kind.AMOUNT])
        moves += [_move(one) for one in events.order_by("id")]
    promises = [
        Promise(row.deal, row.period, row.amount, row.cut_off, deals[row.deal].closed_at)
        for row in rows
        if row.deal in deals
    ]
    found = alibis(promises, moves)[:MOST_ALIBIS]
    authors = User.objects.in_bulk({one.move.author for one in found if one.move.author})
    return [
        AlibiSeen(one, deal, staff[deal.owner_id], authors.get(one.move.author or 0))
        for one in found
        for deal in [deals[one.promise.deal]]
        if deal.owner_id in staff
    ]


def _move(event: DealEvent) -> Move:
    if event.kind == Kind.AMOUNT:
        before, after = event.number_before, event.number_after
        return Move(event.deal_id, event.at, event.author_id, amount_before=before, amount_after=after)
    return Move(
        event.deal_id,
        event.at,
        event.author_id,
        day_before=event.time_before.date() if event.time_before else None,
        day_after=event.time_after.date() if event.time_after else None,
    )
