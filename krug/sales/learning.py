"""What closed deals teach, worked out anew every night."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count

from krug.sales.actions.costs import Effects, effects_of, priced
from krug.sales.actions.judge import judge
from krug.sales.costing import UNTAUGHT, Seen, effect
from krug.sales.forecasting.teaching import learn_chances
from krug.sales.models import Closing, Deal, DealDeviation, DeviationEffect, MethodVersion, UsualCost
from krug.sales.stopping import CENT, counted
from krug.sales.words import Coarse, Outcome
from krug.site import bulk

LOOKED_BACK = timedelta(days=730)
AT_ONCE = 1_000


def learn(now: datetime) -> None:
    learn_costs(now)
    if learn_effects(now):
        price_again()
    learn_chances(now)


def learn_costs(now: datetime) -> set[int]:
    """What deals that were won by each method cost. Returns methods of which something is new."""
    prices = {row.pk: row.meant for row in MethodVersion.objects.filter(publication__isnull=False)}
    methods = dict(MethodVersion.objects.values_list("id", "method"))
    sums, counts = defaultdict[int, Decimal](Decimal), defaultdict[int, int](int)
    won = Closing.objects.filter(won=True, reopened_at=None, at__gt=now - LOOKED_BACK)
    for version, effort in won.values_list("deal__method", "effort").iterator(chunk_size=2000):
        touches = {"visits": Decimal(effort["meetings"]), "calls": Decimal(effort["calls"])}
        sums[methods[version]] += Decimal(effort["spent"]) + counted(prices[version], touches)
        counts[methods[version]] += 1
    known = UsualCost.objects.in_bulk(field_name="method_id")
    changed = set[int]()
    for method in {*counts, *known}:
        count = counts[method]
        money = (sums[method] / count).quantize(CENT) if count else Decimal(0)
        row = known.get(method)
        if row is None or (row.deals, row.money) != (count, money):
            values = {"deals": count, "money": money, "at": now}
            UsualCost.objects.update_or_create(method_id=method, defaults=values)
            changed.add(method)
    running = Deal.objects.filter(outcome=Outcome.OPEN, method__method__in=changed)
    judge(list(running.values_list("id", flat=True)), now)
    return changed


def learn_effects(now: datetime) -> int:
    """How much rarer deals that deviated so at a stage are won, by unit. Returns effects that changed."""
    changed = 0
    known = {(row.unit_id, row.kind, row.coarse): row for row in DeviationEffect.objects.all()}
    for key, seen in _closed(now).items():
        found = None if key[1] in UNTAUGHT else effect(seen)
        figures = asdict(seen) | {name: getattr(found, name, None) for name in ("points", "low", "high")}
        row = known.pop(key, None) or DeviationEffect(unit_id=key[0], kind=key[1], coarse=key[2])
        if row.pk and all(getattr(row, name) == value for name, value in figures.items()):
            continue
        for name, value in figures.items():
            setattr(row, name, value)
        row.at = now
        row.save()
        changed += 1
    DeviationEffect.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    return changed + len(known)


def _closed(now: datetime) -> dict[tuple[int, str, str], Seen]:
    """(unit, kind, coarse stage) → closed deals that came to the stage, and which of them deviated there."""
    order = list(Coarse)
    closed = Deal.objects.exclude(outcome=Outcome.OPEN).filter(closed_at__gt=now - LOOKED_BACK)
    reached = defaultdict[tuple[int, str], list[int]](lambda: [0, 0])
    groups = closed.values_list("unit", "coarse", "outcome").annotate(Count("id"))
    for unit, last, outcome, count in groups.order_by():
        for coarse in order[: order.index(Coarse(last)) + 1]:
            reached[unit, coarse][0] += count
            reached[unit, coarse][1] += count if outcome == Outcome.WON else 0
    rows = DealDeviation.objects.filter(gone_at=None, deal__in=closed).exclude(coarse="")
    had = defaultdict[tuple[int, str, str], list[int]](lambda: [0, 0, 0, 0])
    columns = ("deal__unit", "kind", "coarse", "deal__coarse", "deal__outcome")
    for unit, kind, coarse, last, outcome, count in (
        rows.order_by().values_list(*columns).annotate(Count("deal", distinct=True))
    ):
        won = count if outcome == Outcome.WON else 0
        # One that was put back stands before the stage where it deviated: it is not among `reached`.
        within = order.index(Coarse(last)) >= order.index(Coarse(coarse))
        figures = had[unit, kind, coarse]
        for place, more in enumerate((count, won, count if within else 0, won if within else 0)):
            figures[place] += more
    return {
        (unit, kind, coarse): Seen(
            every, won, reached[unit, coarse][0] - within, reached[unit, coarse][1] - within_won
        )
        for (unit, kind, coarse), (every, won, within, within_won) in had.items()
    }


def price_again() -> int:
    """Every deviation at what is known now. Returns how many were changed."""
    effects = effects_of(set(Deal.objects.order_by().values_list("unit", flat=True).distinct()))
    changed, last = 0, 0
    while deals := list(
        Deal.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "unit", "amount")[:AT_ONCE]
    ):
        last = deals[-1][0]
        rows = defaultdict[int, list[DealDeviation]](list)
        every = DealDeviation.objects.filter(deal__in=[pk for pk, *_rest in deals], gone_at=None)
        for row in every.order_by("at", "kind", "key"):
            rows[row.deal_id].append(row)
        other = [row for pk, unit, amount in deals for row in _priced_again(rows[pk], unit, amount, effects)]
        bulk.change(DealDeviation, ["cost", "cost_low", "cost_high"], other)
        changed += len(other)
    return changed


def _priced_again(
    rows: list[DealDeviation], unit: int, amount: Decimal | None, effects: Effects
) -> Iterator[DealDeviation]:
    counted = set[tuple[str, str]]()
    for row in rows:
        first = (row.kind, row.coarse) not in counted
        counted.add((row.kind, row.coarse))
        figures = priced(amount, effects.get((unit, row.kind, row.coarse)), first)
        if any(getattr(row, name) != value for name, value in figures.items()):
            for name, value in figures.items():
                setattr(row, name, value)
            yield row
