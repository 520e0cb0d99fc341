"""What a customer was shown and how he took it, deck by deck; and what he bought."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from krug.customers.queries.identity import IdentitySpan
from krug.customers.titles import Title, titles
from krug.site.clock import moment
from krug.touches.queries import of_verbs
from krug.touches.touch import StoredTouch
from krug.touches.words import Verb

LOOKED_AT = 1_000
"""Newest touches that this is told of."""
_NOTHING = Title("")


@dataclass(slots=True)
class TakenSlide:
    """`emotion`: of the newest reaction; `answers`: (question, newest answer)."""

    title: str
    number: int | None = None
    times: int = 0
    seconds: float = 0.0
    emotion: int | None = None
    answers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class TakenDeck:
    """`episodes`: visits and sessions it was shown in."""

    title: str
    last_at: datetime
    episodes: int = 0
    slides: list[TakenSlide] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(slide.seconds for slide in self.slides)

    @property
    def likes(self) -> int:
        return sum(1 for slide in self.slides if (slide.emotion or 0) > 0)

    @property
    def dislikes(self) -> int:
        return sum(1 for slide in self.slides if (slide.emotion or 0) < 0)


@dataclass(frozen=True, slots=True)
class Bought:
    """`back`: the money was given back."""

    at: datetime
    what: str
    amount: Decimal | None
    currency: str
    back: bool
    where: str


def taken_by(spans: Sequence[IdentitySpan]) -> list[TakenDeck]:
    """The deck he saw last comes first. Slides of two versions with one title are one."""
    verbs = (Verb.SHOWN, Verb.REACTED, Verb.ANSWERED)
    touches = of_verbs(spans, verbs, LOOKED_AT)
    touches = [touch for touch in touches if touch.object_kind in ("slide", "question")]
    slides = titles("slide", {_slide(touch) for touch in touches})
    questions = titles("question", {it.object_id for it in touches if it.object_kind == "question"})
    by_deck: dict[str, list[StoredTouch]] = defaultdict(list)
    for touch in touches:
        by_deck[slides.get(_slide(touch), _NOTHING).of].append(touch)
    return [_deck(title, own, slides, questions) for title, own in by_deck.items()]


def _slide(touch: StoredTouch) -> str:
    return touch.object_id.partition("/")[0]


def _deck(
    title: str, touches: Sequence[StoredTouch], slides: Mapping[str, Title], questions: Mapping[str, Title]
) -> TakenDeck:
    """Touches newest first."""
    found: dict[str, TakenSlide] = {}
    for touch in touches:
        name = slides.get(_slide(touch), _NOTHING).text or _slide(touch)
        _add(found.setdefault(name, TakenSlide(name)), touch, questions)
    rows = sorted(found.values(), key=lambda slide: (slide.number is None, slide.number or 0, slide.title))
    episodes = {touch.episode for touch in touches if touch.verb == Verb.SHOWN}
    return TakenDeck(title, moment(touches[0].at), len(episodes), rows)


def _add(slide: TakenSlide, touch: StoredTouch, questions: Mapping[str, Title]) -> None:
    if touch.verb == Verb.SHOWN:
        slide.times += 1
        slide.seconds += touch.seconds or 0.0
        if slide.number is None:
            slide.number = touch.data.get("number")
    elif touch.verb == Verb.REACTED:
        if slide.emotion is None:
            slide.emotion = touch.emotion
    else:
        asked = questions.get(touch.object_id, _NOTHING).text or str(touch.data.get("question", ""))
        if asked not in {question for question, _answer in slide.answers}:
            slide.answers.append((asked, _said(touch)))


def _said(touch: StoredTouch) -> str:
    value = touch.data.get("text") or touch.data.get("value", "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def bought_by(spans: Sequence[IdentitySpan], limit: int = 50) -> list[Bought]:
    """Newest first."""
    touches = of_verbs(spans, (Verb.PURCHASED, Verb.REFUNDED), limit)
    kinds = {touch.object_kind for touch in touches if touch.object_kind}
    named = {kind: titles(kind, {it.object_id for it in touches if it.object_kind == kind}) for kind in kinds}
    return [
        _bought(touch, named.get(touch.object_kind, {}).get(touch.object_id, _NOTHING)) for touch in touches
    ]


def _bought(touch: StoredTouch, title: Title) -> Bought:
    said = (touch.data.get(name) for name in ("title", "label", "name", "number"))
    what = title.text or next((str(one) for one in said if one), "")
    back = touch.verb == Verb.REFUNDED
    return Bought(moment(touch.at), what, touch.amount, touch.currency, back, str(touch.channel.label))
