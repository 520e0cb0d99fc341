"""A condition as named steps of a question: each part is a step of its own, to be looked at alone.

candidate: persons it is asked of, candidate_place: organisations; then for each part the touches it needs, by
whom they belong to, and who is meant by them; a step for each group; at the end `member`. Values are bound,
never pasted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pyarrow as pa

from krug.analysis.steps import Step, base
from krug.segments.card_steps import called, people, profile, reachable, works_at
from krug.segments.conditions import (
    Answered,
    Asked,
    Bought,
    Consented,
    Group,
    InSegment,
    Last,
    Named,
    Own,
    Part,
    People,
    Profile,
    Reachable,
    Slide,
    Touched,
    WorksAt,
)
from krug.segments.deck_steps import answered, slide
from krug.segments.errors import GoesInCircles, SegmentGone
from krug.segments.frame import DAY, Frame, Known, Test, among, letters, negated, together
from krug.segments.kinds import KINDS, ORGANISATION, PERSON, Kind
from krug.segments.own_steps import consented, own
from krug.segments.touch_steps import bought, last, touched

__all__ = ["DAY", "MINE", "PLACE", "Asking", "Known"]

MINE, PLACE = PERSON.mine, "place"
ASKED = {
    PERSON: "identity IN (SELECT identity FROM asked)",
    ORGANISATION: f"organisation IN (SELECT organisation FROM {PLACE})",
}
NEEDED = ("seq", "at", "verb", "amount", "currency", "question", "answer", "slide", "emotion")
TENURE_STEPS = ("sure_link", "weighed_link", "piece", "sure_tenure", "weighed_tenure")
Path = tuple[UUID, ...]


@dataclass
class Asking(Frame):
    """Conditions being turned into steps."""

    def add(self, asked: Asked, path: Path = ()) -> str:
        """The name of the step that holds whom the condition means."""
        kind = KINDS[asked.kind]
        tests = [
            self._group(kind, part, path) if isinstance(part, Group) else self._single(kind, part, path)
            for part in asked.condition.parts
        ]
        return self.step("member", self._meant(kind, together(asked.condition.mode, tests)))

    def steps(self) -> list[Step]:
        tenure = [step for step in base() if step.name in TENURE_STEPS]
        mine = [it for kind in KINDS.values() for it in self._mine(kind)]
        return [*tenure, *mine, *map(self._candidate, KINDS.values()), *self.parts]

    def _candidate(self, kind: Kind) -> Step:
        it = kind.code
        joins = f" SEMI JOIN {kind.visible} v ON v.{it} = p.{it}" if self.seen == it else ""
        joins += f" ANTI JOIN {kind.canonical} c ON c.{it} = p.{it}"
        if kind is PERSON:
            joins += " ANTI JOIN erased e ON e.person = p.person"
        elif self.alone:
            joins += f" SEMI JOIN {PLACE} a ON a.organisation = p.organisation"
        return Step(kind.candidate, f"SELECT p.* FROM {it} p{joins} WHERE p.unit = $unit")

    def _mine(self, kind: Kind) -> list[Step]:
        """The touches of the few it is asked of, gone for once."""
        if not self.alone or not self.since or (kind is PERSON and self.given):
            return []
        whose = "identity" if kind is PERSON else "organisation"
        names = (whose, *NEEDED, *(("object_id", "data") * self.about))
        columns = ", ".join(f't."{name}"' for name in names)
        sql = f'SELECT {columns} FROM touch t WHERE t.{ASKED[kind]} AND t."at" >= $first_at'
        return [Step(kind.mine, sql)]

    def span(self) -> tuple[int, int]:
        """The bounds of `at` of what it asks of the log."""
        first = 0 if None in self.since or not self.since else min(it for it in self.since if it is not None)
        return (-(2**63) if first == 0 else first), 2**63 - 1

    def _meant(self, kind: Kind, test: Test) -> str:
        return f"SELECT t.{kind.code} FROM {kind.candidate} t WHERE {test}"

    def _group(self, kind: Kind, group: Group, path: Path) -> Test:
        tests = [self._single(kind, part, path) for part in group.parts]
        return among(kind, self.step("group", self._meant(kind, together(group.mode, tests))))

    def _single(self, kind: Kind, part: Part, path: Path) -> Test:
        match part:
            case Profile():
                return negated(part.but_not, profile(self, kind, part))
            case Named():
                return negated(part.but_not, called(self, part))
            case Touched():
                return touched(self, kind, part)
            case Bought():
                return bought(self, kind, part)
            case Last():
                return last(self, kind, part)
            case Own():
                return self._own(kind, part)
            case InSegment():
                return negated(part.but_not, among(kind, self._segment(kind, part.segment, path)))
            case People():
                return negated(part.but_not, among(ORGANISATION, self._people(part, path)))
        return self._of_person(part, path)

    def _of_person(self, part: Part, path: Path) -> Test:
        match part:
            case Reachable():
                return negated(part.but_not, among(PERSON, reachable(self, part)))
            case Answered():
                return among(PERSON, answered(self, part))
            case Slide():
                return negated(part.but_not, among(PERSON, slide(self, part)))
            case Consented():
                return self._consented(part)
            case WorksAt():
                return among(PERSON, works_at(self, self._single(ORGANISATION, part.that, path)))
        raise TypeError(part)

    def _own(self, kind: Kind, part: Own) -> Test:
        """A field that is not there any more is nobody's, however it is asked."""
        known = self.own.get((kind.code, part.field))
        if known is None:
            return "FALSE"
        return negated(part.but_not, among(kind, own(part, kind, known, self.today, self.bind, self.step)))

    def _consented(self, part: Consented) -> Test:
        purpose = self.purposes.get(part.purpose)
        if purpose is None:
            return "FALSE"
        return negated(part.said == "nothing", among(PERSON, consented(part, purpose, self.bind, self.step)))

    def _people(self, part: People, path: Path) -> str:
        who = self._segment(PERSON, part.segment, path) if part.segment else PERSON.candidate
        return people(self, part, who)

    def _segment(self, kind: Kind, uid: UUID, path: Path) -> str:
        if uid in path:
            raise GoesInCircles
        known = self.segments.get(uid)
        if known is None or known.asked.kind != kind.code:
            raise SegmentGone
        if uid not in self.made:
            self.made[uid] = (
                self._frozen(kind, known.frozen) if known.frozen else self.add(known.asked, (*path, uid))
            )
        return self.made[uid]

    def _frozen(self, kind: Kind, read: Callable[[], pa.Table]) -> str:
        name, it = f"held_{letters(len(self.tables))}", kind.code
        self.tables[name] = read
        return self.step(
            "frozen",
            f"SELECT coalesce(c.canonical, h.{it}) AS {it} FROM {name} h "
            f"LEFT JOIN {kind.canonical} c ON c.{it} = h.{it}",
        )
