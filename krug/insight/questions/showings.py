"""The showings behind a figure: each with its visit, listener, seconds, reaction and answers."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from krug.access.models import User
from krug.analysis.question import Question, run
from krug.analysis.steps import Step, base
from krug.customers.models import Person
from krug.decks.models import Slide
from krug.insight.questions.slide_steps import ABOUT, BESIDE, COLUMNS, OF_VERSIONS, REACTION

LIMIT = 50
FIGURES = ("likes", "dislikes", "exits", "answers")
"""Figures that some of a slide's showings are behind. Behind reach and time are all."""


@dataclass(frozen=True, slots=True)
class Showing:
    """One listener of one showing. `at` µs UTC; `person` is None where the viewer may not know who it was.

    `answers`: [{question, kind, value, text?}], given to the viewer only with the person; `place` is the
    cursor.
    """

    place: tuple[int, int]
    at: int
    visit: UUID | None
    staff: User | None
    person: Person | None
    seconds: float
    order: int
    emotion: int | None
    answers: list[dict[str, Any]]


BEHIND = Question(
    "showings",
    (
        ABOUT,
        *base(f"{OF_VERSIONS} AND t.slide = $slide", f"{COLUMNS}, t.place, t.data", BESIDE),
        REACTION,
        Step(
            "said",
            """
SELECT t.episode, t.identity, t.question, t.answer_kind, arg_max(t.data, (t."at", t.seq)) AS data
FROM in_scope t WHERE t.verb = 'answered' GROUP BY ALL""",
        ),
        Step(
            "given",
            "SELECT episode, identity, list(data ORDER BY question) AS answers FROM said GROUP BY ALL",
        ),
        Step(
            "showing",
            """
SELECT t."at" AS moment, t.seq, t.episode, t.staff, t.person, t.named, t.seconds, t.place,
    r.emotion, g.answers
FROM in_scope t
LEFT JOIN reaction r ON r.episode = t.episode AND r.identity = t.identity AND r.about = t.about
LEFT JOIN given g ON g.episode = t.episode AND g.identity = t.identity
WHERE t.verb = 'shown' AND (t."at", t.seq) < ($before_at, $before_seq)
    AND CASE $only WHEN 'likes' THEN r.emotion > 0 WHEN 'dislikes' THEN r.emotion < 0
        WHEN 'exits' THEN t.is_exit WHEN 'answers' THEN g.answers IS NOT NULL ELSE true END
ORDER BY t."at" DESC, t.seq DESC LIMIT $most""",
        ),
    ),
    frozenset({"versions", "slide", "before_at", "before_seq", "most", "only"}),
)


def slide_showings(
    viewer: User, slide: Slide, after: tuple[int, int] | None = None, limit: int = LIMIT, only: str = ""
) -> list[Showing]:
    """Newest first; `after` = `place` of the last one had; `only`: one of FIGURES, the rows behind it.

    The caller has reached the slide's deck by scope.
    """
    before_at, before_seq = after or (2**63 - 1, 2**63 - 1)
    rows = run(
        BEHIND,
        viewer,
        versions=[str(slide.version.uid)],
        slide=str(slide.uid),
        before_at=before_at,
        before_seq=before_seq,
        most=limit,
        only=only,
    )
    people = Person.objects.in_bulk({row["person"] for row in rows if row["named"]})
    staff = User.objects.in_bulk({row["staff"] for row in rows if row["staff"]})
    return [_showing(row, people, staff) for row in rows]


def _showing(row: dict[str, Any], people: dict[int, Person], staff: dict[int, User]) -> Showing:
    named = row["named"]
    return Showing(
        place=(row["moment"], row["seq"]),
        at=row["moment"],
        visit=row["episode"],
        staff=staff.get(row["staff"]),
        person=people.get(row["person"]) if named else None,
        seconds=row["seconds"] or 0.0,
        order=row["place"] or 0,
        emotion=row["emotion"],
        answers=[json.loads(it) for it in row["answers"] or ()] if named else [],
    )
