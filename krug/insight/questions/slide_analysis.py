"""What became of each slide of a deck, version by version, and of what each version was meant to bring."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from krug.access.models import User
from krug.analysis import intervals
from krug.analysis.intervals import Difference, Median, Share
from krug.analysis.question import inspect_many
from krug.decks.models import Deck, Intent, Slide, Version
from krug.decks.queries.files import versions_for
from krug.insight import rules
from krug.insight.questions.slide_steps import SLIDES
from krug.insight.rules import Evidence


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer and how many of the question's respondents gave it."""

    value: str
    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """`kind`: choice, slider, rating, text. `average`: of sliders and ratings; texts are only counted."""

    question: str
    title: str
    kind: str
    people: int
    choices: list[Choice]
    average: float | None

    @property
    def enough(self) -> bool:
        return self.people >= intervals.ENOUGH


@dataclass(slots=True)
class SlideFigures:
    """`reach`: of the version's visits; `likes`, `dislikes`: of impressions; `exits`: of visits that saw
    the slide.

    An impression is one listener of one visit who saw the slide. `weak`: why it is weak, empty when it is
    not.
    """

    slide: Slide
    showings: int = 0
    listeners: int = 0
    reach: Share = field(default_factory=lambda: Share(0, 0))
    seconds: Median = field(default_factory=lambda: Median(None, None, None, 0))
    likes: Share = field(default_factory=lambda: Share(0, 0))
    dislikes: Share = field(default_factory=lambda: Share(0, 0))
    exits: Share = field(default_factory=lambda: Share(0, 0))
    answers: list[QuestionFigures] = field(default_factory=list)
    weak: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """A slide of this version beside the one with its key in the version before."""

    reach: Difference
    likes: Difference
    seconds: Difference


@dataclass(frozen=True, slots=True)
class IntentResult:
    """What was intended beside what came. `verdict`: reached, missed, open (the interval holds the target),
    unknown.
    """

    intent: Intent
    value: float | None
    low: float | None
    high: float | None
    verdict: str


@dataclass(slots=True)
class VersionFigures:
    version: Version
    visits: int
    last_at: int | None
    slides: list[SlideFigures]
    changes: dict[str, Change]
    """By slide key; empty for the first version."""
    intent: IntentResult | None


@dataclass(slots=True)
class SlideAnalysis:
    """Versions newest first. `enough`: the n below which shares are not compared."""

    deck: Deck
    versions: list[VersionFigures]
    enough: int = intervals.ENOUGH


def slide_analysis(viewer: User, deck: Deck, version: Version | None = None) -> SlideAnalysis:
    """Of the versions the viewer may have, or of one of them. Figures are of the visits in his scopes."""
    (found,) = slide_analyses(viewer, [deck])
    found.versions = [it for it in found.versions if version in (None, it.version)]
    return found


def slide_analyses(viewer: User, decks: Sequence[Deck], answers: bool = True) -> list[SlideAnalysis]:
    """The same for several decks, of one state of the log. Without `answers` these are left out."""
    versions = {
        deck.id: list(versions_for(viewer, deck).prefetch_related("slides").select_related("intent"))
        for deck in decks
    }
    uids = [str(it.uid) for listed in versions.values() for it in listed]
    steps = ["counts", "pace", "version_visits", *(("distribution", "respondents") if answers else ())]
    rows = [_grouped(part) for part in inspect_many(SLIDES, steps, viewer, versions=uids)]
    by_version = rows if answers else [*rows, {}, {}]
    return [
        SlideAnalysis(
            deck,
            _compared([_version(it, *(part.get(str(it.uid), []) for part in by_version)) for it in listed]),
        )
        for deck, listed in zip(decks, versions.values(), strict=True)
    ]


def _compared(versions: list[VersionFigures]) -> list[VersionFigures]:
    """Newest first, each with its changes against the one before."""
    for new, old in pairwise(versions):
        new.changes = changes(new, old)
    return versions


Rows = list[dict[str, Any]]
Seconds = np.ndarray[Any, Any]
"""Of every showing, in ascending order."""
NONE: Seconds = np.empty(0)


def _grouped(rows: Rows) -> dict[str, Rows]:
    by_version: dict[str, Rows] = defaultdict(list)
    for row in rows:
        by_version[row["version"]].append(row)
    return by_version


def _version(
    version: Version, counts: Rows, paces: Rows, totals: Rows, choices: Rows, people: Rows
) -> VersionFigures:
    visits = totals[0]["visits"] if totals else 0
    by_slide = {row["slide"]: row for row in counts}
    seconds = {row["slide"]: np.repeat(np.array(row["seconds"]), row["times"]) for row in paces}
    slides = []
    for slide in sorted(version.slides.all(), key=lambda it: it.number):
        uid = str(slide.uid)
        made = _slide(slide, by_slide.get(uid), seconds.get(uid, NONE), visits)
        made.answers = _answers(slide, choices, people)
        slides.append(made)
    mark_weak(slides, seconds)
    last_at = totals[0]["last_at"] if totals else None
    return VersionFigures(version, visits, last_at, slides, {}, _intent(version, slides))


def _slide(slide: Slide, row: dict[str, Any] | None, seconds: Seconds, visits: int) -> SlideFigures:
    if row is None:
        return SlideFigures(slide, reach=Share(0, visits))
    return SlideFigures(
        slide,
        showings=row["showings"],
        listeners=row["listeners"],
        reach=Share(row["visits"], visits),
        seconds=intervals.median(seconds),
        likes=Share(row["likes"], row["impressions"]),
        dislikes=Share(row["dislikes"], row["impressions"]),
        exits=Share(row["exits"], row["visits"]),
    )


def _answers(slide: Slide, choices: Rows, people: Rows) -> list[QuestionFigures]:
    stated = {it["id"]: it for it in slide.questions}
    found = []
    for row in people:
        if row["slide"] != str(slide.uid):
            continue
        name, about = row["question"], stated.get(row["question"], {})
        labels = {option["value"]: option.get("text", "") for option in about.get("options", [])}
        counts = {
            it["choice"]: it["times"]
            for it in choices
            if (it["slide"], it["question"], it["kind"]) == (row["slide"], name, row["kind"])
            and it["choice"] is not None
        }
        listed = [
            Choice(it, labels.get(it) or it, Share(counts.get(it, 0), row["people"]))
            for it in {**labels, **counts}
        ]
        average = _average(counts) if row["kind"] in ("slider", "rating") else None
        title = about.get("text") or name
        found.append(QuestionFigures(name, title, row["kind"], row["people"], listed, average))
    return found


def _average(counts: dict[str, int]) -> float | None:
    numbers = [(float(value), times) for value, times in counts.items() if _is_number(value)]
    total = sum(times for _value, times in numbers)
    return sum(value * times for value, times in numbers) / total if total else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def mark_weak(slides: Sequence[SlideFigures], seconds: dict[str, Seconds]) -> None:
    """Lays each slide beside all others of its version together. The last slide's exits are natural."""
    last = max((it.slide.number for it in slides), default=0)
    own = [seconds.get(str(it.slide.uid), NONE) for it in slides]
    # All seconds are put in order once; the others' are then what is left without one slide's own.
    whose = np.repeat(np.arange(len(own)), [len(it) for it in own])
    every = np.concatenate([*own, NONE])
    order = np.argsort(every, kind="stable")
    every, whose = every[order], whose[order]
    for place, it in enumerate(slides):
        others = [other for other in slides if other is not it]
        rest = every[whose != place]
        signs = [
            rules.sign("likes", it.likes, _sum(other.likes for other in others), more_is_better=True),
            rules.sign(
                "dislikes", it.dislikes, _sum(other.dislikes for other in others), more_is_better=False
            ),
            rules.short(it.seconds, intervals.median(rest)),
        ]
        if it.slide.number != last:
            signs.append(
                rules.sign("exits", it.exits, _sum(other.exits for other in others), more_is_better=False)
            )
        it.weak = rules.weak(signs)


def _sum(shares: Iterable[Share]) -> Share:
    listed = list(shares)
    return Share(sum(it.hits for it in listed), sum(it.of for it in listed))


def changes(new: VersionFigures, old: VersionFigures) -> dict[str, Change]:
    before = {it.slide.key: it for it in old.slides}
    return {
        it.slide.key: Change(
            intervals.difference(it.reach, was.reach),
            intervals.difference(it.likes, was.likes),
            intervals.median_difference(it.seconds, was.seconds),
        )
        for it in new.slides
        if (was := before.get(it.slide.key))
    }


def _intent(version: Version, slides: Sequence[SlideFigures]) -> IntentResult | None:
    intent = getattr(version, "intent", None)
    if intent is None:
        return None
    meant = [it for it in slides if intent.slide_key in ("", it.slide.key)]
    value, low, high = _measured(intent.measure, meant)
    return IntentResult(intent, value, low, high, rules.verdict(intent.target, low, high))


def _measured(
    measure: str, slides: Sequence[SlideFigures]
) -> tuple[float | None, float | None, float | None]:
    if measure != Intent.Measure.SECONDS:
        share = _sum(it.likes if measure == Intent.Measure.LIKES else it.reach for it in slides)
        return share.value, share.low, share.high
    # Over several slides: the sum of their medians; the intervals add up too, which is on the safe side.
    parts = [it.seconds for it in slides if it.seconds.of]
    value = sum(it.value or 0.0 for it in parts) if parts else None
    if not parts or not all(it.enough for it in parts):
        return value, None, None
    return value, sum(it.low or 0.0 for it in parts), sum(it.high or 0.0 for it in parts)
