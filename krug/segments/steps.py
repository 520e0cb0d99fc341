"""A condition as named steps of a question: each part is a step of its own, to be looked at alone.

candidate: persons it is asked of; owned: the touches that any part needs, by the person they belong to;
then a step for each part and group; at the end `member`. Values are bound, never pasted.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pyarrow as pa

from krug.analysis.steps import Step, base
from krug.segments.conditions import (
    Answered,
    Bought,
    Condition,
    Group,
    InSegment,
    Last,
    Mode,
    Part,
    Profile,
    Reachable,
    Slide,
    Touched,
)
from krug.segments.errors import GoesInCircles, SegmentGone

DAY = 86_400_000_000  # µs
COLUMNS = {"seq": "t.seq", "at": 't."at"', "identity": "t.identity", "staff": "t.staff"}
NAME = "CASE WHEN t.verb IN ('acted', 'signalled') THEN json_extract_string(t.data, '$.name') END"
# An answer is JSON: a word, a number, or a list of words when several may be chosen.
SAME = """json_contains(answer, $it) OR json_extract_string(answer, '$') = $it
    OR coalesce(TRY_CAST(json_extract_string(answer, '$') AS DOUBLE) = TRY_CAST($it AS DOUBLE), FALSE)"""


@dataclass(frozen=True)
class Known:
    """Another segment: its condition, or (frozen) who was in it."""

    condition: Condition
    frozen: Callable[[], pa.Table] | None = None


Segments = Mapping[UUID, Known]
Test = str
"""SQL over a candidate `t`."""


def letters(number: int) -> str:
    """0 → a, 25 → z, 26 → ba: names of steps and parameters have letters alone."""
    low = chr(ord("a") + number % 26)
    return (letters(number // 26) if number >= 26 else "") + low


@dataclass
class Asking:
    """Conditions being turned into steps. `alone`: of these persons' identities alone (a table `asked`).

    `seen`: only persons the viewer sees; without it everybody of the unit.
    """

    now: int
    segments: Segments
    seen: bool = True
    alone: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Callable[[], pa.Table]] = field(default_factory=dict)
    parts: list[Step] = field(default_factory=list)
    touches: list[str] = field(default_factory=list)
    """What each part needs of the log, as conditions on touch `t`."""
    since: list[int | None] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=lambda: dict(COLUMNS))
    made: dict[UUID, str] = field(default_factory=dict)

    def add(self, condition: Condition, path: tuple[UUID, ...] = ()) -> str:
        """The name of the step that holds the condition's persons."""
        tests = [
            self._group(part, path) if isinstance(part, Group) else self._single(part, path)
            for part in condition.parts
        ]
        return self._step(
            "member", f"SELECT t.person FROM candidate t WHERE {together(condition.mode, tests)}"
        )

    def steps(self) -> list[Step]:
        seen = " JOIN visible_person v ON v.person = p.person" if self.seen else ""
        candidate = (
            f"SELECT p.person FROM person p{seen} ANTI JOIN canonical c ON c.person = p.person "
            "ANTI JOIN erased e ON e.person = p.person WHERE p.unit = $unit"
        )
        return [*self._log(), Step("candidate", candidate), *self.parts]

    def _log(self) -> list[Step]:
        if not self.touches:
            return []
        narrow = " OR ".join(f"({one})" for one in dict.fromkeys(self.touches))
        if self.alone:
            narrow = f"t.identity IN (SELECT identity FROM asked) AND ({narrow})"
        columns = ", ".join(f'{sql} AS "{name}"' for name, sql in self.columns.items())
        # Without `touched`: who has no touch at all is a candidate too, and needs his row of each table.
        named = [step for step in base(narrow, columns) if step.name not in ("touched", "in_scope", "owned")]
        whose = """
SELECT t.*, k.person FROM live_touches t
JOIN tenure k ON k.identity = t.identity AND k.since <= t.at AND t.at < k.until"""
        return [*named, Step("owned", whose)]

    def span(self) -> tuple[int, int]:
        """The bounds of `at` of what it asks of the log."""
        first = 0 if None in self.since or not self.since else min(it for it in self.since if it is not None)
        return (-(2**63) if first == 0 else first), 2**63 - 1

    def _group(self, group: Group, path: tuple[UUID, ...]) -> Test:
        tests = [self._single(part, path) for part in group.parts]
        sql = f"SELECT t.person FROM candidate t WHERE {together(group.mode, tests)}"
        return among(self._step("group", sql))

    def _single(self, part: Part, path: tuple[UUID, ...]) -> Test:
        match part:
            case Profile():
                return negated(part.but_not, among(self._profile(part)))
            case Reachable():
                return negated(part.but_not, among(self._reachable(part)))
            case Touched():
                return self._touched(part)
            case Bought():
                return self._bought(part)
            case Answered():
                return among(self._answered(part))
            case Slide():
                return negated(part.but_not, among(self._slide(part)))
            case Last():
                return among(self._last(part))
            case InSegment():
                return negated(part.but_not, among(self._segment(part, path)))
        raise TypeError(part)

    def _profile(self, part: Profile) -> str:
        values = self._bind(list(part.values))
        if part.field == "territory":
            # A survivor is where any of those merged into him was.
            return self._step(
                "territory",
                "SELECT coalesce(c.canonical, p.person) AS person FROM person p "
                "LEFT JOIN canonical c ON c.person = p.person "
                f"WHERE list_contains({values}, CAST(p.territory AS VARCHAR))",
            )
        if part.field == "organisation_kind":
            return self._step(
                "organisation",
                "SELECT p.person FROM person p JOIN organisation_kind o ON o.organisation = p.organisation "
                f"WHERE list_contains({values}, o.kind)",
            )
        sql = f"SELECT p.person FROM person p WHERE list_contains({values}, p.{part.field})"
        return self._step(part.field, sql)

    def _reachable(self, part: Reachable) -> str:
        return self._step(
            "reachable",
            "SELECT coalesce(c.canonical, r.person) AS person FROM reached r "
            f"LEFT JOIN canonical c ON c.person = r.person WHERE r.by = {self._bind(part.by)}",
        )

    def _touched(self, part: Touched) -> Test:
        which = self._which(part.verb, part.days)
        if part.about:
            it = self._bind(part.about)
            which += f" AND (t.object_id = {it} OR {NAME} = {it})"
            self.columns |= {"object_id": "t.object_id", "data": "t.data"}
        return self._times(part, self._need(which, part.days))

    def _times(self, part: Touched, which: str) -> Test:
        def step(having: str) -> Test:
            sql = f"SELECT t.person FROM owned t WHERE {which} GROUP BY t.person HAVING {having}"
            return among(self._step("touched", sql))

        if not part.did:
            return negated(True, step("count(*) >= 1"))
        if part.at_most and not part.at_least:
            return negated(True, step(f"count(*) > {self._bind(part.at_most)}"))
        least = f"count(*) >= {self._bind(part.at_least or 1)}"
        return step(f"{least} AND count(*) <= {self._bind(part.at_most)}" if part.at_most else least)

    def _bought(self, part: Bought) -> Test:
        which = f"t.verb IN ('purchased', 'refunded') AND t.currency = {self._bind(part.currency)}"
        which += self._in_days(part.days)
        self.columns |= {"amount": "t.amount", "currency": "t.currency", "verb": "t.verb"}
        amount = "TRY_CAST(t.amount AS DECIMAL(18, 2))"
        total = f"sum(CASE t.verb WHEN 'refunded' THEN -{amount} ELSE {amount} END)"
        bound = self._bind(part.at_least if part.at_least is not None else part.below)
        sql = (
            f"SELECT t.person FROM owned t WHERE {self._need(which, part.days)} "
            f"GROUP BY t.person HAVING {total} >= {bound}"
        )
        return negated(part.at_least is None, among(self._step("bought", sql)))

    def _answered(self, part: Answered) -> str:
        which = f"t.verb = 'answered' AND t.question = {self._bind(part.question)} AND t.answer IS NOT NULL"
        which += f" AND t.slide IN (SELECT slide FROM {self._slides(part.deck, part.slide)})"
        bare = which.split(" AND t.slide IN")[0]
        self._need(bare, None)
        self.columns |= {name: f"t.{name}" for name in ("verb", "question", "answer", "slide")}
        tests = {
            "is": SAME,
            "is_not": f"NOT ({SAME})",
            "at_least": "TRY_CAST(json_extract_string(answer, '$') AS DOUBLE) >= TRY_CAST($it AS DOUBLE)",
            "at_most": "TRY_CAST(json_extract_string(answer, '$') AS DOUBLE) <= TRY_CAST($it AS DOUBLE)",
        }
        test = tests[part.compare].replace(
            "json_contains(answer, $it)", "json_contains(answer, to_json($it))"
        )
        last = self._step(
            "answer",
            'SELECT t.person, arg_max(t.answer, (t."at", t.seq)) AS answer FROM owned t '
            f"WHERE {which} GROUP BY t.person",
        )
        it = self._bind(part.value)
        return self._step("answered", f"SELECT person FROM {last} WHERE {test.replace('$it', it)}")

    def _slide(self, part: Slide) -> str:
        slides = self._slides(part.deck, part.slide)
        verb = "shown" if part.did == "seen" else "reacted"
        which = self._need(f"t.verb = '{verb}'{self._in_days(part.days)}", part.days)
        self.columns |= {name: f"t.{name}" for name in ("verb", "slide", "emotion")}
        ours = f"{which} AND t.slide IN (SELECT slide FROM {slides})"
        if part.did == "seen":
            return self._step("seen", f"SELECT DISTINCT t.person FROM owned t WHERE {ours}")
        last = self._step(
            "reaction",
            'SELECT t.person, s.key, arg_max(t.emotion, (t."at", t.seq)) AS emotion FROM owned t '
            f"JOIN slide s ON s.slide = t.slide WHERE {ours} AND t.emotion IS NOT NULL GROUP BY ALL",
        )
        sign = ">" if part.did == "liked" else "<"
        return self._step(part.did, f"SELECT DISTINCT person FROM {last} WHERE emotion {sign} 0")

    def _slides(self, deck: int, key: str) -> str:
        only = f" AND s.key = {self._bind(key)}" if key else ""
        # Of the segment's own unit: another's deck tells nothing here.
        sql = f"SELECT s.slide FROM slide s WHERE s.deck = {self._bind(deck)} AND s.unit = $unit{only}"
        return self._step("slides", sql)

    def _last(self, part: Last) -> str:
        which = self._need(self._which(part.verb, None), None)
        bound = self._bind(self.now - part.days * DAY)
        return self._step(
            "quiet",
            f'SELECT t.person FROM owned t WHERE {which} GROUP BY t.person HAVING max(t."at") < {bound}',
        )

    def _segment(self, part: InSegment, path: tuple[UUID, ...]) -> str:
        if part.segment in path:
            raise GoesInCircles
        known = self.segments.get(part.segment)
        if known is None:
            raise SegmentGone
        if part.segment not in self.made:
            self.made[part.segment] = (
                self._frozen(known.frozen)
                if known.frozen
                else self.add(known.condition, (*path, part.segment))
            )
        return self.made[part.segment]

    def _frozen(self, read: Callable[[], pa.Table]) -> str:
        name = f"held_{letters(len(self.tables))}"
        self.tables[name] = read
        return self._step(
            "frozen",
            f"SELECT coalesce(c.canonical, h.person) AS person FROM {name} h "
            "LEFT JOIN canonical c ON c.person = h.person",
        )

    def _which(self, verb: str, days: int | None) -> str:
        self.columns |= {"verb": "t.verb"}
        return (f"t.verb = {self._bind(verb)}" if verb else "TRUE") + self._in_days(days)

    def _in_days(self, days: int | None) -> str:
        return f' AND t."at" >= {self._bind(self.now - days * DAY)}' if days else ""

    def _need(self, which: str, days: int | None) -> str:
        self.touches.append(which)
        self.since.append(self.now - days * DAY if days else None)
        return which

    def _bind(self, value: Any) -> str:
        """The same value is bound once, so that equal parts are equal SQL."""
        for name, known in self.params.items():
            if type(known) is type(value) and known == value:
                return f"${name}"
        name = f"v_{letters(len(self.params))}"
        self.params[name] = value
        return f"${name}"

    def _step(self, kind: str, sql: str) -> str:
        for step in self.parts:
            if step.sql == sql:
                return step.name
        name = f"{kind}_{letters(len(self.parts))}"
        self.parts.append(Step(name, sql))
        return name


def among(step: str) -> Test:
    return f"t.person IN (SELECT person FROM {step})"


def negated(no: bool, test: Test) -> Test:
    return f"NOT ({test})" if no else test


def together(mode: Mode, tests: Sequence[Test] | Collection[Test]) -> Test:
    """Without any test: everybody. «None» of nothing is everybody too."""
    if not tests:
        return "TRUE"
    joined = (" AND " if mode == "all" else " OR ").join(f"({test})" for test in tests)
    return negated(mode == "none", joined)
