"""A plan made from below, tried on months that it had not seen: Maven's «CRM sales opportunities».

At the beginning of each three months a plan is made from what was known then alone, and laid beside what
came. Against it the naive line: what was, and 15 % more. The file begins with October 2016 and its first deal
is won in March 2017: there is no whole year, so «what was» is the mean of the whole months before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from krug.bench import forecast
from krug.bench.metric import Metric
from krug.sales.forecasting import periods
from krug.sales.forecasting.chances import DAY, Course, Model, learn
from krug.sales.periods import shifted
from krug.sales.planning.basis import Frame
from krug.sales.planning.checking import checked, frame_before, settled
from krug.sales.planning.errors import off
from krug.sales.planning.figures import figures
from krug.sales.planning.naive import naive
from krug.sales.planning.pace import NOBODY, Known

STARTS = tuple(date(2017, month, 1) for month in (7, 8, 9, 10))
"""Of three months each; before July too few months of winning are known."""
GROWTH = 15


@dataclass(frozen=True, slots=True)
class Tried:
    """Cents by month; `span`: what the whole quarter lies in with 80 %."""

    start: date
    plan: Sequence[int]
    naive: Sequence[int]
    came: Sequence[int]
    span: tuple[float, float]


def run(quick: bool) -> list[Metric]:
    found = [tried(deals(), quarter) for quarter in (STARTS[-1:] if quick else STARTS)]
    plan = off([c for one in found for c in one.plan], [c for one in found for c in one.came])
    line = off([c for one in found for c in one.naive], [c for one in found for c in one.came])
    wape, beaten = (plan.by_month or 0) * 100, (line.by_month or 0) * 100
    inside = sum(one.span[0] <= sum(one.came) <= one.span[1] for one in found)
    sums = off([sum(one.plan) for one in found], [sum(one.came) for one in found]).by_month or 0
    by_line = off([sum(one.naive) for one in found], [sum(one.came) for one in found]).by_month or 1
    metrics = [
        Metric(f"plan missed the sums of {len(found)} spans of three months by (WAPE)", sums * 100, "%",
               "< the naive line", sums < by_line, "the naive line", sums / by_line),
        Metric("the naive line missed them by", by_line * 100, "%"),
        Metric("plan missed their months by (WAPE)", wape, "%", "< the naive line",
               wape < beaten, "the naive line", wape / beaten),
        Metric("the naive line (mean of the months before + 15 %) missed them by", beaten, "%"),
        Metric("spans that came within the plan's interval of 80 %", inside, f"of {len(found)}"),
    ]  # fmt: skip
    for one in found:
        name = f"{one.start:%Y-%m} and the two months after"
        said, line = off(one.plan, one.came), off(one.naive, one.came)
        metrics += [
            Metric(f"{name}: plan against what came", (said.whole or 0) * 100, "%"),
            Metric(f"{name}: the naive line against what came", (line.whole or 0) * 100, "%"),
        ]
    return metrics


def deals() -> Sequence[tuple[Course, str, str, float]]:
    """(deal, its seller, its customer, what it brought): worth its price on the list until it is won."""
    rows = [row for row in forecast.rows_of("sales_pipeline.csv") if row["engage_date"]]
    return [
        (course, row["sales_agent"], row["account"], float(row["close_value"] or 0))
        for course, row in zip(forecast.courses(), rows, strict=True)
    ]


def tried(told: Sequence[tuple[Course, str, str, float]], start: date) -> Tried:
    at = datetime.combine(start, datetime.min.time(), UTC)
    months = [shifted(start, away) for away in range(3)]
    staff = {name: number for number, name in enumerate(sorted({seller for _c, seller, *_r in told}))}
    frame = _frame(told, at, months, list(staff.values()))
    known = _all_known(told, frame)
    before = frame_before(at, list(staff.values()))
    since = [one for one in known if one.won and one.closed_at and one.closed_at >= before.at]
    trust = checked(_all_known(told, before), before, since)
    _known_then, basis = settled(known, frame, trust, start)
    said = figures(basis)
    came = [round(_won(told, month) * 100) for month in months]
    line = naive(frame.history, months, GROWTH, start)
    return Tried(
        start,
        [round(one.likely) for one in said.months],
        line.cents,
        came,
        (said.whole.low, said.whole.high),
    )


def _frame(
    told: Sequence[tuple[Course, str, str, float]], at: datetime, months: Sequence[date], staff: list[int]
) -> Frame:
    ends = [tuple((one - at) / DAY for one in periods.span(month, UTC)) for month in months]
    first, history = date(2017, 3, 1), dict[date, int]()
    while first < months[0]:
        history[first] = round(_won(told, first) * 100)
        first = shifted(first, 1)
    weeks = [(until - since) / 7 for since, until in ends]
    return Frame(at, months, [(since, until) for since, until in ends], weeks, staff, history)


def _all_known(told: Sequence[tuple[Course, str, str, float]], frame: Frame) -> list[Known]:
    at = frame.at
    staff = {name: number for number, name in enumerate(sorted({seller for _c, seller, *_r in told}))}
    model = learn([forecast.as_known(one, at) for one, *_rest in told if one.opened_at < at], at)
    return [
        _known(forecast.as_known(one, at), staff[seller], customer, worth, model, frame)
        for one, seller, customer, worth in told
        if one.opened_at < at
    ]


def _known(
    course: Course, owner: int, customer: str, worth: float, model: Model | None, frame: Frame
) -> Known:
    since = frame.at
    chances = (
        [model.won_between(course.traits(since, model.size), *span) for span in frame.spans]
        if course.closed_at is None and model
        else []
    )
    return Known(
        deal=course.deal,
        owner=owner,
        customer=(None, abs(hash(customer))) if customer else NOBODY,
        territory=None,
        opened_at=course.opened_at,
        closed_at=course.closed_at,
        won=course.won,
        cents=round((worth if course.won else course.amounts[-1][1]) * 100),
        stages=[(course.opened_at, "contact")],
        bought=course.bought,
        chances=chances,
    )


def _won(told: Sequence[tuple[Course, str, str, float]], month: date) -> float:
    since, until = periods.span(month, UTC)
    return sum(
        worth for one, _s, _c, worth in told if one.won and one.closed_at and since <= one.closed_at < until
    )
