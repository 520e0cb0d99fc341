"""Pipe and funnel as figures: how many deals came to each stage, how they left it, how long they took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from krug.access.models import User
from krug.analysis.intervals import Share
from krug.analysis.question import Question, inspect_many
from krug.analysis.steps import Step
from krug.sales.models import Method, MethodVersion
from krug.sales.queries.cut import ASLEEP, ON, Cut, reach_of_viewer, text_of
from krug.sales.queries.ticking import contracts_of
from krug.sales.words import LEAKS, Coarse, Fate, Leak


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
    """The stages a picture shows: (code, name, whether former), and which stage of a method is which."""

    stages: Sequence[tuple[str, str, bool]]
    coarse: Mapping[int, Mapping[str, str]] | None = None


def path_of(method: Method | None, methods: Sequence[Method]) -> Path:
    """Of one method: the newest version's stages, then those that only earlier ones had."""
    if method is None:
        paths = {one.pk: {code: where for code, _name, where in _stages(one)} for one in methods}
        known = {where for own in paths.values() for where in own.values()}
        return Path([(one.value, str(one.label), False) for one in Coarse if one in known], paths)
    newest, *_earlier = list(_contracts(method)) or [None]
    now = {stage.code for stage in newest.stages} if newest else set()
    return Path([(code, name, code not in now) for code, name, _coarse in _stages(method)])


def _contracts(method: Method) -> list[Any]:
    versions = MethodVersion.objects.filter(method=method, publication__isnull=False).order_by("-number")
    return list(contracts_of(list(versions)).values())


def _stages(method: Method) -> list[tuple[str, str, str]]:
    """(code, name, coarse), the newest version's first."""
    found: dict[str, tuple[str, str, str]] = {}
    for contract in _contracts(method):
        for stage in contract.stages:
            found.setdefault(stage.code, (stage.code, stage.name, stage.coarse))
    return list(found.values())


def pipe(viewer: User, cut: Cut, path: Path, now: datetime) -> Pipe:
    seen, params = reach_of_viewer(viewer)
    params |= cut.params() | {"now": text_of(now), "asleep": text_of(now - ASLEEP)}
    question = _question(seen, cut, params)
    tables = {"path": lambda: _path_table(path)} if path.coarse is not None else {}
    fates, times, leaks = inspect_many(question, ("fates", "times", "leaks"), viewer, tables, **params)
    return _pipe(path, fates, times, leaks)


def _question(seen: str, cut: Cut, params: Mapping[str, Any]) -> Question:
    """Of a deal the last stay at a stage says how it left there; what it left there before does not count."""
    coarse = cut.method is None
    code, came = ("s.coarse", "s.came_coarse") if coarse else ("s.stage", "s.came")
    last, total = ("s.last_coarse", "s.total_coarse") if coarse else ("s.last", "s.total")
    moment = f" AND {cut.in_span(came)}" if cut.by == "came" else ""
    where = "p.coarse" if coarse else "v.stage"
    paths = "JOIN path p ON p.method = d.method AND p.stage = v.stage" if coarse else ""
    happened = f" WHERE {cut.in_span('v.at')}" if cut.by == "came" else ""
    steps = (
        Step(
            "chosen",
            f"SELECT d.deal, d.method, d.amount, d.currency, d.outcome = 'open' AND "  # noqa: S608
            f"coalesce(d.due < $now OR d.silent < $asleep, d.silent < $asleep) AS stalled "
            f"FROM deal d WHERE {seen} AND {cut.conditions()}",
        ),
        Step(
            "standing",
            f"SELECT {code} AS code, s.fate, {total} AS total, d.stalled, d.amount, d.currency "  # noqa: S608
            f"FROM stay s JOIN chosen d ON d.deal = s.deal WHERE {last} = 1{moment}",
        ),
        Step(
            "fates",
            "SELECT code, fate, stalled, currency, count(*) AS deals, coalesce(sum(amount), 0) AS amount "
            "FROM standing GROUP BY ALL",
        ),
        Step("times", "SELECT code, median(total) AS seconds FROM standing WHERE fate <> '' GROUP BY ALL"),
        Step(
            "left_there",
            f"SELECT DISTINCT v.deal, {where} AS code, {_families('v.kind')} AS leak, "  # noqa: S608
            f"d.amount, d.currency FROM deal_deviation v JOIN chosen d ON d.deal = v.deal {paths}{happened}",
        ),
        Step(
            "leaks",
            "SELECT code, leak, currency, count(*) AS deals, coalesce(sum(amount), 0) AS amount "
            "FROM left_there GROUP BY ALL",
        ),
    )
    return Question("pipe", steps, frozenset(params), kept=("chosen", "standing"), wide=True)


def _families(column: str) -> str:
    cases = " ".join(f"WHEN '{kind}' THEN '{leak}'" for leak, kinds in LEAKS.items() for kind in kinds)
    return f"CASE {column} {cases} END"


def _path_table(path: Path) -> pa.Table:
    rows = [
        (method, stage, where) for method, own in (path.coarse or {}).items() for stage, where in own.items()
    ]
    schema = pa.schema([("method", pa.int64()), ("stage", pa.string()), ("coarse", pa.string())])
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


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
