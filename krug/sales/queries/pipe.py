"""Pipe and funnel as figures: how many deals came to each stage, how they left it, how long they took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from krug.access.models import User
from krug.analysis.intervals import Share
from krug.analysis.question import Question, inspect_many
from krug.analysis.steps import Step
from krug.sales.dimensions import coarse_of
from krug.sales.models import Method, MethodVersion
from krug.sales.queries.cut import ASLEEP, ON, Cut, reach_of_viewer
from krug.sales.queries.ticking import contracts_of
from krug.sales.words import Coarse, Fate, Leak


@dataclass(frozen=True, slots=True)
class Flow:
    """So many deals, worth so much in the currency of the picture."""

    deals: int = 0
    value: Decimal = Decimal(0)

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(self.deals + other.deals, self.value + other.value)


@dataclass(frozen=True, slots=True)
class StageFlow:
    """Each deal of `came` is in one of `fates`. `stalled`: of those still there, who stand still.

    `seconds`: median working time at the stage of those that left it. `leaks`: who left the method there.
    `former`: a stage of an earlier version alone.
    """

    code: str
    name: str
    former: bool = False
    fates: Mapping[Fate, Flow] = field(default_factory=dict)
    stalled: Flow = Flow()
    seconds: float | None = None
    leaks: Mapping[Leak, Flow] = field(default_factory=dict)

    def of(self, *fates: Fate) -> Flow:
        return sum((self.fates.get(fate, Flow()) for fate in fates), Flow())

    @property
    def came(self) -> Flow:
        return sum(self.fates.values(), Flow())

    @property
    def there(self) -> Flow:
        return self.of(Fate.THERE)

    @property
    def left(self) -> Flow:
        return self.of(*(fate for fate in Fate if fate != Fate.THERE))

    @property
    def on(self) -> Flow:
        return self.of(*ON)

    @property
    def passed(self) -> Share:
        """Of those that have left it: those that went on."""
        return Share(self.on.deals, self.left.deals)


@dataclass(frozen=True, slots=True)
class Pipe:
    """`currency`: the one of most deals; `foreign`: deals in others, which count without their value."""

    stages: Sequence[StageFlow]
    currency: str = "RUB"
    foreign: int = 0

    @property
    def won(self) -> Flow:
        return sum((stage.of(Fate.WON) for stage in self.stages), Flow())

    @property
    def lost(self) -> Flow:
        return sum((stage.of(Fate.LOST) for stage in self.stages), Flow())

    @property
    def there(self) -> Flow:
        return sum((stage.there for stage in self.stages), Flow())

    @property
    def deals(self) -> Flow:
        return self.won + self.lost + self.there

    @property
    def closed(self) -> Share:
        """Of those that ended: won."""
        return Share(self.won.deals, self.won.deals + self.lost.deals)


@dataclass(frozen=True, slots=True)
class Path:
    """The stages a picture shows: (code, name, whether former); and each version's stages in coarse ones."""

    stages: Sequence[tuple[str, str, bool]]
    coarse: Mapping[int, Mapping[str, str]] | None = None


def path_of(method: Method | None, methods: Sequence[Method]) -> Path:
    """Of one method: the newest version's stages, then those that only earlier ones had. Of all methods of
    these ones' units: the coarse stages that they have.
    """
    if method is None:
        units = {one.unit_id for one in methods}
        versions = MethodVersion.objects.filter(method__unit__in=units, publication__isnull=False)
        paths = coarse_of(set(versions.values_list("pk", flat=True)))
        known = {where for own in paths.values() for where in own.values()}
        return Path([(one.value, str(one.label), False) for one in Coarse if one in known], paths)
    newest, *_earlier = list(_contracts(method)) or [None]
    now = {stage.code for stage in newest.stages} if newest else set()
    return Path([(code, name, code not in now) for code, name in _stages(method)])


def _contracts(method: Method) -> list[Any]:
    versions = MethodVersion.objects.filter(method=method, publication__isnull=False).order_by("-number")
    return list(contracts_of(list(versions)).values())


def _stages(method: Method) -> list[tuple[str, str]]:
    """(code, name), the newest version's first."""
    found: dict[str, str] = {}
    for contract in _contracts(method):
        for stage in contract.stages:
            found.setdefault(stage.code, stage.name)
    return list(found.items())


def pipe(viewer: User, cut: Cut, path: Path, now: datetime) -> Pipe:
    seen, params = reach_of_viewer(viewer)
    params |= cut.params()
    params |= {"now": int(now.timestamp()), "asleep": int((now - ASLEEP).timestamp())}
    question = _question(seen, cut, params)
    fates, times, leaks = inspect_many(question, ("fates", "times", "leaks"), viewer, **params)
    return _pipe(path, fates, times, leaks)


def _question(seen: str, cut: Cut, params: Mapping[str, Any]) -> Question:
    """Of a deal the last stay at a stage says how it left there; what it left there before does not count."""
    end = "_coarse" if cut.method is None else ""
    code = "d.coarse" if cut.method is None else "d.stage"
    chosen = f"{seen} AND {cut.conditions()}"
    came = f"d.last{end} = 1 AND {chosen}"
    happened = chosen
    if cut.by == "came":
        came += f" AND {cut.in_span(f'd.came{end}')}"
        happened += f" AND {cut.in_span('d.at')}"
    flow = "count(*) AS deals, coalesce(sum(d.amount), 0) AS amount"
    # In a part of the time another deviation may be the first: there deals are told apart anew.
    columns = f"{code} AS code, d.leak, d.currency, d.amount"
    if cut.by == "came":
        left = f"SELECT DISTINCT d.deal, {columns} FROM deal_deviation d WHERE {happened}"  # noqa: S608
    else:
        left = f"SELECT {columns} FROM deal_deviation d WHERE d.first{end} = 1 AND {chosen}"  # noqa: S608
    stalled = "d.fate = '' AND coalesce(d.due < $now OR d.silent < $asleep, d.silent < $asleep)"
    steps = (
        Step(
            "fates",
            f"SELECT {code} AS code, d.fate, {stalled} AS stalled, d.currency, {flow} "  # noqa: S608
            f"FROM stay d WHERE {came} GROUP BY ALL",
        ),
        Step(
            "times",
            f"SELECT {code} AS code, median(d.total{end}) AS seconds "  # noqa: S608
            f"FROM stay d WHERE {came} AND d.fate <> '' GROUP BY ALL",
        ),
        Step("left_there", left),
        Step("leaks", f"SELECT d.code, d.leak, d.currency, {flow} FROM left_there d GROUP BY ALL"),  # noqa: S608
    )
    return Question("pipe", steps, frozenset(params), wide=True)


Rows = Sequence[Mapping[str, Any]]


def _pipe(path: Path, fates: Rows, times: Rows, leaks: Rows) -> Pipe:
    counts: dict[str, int] = {}
    for row in fates:
        counts[row["currency"]] = counts.get(row["currency"], 0) + row["deals"]
    currency = max(sorted(counts), key=lambda one: counts[one], default="RUB")
    seconds = {row["code"]: row["seconds"] for row in times}

    def flow(rows: Rows) -> Flow:
        value = sum(int(row["amount"]) for row in rows if row["currency"] == currency)
        return Flow(sum(row["deals"] for row in rows), Decimal(value) / 100)

    def by(rows: Rows, name: str) -> dict[str, Flow]:
        return {it: flow([row for row in rows if row[name] == it]) for it in {row[name] for row in rows}}

    stages = []
    for code, name, former in path.stages:
        own = [row for row in fates if row["code"] == code]
        if former and not own:
            continue
        lost = [row for row in leaks if row["code"] == code]
        left = {Fate(fate): found for fate, found in by(own, "fate").items()}
        stalled = flow([row for row in own if row["stalled"] and not row["fate"]])
        leaking = {Leak(leak): found for leak, found in by(lost, "leak").items()}
        stages.append(StageFlow(code, name, former, left, stalled, seconds.get(code), leaking))
    foreign = sum(
        row["deals"]
        for row in fates
        if row["currency"] != currency and row["fate"] in (Fate.THERE, Fate.WON, Fate.LOST)
    )
    return Pipe(stages, currency, foreign)
