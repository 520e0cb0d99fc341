"""A condition as named steps of a question: each part is a step of its own, to be looked at alone.

candidate: persons it is asked of; then for each part the touches it needs, by the person they belong to, and
who is meant by them; a step for each group; at the end `member`. Values are bound, never pasted.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa

from krug.analysis.steps import Step, base
from krug.segments.conditions import (
    Answered,
    Bought,
    Condition,
    Consented,
    Group,
    InSegment,
    Last,
    Mode,
    Own,
    Part,
    Profile,
    Reachable,
    Slide,
    Touched,
)
from krug.segments.errors import GoesInCircles, SegmentGone
from krug.segments.own import Meant
from krug.segments.own_steps import consented, own

DAY = 86_400_000_000  # µs
NAME = "CASE WHEN t.verb IN ('acted', 'signalled') THEN json_extract_string(t.data, '$.name') END"
# An answer is JSON: a word, a number, or a list of words when several may be chosen.
SAME = """json_contains(answer, $it) OR json_extract_string(answer, '$') = $it
    OR coalesce(TRY_CAST(json_extract_string(answer, '$') AS DOUBLE) = TRY_CAST($it AS DOUBLE), FALSE)"""

MINE = "mine"
NEEDED = (
    "seq",
    "at",
    "identity",
    "verb",
    "amount",
    "currency",
    "question",
    "answer",
    "slide",
    "emotion",
)
TENURE_STEPS = ("sure_link", "weighed_link", "piece", "sure_tenure", "weighed_tenure")


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
    """Conditions being turned into steps. `alone`: of these persons' identities alone (a table `asked`);
    `given`: the touches of these are a table too (`mine`).

    `seen`: only persons the viewer sees; without it everybody of the unit. `today`: the company's day.
    """

    now: int
    today: date
    segments: Segments
    own: Mapping[str, Meant]
    purposes: Mapping[str, int]
    seen: bool = True
    alone: bool = False
    given: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Callable[[], pa.Table]] = field(default_factory=dict)
    parts: list[Step] = field(default_factory=list)
    since: list[int | None] = field(default_factory=list)
    """From when on each part needs touches; None: all of them."""
    about: bool = False
    """Whether some part asks what touches were about."""
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
        seen = " SEMI JOIN visible_person v ON v.person = p.person" if self.seen else ""
        candidate = (
            f"SELECT p.* FROM person p{seen} ANTI JOIN canonical c ON c.person = p.person "
            "ANTI JOIN erased e ON e.person = p.person WHERE p.unit = $unit"
        )
        tenure = [step for step in base() if step.name in TENURE_STEPS]
        return [*tenure, *self._mine(), Step("candidate", candidate), *self.parts]

    def _mine(self) -> list[Step]:
        """The touches of the few it is asked of, gone for once."""
        if not self.alone or self.given or not self.since:
            return []
        asked = "t.identity IN (SELECT identity FROM asked)"
        columns = ", ".join(f't."{name}"' for name in (*NEEDED, *(("object_id", "data") * self.about)))
        return [Step(MINE, f'SELECT {columns} FROM touch t WHERE {asked} AND t."at" >= $first_at')]

    def span(self) -> tuple[int, int]:
        """The bounds of `at` of what it asks of the log."""
        first = 0 if None in self.since or not self.since else min(it for it in self.since if it is not None)
        return (-(2**63) if first == 0 else first), 2**63 - 1

    def _owned(self, which: str, columns: str, days: int | None) -> str:
        """The step of touches that count and are such, by whom they belong to.

        Nearly every identity is one person's for ever: those are joined without looking at the time.
        """
        self.since.append(self.now - days * DAY if days else None)
        log = f"FROM {MINE if self.alone else 'touch'} t ANTI JOIN gone g ON g.seq = t.seq"
        names = f"k.person{columns and ', '}{columns}"
        sql = (
            f"SELECT {names} {log} JOIN sure_tenure k ON k.identity = t.identity WHERE {which} UNION ALL "
            f"SELECT {names} {log} JOIN weighed_tenure k ON k.identity = t.identity "
            f'AND k.since <= t."at" AND t."at" < k.until WHERE {which}'
        )
        return self._step("owned", sql)

    def _tallied(self, which: str, tally: str, days: int | None) -> str:
        """person, n: a tally of touches such as these, a row for each of a person's identities.

        First by identity: a million of these find their persons sooner than twenty million touches would.
        """
        self.since.append(self.now - days * DAY if days else None)
        log = f"FROM {MINE if self.alone else 'touch'} t ANTI JOIN gone g ON g.seq = t.seq"
        sql = (
            f"SELECT k.person, a.n FROM (SELECT t.identity, {tally} AS n {log} WHERE {which} "
            "GROUP BY t.identity) a JOIN sure_tenure k ON k.identity = a.identity UNION ALL "
            f"SELECT k.person, {tally} AS n {log} JOIN weighed_tenure k ON k.identity = t.identity "
            f'AND k.since <= t."at" AND t."at" < k.until WHERE {which} GROUP BY k.person'
        )
        return self._step("tallied", sql)

    def _last_owned(self, days: int | None = None) -> str:
        """person, at: the last touch of each of a person's identities, if it was in the last days."""
        if self.alone:
            return self._owned("TRUE", 't."at"', days)
        self.since.append(self.now - days * DAY if days else None)
        log = "FROM touch t ANTI JOIN gone g ON g.seq = t.seq"
        sql = (
            'SELECT k.person, l."at" FROM last_touch l JOIN sure_tenure k ON k.identity = l.identity '
            f'UNION ALL SELECT k.person, t."at" {log} JOIN weighed_tenure k ON k.identity = t.identity '
            'AND k.since <= t."at" AND t."at" < k.until'
        )
        return self._step("owned", sql)

    def _group(self, group: Group, path: tuple[UUID, ...]) -> Test:
        tests = [self._single(part, path) for part in group.parts]
        sql = f"SELECT t.person FROM candidate t WHERE {together(group.mode, tests)}"
        return among(self._step("group", sql))

    def _single(self, part: Part, path: tuple[UUID, ...]) -> Test:
        match part:
            case Profile():
                return negated(part.but_not, self._profile(part))
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
            case Consented():
                return self._consented(part)
            case Own():
                return self._own(part)
            case InSegment():
                return negated(part.but_not, among(self._segment(part, path)))
        raise TypeError(part)

    def _profile(self, part: Profile) -> Test:
        values = self._bind(list(part.values))
        if part.field == "territory":
            # A survivor is where any of those merged into him was.
            return among(
                self._step(
                    "territory",
                    "SELECT coalesce(c.canonical, p.person) AS person FROM person p "
                    "LEFT JOIN canonical c ON c.person = p.person "
                    f"WHERE list_contains({values}, CAST(p.territory AS VARCHAR))",
                )
            )
        if part.field == "organisation_kind":
            # An organisation that was merged away is of the kind of who stands for it.
            sql = (
                "SELECT o.organisation FROM organisation_kind o "
                "LEFT JOIN canonical_organisation c ON c.organisation = o.organisation "
                "JOIN organisation_kind k ON k.organisation = coalesce(c.canonical, o.organisation) "
                f"WHERE list_contains({values}, k.kind)"
            )
            kinds = self._step("organisation", sql)
            return f"coalesce(t.organisation IN (SELECT organisation FROM {kinds}), FALSE)"
        if part.field == "worth":
            sql = f"SELECT w.person FROM worth w WHERE list_contains({values}, w.worth)"
            return among(self._step("worth", sql))
        return f"list_contains({values}, t.{part.field})"

    def _own(self, part: Own) -> Test:
        """A field that is not there any more is nobody's, however it is asked."""
        known = self.own.get(part.field)
        if known is None:
            return "FALSE"
        return negated(part.but_not, among(own(part, known, self.today, self._bind, self._step)))

    def _consented(self, part: Consented) -> Test:
        purpose = self.purposes.get(part.purpose)
        if purpose is None:
            return "FALSE"
        return negated(part.said == "nothing", among(consented(part, purpose, self._bind, self._step)))

    def _reachable(self, part: Reachable) -> str:
        return self._step(
            "reachable",
            "SELECT coalesce(c.canonical, r.person) AS person FROM reached r "
            f"LEFT JOIN canonical c ON c.person = r.person WHERE r.by = {self._bind(part.by)}",
        )

    def _touched(self, part: Touched) -> Test:
        if not (part.verb or part.about or part.at_most) and (part.at_least or 1) == 1:
            return negated(not part.did, among(self._lately(part.days)))
        which = self._which(part.verb, part.days)
        if part.about:
            it, self.about = self._bind(part.about), True
            which += f" AND (t.object_id = {it} OR {NAME} = {it})"
        return self._times(part, self._tallied(which, "count(*)", part.days))

    def _lately(self, days: int | None) -> str:
        """Whoever had any touch in the last days: his last one says it."""
        bound = f' WHERE t."at" >= {self._bind(self.now - days * DAY)}' if days else ""
        return self._step("touched", f"SELECT t.person FROM {self._last_owned(days)} t{bound}")

    def _times(self, part: Touched, tallied: str) -> Test:
        def step(having: str) -> Test:
            sql = f"SELECT t.person FROM {tallied} t GROUP BY t.person HAVING {having}"
            return among(self._step("touched", sql))

        least = part.at_least or 1
        if not part.did or (least == 1 and not part.at_most):
            return negated(not part.did, among(self._step("touched", f"SELECT t.person FROM {tallied} t")))
        if part.at_most and not part.at_least:
            return negated(True, step(f"sum(t.n) > {self._bind(part.at_most)}"))
        enough = f"sum(t.n) >= {self._bind(least)}"
        return step(f"{enough} AND sum(t.n) <= {self._bind(part.at_most)}" if part.at_most else enough)

    def _bought(self, part: Bought) -> Test:
        which = f"t.verb IN ('purchased', 'refunded') AND t.currency = {self._bind(part.currency)}"
        which += self._in_days(part.days)
        amount = "TRY_CAST(t.amount AS DECIMAL(18, 2))"
        signed = f"sum(CASE t.verb WHEN 'refunded' THEN -{amount} ELSE {amount} END)"
        bound = self._bind(part.at_least if part.at_least is not None else part.below)
        sql = (
            f"SELECT t.person FROM {self._tallied(which, signed, part.days)} t "
            f"GROUP BY t.person HAVING sum(t.n) >= {bound}"
        )
        return negated(part.at_least is None, among(self._step("bought", sql)))

    def _answered(self, part: Answered) -> str:
        slides = self._slides(part.deck, part.slide)
        which = f"t.verb = 'answered' AND t.question = {self._bind(part.question)} AND t.answer IS NOT NULL"
        owned = self._owned(which, 't."at", t.seq, t.answer, t.slide', None)
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
            f'SELECT t.person, arg_max(t.answer, (t."at", t.seq)) AS answer FROM {owned} t '
            f"WHERE t.slide IN (SELECT slide FROM {slides}) GROUP BY t.person",
        )
        it = self._bind(part.value)
        return self._step("answered", f"SELECT person FROM {last} WHERE {test.replace('$it', it)}")

    def _slide(self, part: Slide) -> str:
        slides = self._slides(part.deck, part.slide)
        verb = "shown" if part.did == "seen" else "reacted"
        which = f"t.verb = '{verb}'{self._in_days(part.days)}"
        owned = self._owned(which, 't."at", t.seq, t.slide, t.emotion', part.days)
        ours = f"t.slide IN (SELECT slide FROM {slides})"
        if part.did == "seen":
            return self._step("seen", f"SELECT DISTINCT t.person FROM {owned} t WHERE {ours}")
        last = self._step(
            "reaction",
            f'SELECT t.person, s.key, arg_max(t.emotion, (t."at", t.seq)) AS emotion FROM {owned} t '
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
        bound = self._bind(self.now - part.days * DAY)
        owned = self._owned(self._which(part.verb, None), 't."at"', None) if part.verb else self._last_owned()
        return self._step(
            "quiet", f'SELECT t.person FROM {owned} t GROUP BY t.person HAVING max(t."at") < {bound}'
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
        return (f"t.verb = {self._bind(verb)}" if verb else "TRUE") + self._in_days(days)

    def _in_days(self, days: int | None) -> str:
        return f' AND t."at" >= {self._bind(self.now - days * DAY)}' if days else ""

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
