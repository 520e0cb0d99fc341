"""What the model of deals says, tried on months that it had not seen: Maven's «CRM sales opportunities».

For each month: learnt from what was known at its beginning alone, told of every deal that ran then, and laid
beside what came. Against it the plainest forecast: as it was last month, so it will be.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from krug.bench.metric import Metric
from krug.sales.forecasting import periods
from krug.sales.forecasting.chances import DAY, Course, learn
from krug.sales.forecasting.measures import bias, brier, wape
from krug.sales.periods import shifted

INPUTS = next(
    (one for up in Path(__file__).parents if (one := up / "shared/inputs/sales/maven-crm").is_dir()),
    Path("shared/inputs/sales/maven-crm"),
)
FIRST, LAST = date(2017, 4, 1), date(2017, 12, 1)
"""Before April 2017 no month is whole; the file ends with December."""
RENAMED = {"GTXPro": "GTX Pro"}


@dataclass(slots=True)
class Month:
    """Of deals that ran when it began: (probability, won in it), by the model and by last month's share."""

    model: list[tuple[float, bool]]
    rate: list[tuple[float, bool]]
    told: float
    rated: float
    last: float
    came: float


def run(quick: bool) -> list[Metric]:
    if not (INPUTS / "sales_pipeline.csv").exists():
        raise FileNotFoundError(f"Maven's opportunities are not here: {INPUTS}")
    deals = list(courses())
    first = shifted(LAST, -2) if quick else FIRST
    months = [month for at in _months(first) if (month := tried(deals, at))]
    model, rate = (
        [pair for one in months for pair in one.model],
        [pair for one in months for pair in one.rate],
    )
    told, rated = brier(model) or 1.0, brier(rate) or 1.0
    sums = wape((one.told, one.came) for one in months) or 0.0
    by_rate = wape((one.rated, one.came) for one in months) or 0.0
    by_last = wape((one.last, one.came) for one in months) or 0.0
    of = f"{len(model):,} deals at the beginning of {len(months)} months"
    against = "last month's share of deals that ran"
    return [
        Metric(f"Brier, won within the month, {of}", told, "", "< last month's", told < rated, against,
               told / rated),
        Metric("the same by last month's share", rated, ""),
        Metric("WAPE of the month's sum", sums * 100, "%", "< last month's", sums < min(by_rate, by_last),
               "the better of the two below", sums / min(by_rate, by_last)),
        Metric("the same by last month's share", by_rate * 100, "%"),
        Metric("the same by last month's sum", by_last * 100, "%"),
        Metric("bias of the month's sum", (bias((one.told, one.came) for one in months) or 0) * 100, "%"),
        Metric("months in which there was too little to learn from", len(list(_months(first))) - len(months),
               "months"),
    ]  # fmt: skip


def courses() -> Iterator[Course]:
    """Every deal with a day on which it began; its worth is the price on the list, known from the start."""
    prices = {row["product"]: float(row["sales_price"]) for row in rows_of("products.csv")}
    rows = [row for row in rows_of("sales_pipeline.csv") if row["engage_date"]]
    bought: dict[str, datetime] = {}
    for row in rows:
        if row["deal_stage"] == "Won" and row["account"]:
            at = _day(row["close_date"])
            bought[row["account"]] = min(at, bought.get(row["account"], at))
    for number, row in enumerate(rows):
        opened = _day(row["engage_date"])
        price = prices[RENAMED.get(row["product"], row["product"])]
        yield Course(
            deal=number,
            opened_at=opened,
            closed_at=_day(row["close_date"]) if row["close_date"] else None,
            won=row["deal_stage"] == "Won",
            stages=[(opened, "engaging")],
            amounts=[(opened, price)],
            bought=bool(row["account"]) and bought.get(row["account"], opened) < opened,
        )


def worth(deals: Sequence[Course], since: datetime, until: datetime, opened: bool) -> float:
    """What was won in a span; `opened`: of deals that began in it alone."""
    return sum(
        one.amounts[-1][1]
        for one in deals
        if one.won
        and one.closed_at
        and since <= one.closed_at < until
        and (one.opened_at >= since or not opened)
    )


def tried(deals: Sequence[Course], month: date) -> Month | None:
    """None: of what was known when it began nothing could be learnt."""
    since, until = periods.span(month, UTC)
    before, _end = periods.span(shifted(month, -1), UTC)
    known = [as_known(one, since) for one in deals if one.opened_at < since]
    model = learn(known, since)
    if model is None:
        return None
    running = [one for one in deals if one.opened_at < since and (one.closed_at or until) >= since]
    ran = [one for one in deals if one.opened_at < before and (one.closed_at or until) >= before]
    share = sum(_won(one, before, since) for one in ran) / max(1, len(ran))
    fresh = worth(deals, before, since, opened=True)
    days = (until - since) / DAY
    said = [(model.won_between(one.traits(since, model.size), 0, days), one) for one in running]
    return Month(
        model=[(chance, _won(one, since, until)) for chance, one in said],
        rate=[(share, _won(one, since, until)) for one in running],
        # Deals that begin in the month nobody knows yet: as many as last month, for both.
        told=sum(chance * one.amounts[-1][1] for chance, one in said) + fresh,
        rated=sum(share * one.amounts[-1][1] for one in running) + fresh,
        last=worth(deals, before, since, opened=False),
        came=worth(deals, since, until, opened=False),
    )


def as_known(one: Course, at: datetime) -> Course:
    """What happened later is cut off."""
    over = one.closed_at is not None and one.closed_at <= at
    return one if over else replace(one, closed_at=None, won=False)


def _won(one: Course, since: datetime, until: datetime) -> bool:
    return one.won and one.closed_at is not None and since <= one.closed_at < until


def _months(first: date) -> Iterator[date]:
    month = first
    while month <= LAST:
        yield month
        month = periods.following(month)


def rows_of(name: str) -> list[dict[str, str]]:
    with (INPUTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> datetime:
    """20-10-16 is a day of October 2016."""
    day, month, year = text.split("-")
    return datetime(2000 + int(year), int(month), int(day), tzinfo=UTC)
