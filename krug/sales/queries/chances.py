"""How likely deals are, by what earlier ones came to."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from krug.sales.forecasting import periods
from krug.sales.forecasting.adding import Expected, added
from krug.sales.forecasting.chances import DAY, Model, Traits, loaded, traits
from krug.sales.forecasting.courses import first_bought, has_bought
from krug.sales.models import ChanceModel, Deal
from krug.sales.words import Outcome

MOST = 5_000
"""Open deals of a month that are added up."""


@dataclass(frozen=True, slots=True)
class Likely:
    """`share` 0…1, of `deals` like it. `better`: it told later deals apart better than the plain share."""

    share: float
    deals: int
    better: bool


def model_of(unit: int) -> Model | None:
    """None: too few deals have ended, or nothing was worked out yet."""
    row = ChanceModel.objects.filter(unit=unit).first()
    return loaded(row.at, row.held) if row else None


def traits_now(deal: Deal, model: Model, bought: bool, now: datetime) -> Traits:
    return traits(
        deal.coarse,
        (now - deal.stage_since) / DAY,
        (now - deal.silent_since) / DAY,
        bought,
        None if deal.amount is None else float(deal.amount),
        model.size,
    )


def likely(deal: Deal, now: datetime) -> Likely | None:
    """That it is won at all."""
    model = model_of(deal.unit_id) if deal.outcome == Outcome.OPEN else None
    if model is None:
        return None
    bought = has_bought(deal, first_bought([deal]))
    share, deals = model.ever_won(traits_now(deal, model, bought, now))
    return Likely(share, deals, model.better)


def in_month(deals: Sequence[Deal], period: date, now: datetime) -> dict[int, float]:
    """Open deal → probability that it is won in the month; without those of units that have no model."""
    models = {unit: model_of(unit) for unit in {deal.unit_id for deal in deals}}
    bought = first_bought(deals) if any(models.values()) else {}
    begin, end = ((one - now) / DAY for one in periods.span(period, timezone.get_default_timezone()))
    return {
        deal.pk: model.won_between(traits_now(deal, model, has_bought(deal, bought), now), begin, end)
        for deal in deals
        if deal.outcome == Outcome.OPEN
        for model in [models[deal.unit_id]]
        if model is not None
    }


@dataclass(frozen=True, slots=True)
class MonthExpected:
    """What open deals come to in a month, of the currency that most of them have; `won`: what has come."""

    currency: str
    won: Decimal
    deals: int
    sum: Expected

    @property
    def likely(self) -> dict[str, Decimal]:
        return self._with(self.sum.likely)

    @property
    def low(self) -> dict[str, Decimal]:
        return self._with(self.sum.low)

    @property
    def high(self) -> dict[str, Decimal]:
        return self._with(self.sum.high)

    def _with(self, more: float) -> dict[str, Decimal]:
        return {self.currency: self.won + Decimal(round(more))}


def expected(
    owners: Collection[int], period: date, won: Mapping[str, Decimal], now: datetime
) -> MonthExpected | None:
    """None: there is no model, or no deal."""
    rows = Deal.objects.filter(owner__in=owners, outcome=Outcome.OPEN, amount__isnull=False)
    deals = list(rows.order_by("-pk")[:MOST])
    currencies = Counter(deal.currency for deal in deals)
    if not currencies:
        return None
    currency = currencies.most_common(1)[0][0]
    deals = [deal for deal in deals if deal.currency == currency]
    chances = in_month(deals, period, now)
    if not chances:
        return None
    pairs = [(float(deal.amount or 0), chances[deal.pk]) for deal in deals if deal.pk in chances]
    return MonthExpected(currency, won.get(currency, Decimal(0)), len(pairs), added(pairs))
