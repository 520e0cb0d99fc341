from datetime import timedelta

import pytest

from krug.access.models import User
from krug.analysis import actions
from krug.customers.actions import merge, undo_merge
from krug.decks.models import Deck, Intent
from krug.insight.questions import slide_analysis, slide_showings
from krug.insight.questions.showings import FIGURES
from krug.insight.questions.slide_analysis import SlideFigures, VersionFigures
from tests.cast import Cast
from tests.insight.make import finished, load
from tests.visits.made import NOON, make_deck, make_doctor


def newest(viewer: User, deck: Deck) -> VersionFigures:
    return slide_analysis(viewer, deck).versions[0]


def by_key(figures: VersionFigures) -> dict[str, SlideFigures]:
    return {it.slide.key: it for it in figures.slides}


def test_each_slide_has_its_figures(cast: Cast) -> None:
    one, two, _three = make_deck(cast)
    ann, bob = make_doctor(cast, "Ann"), make_doctor(cast, "Bob")
    load(
        cast.rita,
        [
            finished(cast.rita, [ann, bob], NOON, [(one, 10, 100), (two, 4, -100), (one, 20, 0)]),
            finished(
                cast.rita, [ann], NOON + timedelta(days=1), [(one, 30, 0)], [(one, "q", "choice", ["a", "b"])]
            ),
            finished(
                cast.rita, [bob], NOON + timedelta(days=2), [(two, 6, 0)], [(one, "q", "choice", ["a"])]
            ),
            finished(cast.rita, [bob], NOON + timedelta(days=3)),
        ],
    )
    figures = newest(cast.marketer, one.version.deck)
    assert figures.visits == 3
    first, second, third = figures.slides
    assert (first.showings, first.listeners, first.seconds.value) == (3, 2, 20)
    assert (first.reach.hits, first.reach.of) == (2, 3)
    assert (first.likes.hits, first.likes.of, first.dislikes.hits) == (1, 3, 0)
    assert (second.dislikes.hits, second.exits.hits, second.exits.of) == (1, 1, 2)
    assert (first.exits.hits, first.exits.of) == (2, 2)
    assert (third.showings, third.reach.hits, third.reach.of) == (0, 0, 3)
    (question,) = first.answers
    assert {it.value: (it.share.hits, it.share.of) for it in question.choices} == {"a": (2, 2), "b": (1, 2)}
    assert not first.likes.enough
    assert first.likes.low is None


def test_figures_are_of_the_viewers_scopes(cast: Cast) -> None:
    one, *_rest = make_deck(cast)
    deck = one.version.deck
    doctor = make_doctor(cast)
    load(cast.rita, [finished(cast.rita, [doctor], NOON, [(one, 10, 0)])])
    assert newest(cast.nina, deck).visits == 1
    assert newest(cast.marketer, deck).visits == 1
    assert newest(cast.head, deck).visits == 1
    assert newest(cast.sam, deck).visits == 0
    assert slide_analysis(cast.food_head, deck).versions == []


def test_a_merge_makes_two_listeners_one_and_undoing_it_two_again(cast: Cast) -> None:
    one, *_rest = make_deck(cast)
    ann, annie = make_doctor(cast, "Ann"), make_doctor(cast, "Annie")
    load(
        cast.rita,
        [
            finished(cast.rita, [it], NOON + timedelta(days=day), [(one, 9, 0)])
            for day, it in enumerate((ann, annie))
        ],
    )
    assert newest(cast.head, one.version.deck).slides[0].listeners == 2
    decision = merge(cast.head, ann, annie, {})
    assert newest(cast.head, one.version.deck).slides[0].listeners == 1
    undo_merge(cast.head, decision)
    assert newest(cast.head, one.version.deck).slides[0].listeners == 2


def test_the_showings_behind_a_figure(cast: Cast) -> None:
    one, two, _three = make_deck(cast)
    ann, bob = make_doctor(cast, "Ann"), make_doctor(cast, "Bob")
    visits = load(
        cast.rita,
        [
            finished(cast.rita, [ann, bob], NOON, [(one, 10, 100)], [(one, "q", "text", "why?")]),
            finished(cast.rita, [ann], NOON + timedelta(days=1), [(two, 3, 0), (one, 30, 0)]),
        ],
    )
    showings = slide_showings(cast.nina, one)
    assert [(it.visit, it.seconds, it.order) for it in showings] == [
        (visits[1].uid, 30, 2),
        (visits[0].uid, 10, 1),
        (visits[0].uid, 10, 1),
    ]
    assert {(it.person, it.emotion, len(it.answers)) for it in showings[1:]} == {
        (ann, 100, 1),
        (bob, None, 0),
    }
    assert showings[0].staff == cast.rita
    assert slide_showings(cast.nina, one, after=showings[0].place) == showings[1:]
    assert slide_showings(cast.nina, one, limit=1) == showings[:1]
    assert slide_showings(cast.sam, one) == []


@pytest.mark.parametrize("only", FIGURES)
def test_a_figure_has_as_many_showings_behind_it_as_it_counts(cast: Cast, only: str) -> None:
    one, two, _three = make_deck(cast)
    ann, bob = make_doctor(cast, "Ann"), make_doctor(cast, "Bob")
    load(
        cast.rita,
        [
            finished(cast.rita, [ann], NOON, [(one, 10, 100), (two, 4, 0)], [(one, "q", "text", "why?")]),
            finished(cast.rita, [bob], NOON, [(two, 3, 0), (one, 30, -100)]),
            finished(cast.rita, [bob], NOON + timedelta(days=1), [(one, 5, 100)]),
        ],
    )
    figures = newest(cast.nina, one.version.deck).slides[0]
    counted = {
        "likes": figures.likes.hits,
        "dislikes": figures.dislikes.hits,
        "exits": figures.exits.hits,
        "answers": figures.answers[0].people,
    }
    assert counted == {"likes": 2, "dislikes": 1, "exits": 2, "answers": 1}
    behind = slide_showings(cast.nina, one, only=only)
    assert len(behind) == counted[only]
    assert slide_showings(cast.nina, one, after=behind[0].place, only=only) == behind[1:]


def test_a_listener_out_of_the_viewers_scopes_has_no_name_and_no_words(cast: Cast) -> None:
    """Roma sees his own visit; the doctor lives in Rita's territory."""
    one, *_rest = make_deck(cast)
    doctor = make_doctor(cast)
    load(cast.head, [finished(cast.roma, [doctor], NOON, [(one, 10, 100)], [(one, "q", "text", "mine")])])
    (showing,) = slide_showings(cast.sam, one)
    assert (showing.person, showing.answers, showing.seconds, showing.emotion) == (None, [], 10, 100)
    (named,) = slide_showings(cast.marketer, one)
    assert (named.person, named.answers[0]["value"]) == (doctor, "mine")


def many(cast: Cast, count: int, weak_likes: int) -> list[object]:
    """Visits that show three slides; the second is liked in `weak_likes` of them and soon left."""
    one, two, three = make_deck(cast)
    doctors = [make_doctor(cast, f"Doctor {number}") for number in range(count)]
    load(
        cast.rita,
        [
            finished(
                cast.rita,
                [doctor],
                NOON + timedelta(hours=number),
                [
                    (one, 30 + number % 7, 100 if number % 2 else 0),
                    (two, 5 + number % 3, 100 if number < weak_likes else -100 if number % 3 == 0 else 0),
                    (three, 28 + number % 9, 100 if number % 2 else 0),
                ],
            )
            for number, doctor in enumerate(doctors)
        ],
    )
    return [one, two, three]


def test_a_weak_slide_is_named_with_its_evidence(cast: Cast) -> None:
    one, *_rest = many(cast, 60, 2)
    figures = by_key(newest(cast.marketer, one.version.deck))
    assert {key for key, it in figures.items() if it.weak} == {"s2"}
    signs = {it.measure: it for it in figures["s2"].weak}
    assert set(signs) == {"likes", "dislikes", "seconds"}
    assert signs["likes"].own == pytest.approx(2 / 60)
    assert signs["likes"].others == pytest.approx(0.5)
    assert signs["likes"].low < signs["likes"].high < 0
    assert figures["s1"].likes.low == pytest.approx(0.3773, abs=1e-3)


def test_too_few_visits_name_nothing_weak(cast: Cast) -> None:
    one, *_rest = many(cast, 20, 0)
    assert not any(it.weak for it in newest(cast.marketer, one.version.deck).slides)


def test_a_new_version_is_laid_beside_the_old_and_beside_its_intent(cast: Cast) -> None:
    one, *_rest = many(cast, 40, 2)
    deck = one.version.deck
    new = make_deck(cast, number=2, deck=deck)
    intent = {"whom": "all", "until": NOON.date(), "slide_key": "s2"}
    Intent.objects.create(version=new[0].version, measure="likes", target=0.5, **intent)
    Intent.objects.create(version=one.version, measure="seconds", target=60, **intent)
    doctors = [make_doctor(cast, f"New {number}") for number in range(40)]
    load(
        cast.rita,
        [
            finished(cast.rita, [it], NOON + timedelta(days=9), [(new[1], 25, 100), (new[0], 33, 0)])
            for it in doctors
        ],
    )
    second, first = slide_analysis(cast.marketer, deck).versions
    assert (second.changes["s2"].likes.verdict, second.changes["s2"].seconds.verdict) == ("better", "better")
    assert second.changes["s1"].likes.verdict == "worse"
    assert second.changes["s3"].reach.verdict == "worse"
    assert first.changes == {}
    assert second.intent
    assert second.intent.verdict == "reached"
    assert first.intent
    assert (first.intent.verdict, first.intent.value) == ("missed", 6)


@pytest.mark.django_db(transaction=True)
def test_figures_are_the_same_with_an_export_between(cast: Cast) -> None:
    one, *_rest = many(cast, 31, 3)
    before = [(it.showings, it.likes, it.seconds) for it in newest(cast.marketer, one.version.deck).slides]
    assert actions.export() is not None
    after = [(it.showings, it.likes, it.seconds) for it in newest(cast.marketer, one.version.deck).slides]
    assert before == after
