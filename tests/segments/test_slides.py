"""What was said and felt about slides, over the versions of their deck; segments within segments."""

import pytest

from krug.customers.models import Person
from krug.decks.actions.add_version import import_deck
from krug.decks.models import Slide, Version
from krug.segments.actions import create_segment, freeze
from krug.segments.errors import GoesInCircles, SegmentGone
from krug.segments.keep import keep
from krug.touches.actions import append
from krug.touches.words import Verb
from tests.cast import Cast
from tests.decks.packages import packed, page
from tests.segments.make import NOW, clicked, condition, did, meant, people, touch
from tests.segments.test_conditions import ids


def two_versions(cast: Cast) -> tuple[Version, Version]:
    pages: dict[str, str | bytes] = {"index.html": page("One")}
    first = import_deck(cast.marketer, packed(pages), "Deck")
    return first, import_deck(cast.marketer, packed(pages | {"more.txt": b"x"}), deck=first.deck)


def answered(person: Person, slide: Slide, value: object, kind: str = "choice", days_ago: float = 1) -> None:
    data = {"slide": str(slide.uid), "question": "share", "kind": kind, "value": value}
    about = {"object_kind": "question", "object_id": f"{slide.uid}/share"}
    did(person, Verb.ANSWERED, days_ago, data=data, **about)


def felt(person: Person, slide: Slide, emotion: int, days_ago: float = 1) -> None:
    did(person, Verb.REACTED, days_ago, object_kind="slide", object_id=str(slide.uid), emotion=emotion)


def test_answers(cast: Cast) -> None:
    first, second = two_versions(cast)
    one, two = first.slides.get(), second.slides.get()
    a, b, c, d = people(cast.rita, {}, {}, {}, {})
    answered(a, one, "yes", days_ago=5)
    answered(a, two, "no")
    answered(b, one, ["yes", "maybe"])
    answered(c, two, 60, "slider")
    answered(d, two, "60 %", "text")
    ask = {"kind": "answered", "deck": first.deck_id, "question": "share", "value": "yes"}
    assert meant(cast.rita, ask) == ids(b)
    assert meant(cast.rita, ask | {"value": "no"}) == ids(a)
    assert meant(cast.rita, ask | {"value": "yes", "compare": "is_not"}) == ids(a, c)
    assert meant(cast.rita, ask | {"value": "60"}) == ids(c)
    assert meant(cast.rita, ask | {"value": "50", "compare": "at_least"}) == ids(c)
    assert meant(cast.rita, ask | {"value": "59.5", "compare": "at_most"}) == set()
    assert meant(cast.rita, ask | {"slide": one.key, "value": "no"}) == ids(a)
    assert meant(cast.rita, ask | {"slide": "another", "value": "no"}) == set()
    assert meant(cast.rita, ask | {"deck": first.deck_id + 1, "value": "no"}) == set()


def test_reactions_and_showings(cast: Cast) -> None:
    first, second = two_versions(cast)
    one, two = first.slides.get(), second.slides.get()
    a, b, c = people(cast.rita, {}, {}, {})
    felt(a, one, 100, 9)
    felt(a, two, -100, 1)
    felt(b, one, 100, 9)
    shown = {"object_kind": "slide", "seconds": 5.0}
    data = {"number": 1, "order": 1, "rule": 1}
    append([touch(c, Verb.SHOWN, 3, object_id=str(two.uid), data=data, **shown)], "user:1")
    of = {"kind": "slide", "deck": first.deck_id}
    assert meant(cast.rita, of | {"did": "liked"}) == ids(b)
    assert meant(cast.rita, of | {"did": "disliked"}) == ids(a)
    assert meant(cast.rita, of | {"did": "disliked", "days": 5, "slide": one.key}) == ids(a)
    assert meant(cast.rita, of | {"did": "seen"}) == ids(c)
    assert meant(cast.rita, of | {"did": "seen", "but_not": True}) == ids(a, b)
    assert meant(cast.food_head, of | {"did": "seen"}, unit=cast.food.unit.pk) == set()


def test_other_segments(cast: Cast) -> None:
    a, b = people(cast.rita, {"klass": "A"}, {"klass": "B"})
    clicked(a)
    best = create_segment(
        cast.marketer, "Best", condition({"kind": "profile", "field": "klass", "values": ["A"]})
    )
    of = {"kind": "segment", "segment": str(best.uid)}
    assert meant(cast.marketer, of, {"kind": "touched", "verb": "clicked"}) == ids(a)
    assert meant(cast.marketer, of | {"but_not": True}) == ids(b)
    keep(NOW)
    freeze(cast.marketer, best)
    (late,) = people(cast.rita, {"klass": "A"})
    keep(NOW)
    assert meant(cast.marketer, of) == ids(a)
    assert meant(cast.marketer, {"kind": "profile", "field": "klass", "values": ["A"]}) == ids(a, late)
    with pytest.raises(SegmentGone):
        meant(cast.food_head, of)


def test_no_circles(cast: Cast) -> None:
    from krug.segments.actions import edit_segment

    one = create_segment(cast.marketer, "One", condition({"kind": "last", "days": 9}))
    two = create_segment(cast.marketer, "Two", condition({"kind": "segment", "segment": str(one.uid)}))
    for segment in (one, two):
        with pytest.raises(GoesInCircles):
            edit_segment(
                cast.marketer, one, "One", condition({"kind": "segment", "segment": str(segment.uid)})
            )
