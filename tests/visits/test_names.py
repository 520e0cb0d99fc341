"""Whose name stands at what was shown: by what he allowed when it happened, whatever comes late."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from krug.customers.actions import edit_purpose, give_consent, merge, undo_consent, withdraw_consent
from krug.customers.models import Consent, Identity, Person, Purpose
from krug.customers.queries import card_identity, owner_of
from krug.site.ids import uuid7
from krug.touches.queries import of_episode
from krug.visits.actions import (
    add_listeners,
    cancel_visit,
    finish_visit,
    load_visits,
    record_events,
    show_nameless,
    start_visit,
)
from krug.visits.data import FinishedVisit, ListenerIn, Outcome, VisitPlan
from krug.visits.errors import UnknownListener, VisitCancelled
from krug.visits.models import Listener, Visit
from krug.visits.rules import Answer, Reaction, Showing
from tests.cast import Cast
from tests.visits.made import NOON, START, Player, make_deck, make_doctor, make_visit, minutes, verbs

HIS = ["answered", "reacted", "shown", "shown", "visited"]


@pytest.fixture
def asking(cast: Cast) -> Purpose:
    """A company that may write names at showings only where the customer consented."""
    purpose = Purpose.objects.get(unit=cast.pharma.unit, slides=True)
    return edit_purpose(None, purpose, {"basis": "consent"}, "May we?")


@pytest.fixture
def doctor(cast: Cast) -> Person:
    return make_doctor(cast)


def shown(cast: Cast, people: Sequence[Person], at: datetime = NOON, finished: bool = True) -> Visit:
    """Two slides, a like and an answer in words, a minute after noon, to everybody present."""
    slides = make_deck(cast)
    visit = make_visit(cast.rita, people[0], at)
    start_visit(cast.rita, visit, at)
    add_listeners(cast.rita, visit, [ListenerIn(uuid7(), one) for one in people])
    player = Player()
    events = [
        *player.show(slides[0], 60, 90),
        player.event("visible", slides[1], 91),
        player.event("reacted", slides[1], 95, emotion=100),
        player.event("answered", slides[1], 96, question="q", kind="text", value="My own words"),
        player.event("hidden", slides[1], 120),
    ]
    record_events(cast.rita, visit, uuid7(), events)
    if finished:
        finish_visit(cast.rita, visit, at + timedelta(minutes=3), Outcome("interested", "Call"))
    return visit


def listener(visit: Visit, person: Person) -> UUID:
    return Listener.objects.get(visit=visit, person=person).uid


def strangers(visit: Visit) -> list[int]:
    cards = set(Listener.objects.filter(visit=visit).values_list("identity", flat=True))
    return sorted({touch.identity for touch in of_episode(visit.uid)} - cards)


def test_not_asked_only_the_visit_is_his(cast: Cast, asking: Purpose, doctor: Person) -> None:
    visit = shown(cast, [doctor])
    assert verbs(visit, card_identity(doctor)) == ["visited"]
    (stranger,) = strangers(visit)
    assert verbs(visit, stranger) == ["answered", "reacted", "shown", "shown"]
    assert owner_of(stranger, START) is None
    (answer,) = [touch for touch in of_episode(visit.uid) if touch.verb.name == "ANSWERED"]
    assert answer.data["value"] == "", "his own words would name him"


def test_two_visits_make_no_profile(cast: Cast, asking: Purpose, doctor: Person) -> None:
    one, two = shown(cast, [doctor]), shown(cast, [doctor])
    assert len({*strangers(one), *strangers(two)}) == 2


def test_with_consent_all_of_it_is_his(cast: Cast, asking: Purpose, doctor: Person) -> None:
    give_consent(cast.rita, doctor, asking, "spoken", at=minutes(0.5))
    visit = shown(cast, [doctor])
    assert verbs(visit, card_identity(doctor)) == HIS
    assert strangers(visit) == []


def test_where_another_basis_holds_nobody_is_asked_until_he_objects(cast: Cast, doctor: Person) -> None:
    visit = shown(cast, [doctor])
    assert verbs(visit, card_identity(doctor)) == HIS
    purpose = Purpose.objects.get(unit=cast.pharma.unit, slides=True)
    withdraw_consent(cast.rita, doctor, purpose, "call", at=minutes(-30))
    assert verbs(visit, card_identity(doctor)) == ["visited"], "it was said before, and came late"


def test_each_listener_by_himself(cast: Cast, asking: Purpose, doctor: Person) -> None:
    silent = make_doctor(cast, "Silent")
    give_consent(cast.rita, doctor, asking, "spoken", at=minutes(-5))
    visit = shown(cast, [doctor, silent])
    assert verbs(visit, card_identity(doctor)) == HIS
    assert verbs(visit, card_identity(silent)) == ["visited"]
    assert len(strangers(visit)) == 1


def test_a_withdrawal_parts_a_visit_where_it_was_said(cast: Cast, asking: Purpose, doctor: Person) -> None:
    give_consent(cast.rita, doctor, asking, "spoken", at=minutes(-5))
    visit = shown(cast, [doctor])
    withdraw_consent(cast.nina, doctor, asking, "call", at=minutes(2.51))
    assert verbs(visit, card_identity(doctor)) == ["shown", "visited"]
    (stranger,) = strangers(visit)
    assert verbs(visit, stranger) == ["answered", "reacted", "shown"]


def test_a_word_that_comes_late_renames_and_its_undoing_too(
    cast: Cast, asking: Purpose, doctor: Person
) -> None:
    visit = shown(cast, [doctor])
    given = give_consent(cast.rita, doctor, asking, "spoken", at=minutes(0))
    assert verbs(visit, card_identity(doctor)) == HIS
    undo_consent(cast.rita, given)
    assert verbs(visit, card_identity(doctor)) == ["visited"]


def test_what_was_before_a_withdrawal_stays(cast: Cast, asking: Purpose, doctor: Person) -> None:
    give_consent(cast.rita, doctor, asking, "spoken", at=minutes(-5))
    visit = shown(cast, [doctor])
    withdraw_consent(cast.rita, doctor, asking, "call")
    assert verbs(visit, card_identity(doctor)) == HIS


def test_another_purpose_renames_nothing(cast: Cast, asking: Purpose, doctor: Person) -> None:
    visit = shown(cast, [doctor])
    letters = Purpose.objects.get(unit=cast.pharma.unit, code="letters")
    give_consent(cast.rita, doctor, letters, "spoken", at=minutes(-5))
    assert verbs(visit, card_identity(doctor)) == ["visited"]


def test_of_merged_cards_the_stricter_word_counts(cast: Cast, asking: Purpose, doctor: Person) -> None:
    double = make_doctor(cast, "Double")
    give_consent(cast.rita, doctor, asking, "spoken", at=minutes(-5))
    withdraw_consent(cast.rita, double, asking, "spoken", at=minutes(-3))
    merge(cast.nina, doctor, double, {})
    visit = shown(cast, [doctor])
    assert verbs(visit, card_identity(doctor)) == ["visited"]


def test_nothing_is_kept_where_the_purpose_says_so(cast: Cast, asking: Purpose, doctor: Person) -> None:
    edit_purpose(None, asking, {"without": "nothing"}, "May we?")
    visit = shown(cast, [doctor])
    assert verbs(visit) == ["visited"]


def test_a_unit_without_such_a_purpose_writes_no_names(cast: Cast, asking: Purpose, doctor: Person) -> None:
    edit_purpose(None, asking, {"slides": False}, "May we?")
    visit = shown(cast, [doctor])
    assert verbs(visit, card_identity(doctor)) == ["visited"]


def test_of_a_unit_one_purpose_rules(cast: Cast, asking: Purpose) -> None:
    service = Purpose.objects.get(unit=cast.pharma.unit, code="service")
    edit_purpose(None, service, {"slides": True}, "")
    assert list(Purpose.objects.filter(unit=cast.pharma.unit, slides=True)) == [service]


def test_he_wishes_no_name_though_he_allows_it(cast: Cast, doctor: Person) -> None:
    visit = shown(cast, [doctor], finished=False)
    show_nameless(cast.rita, visit, listener(visit, doctor), NOON)
    show_nameless(cast.rita, visit, listener(visit, doctor), NOON)
    finish_visit(cast.rita, visit, minutes(3), Outcome("interested"))
    assert verbs(visit, card_identity(doctor)) == ["visited"]
    show_nameless(cast.rita, visit, listener(visit, doctor), NOON, nameless=False)
    assert verbs(visit, card_identity(doctor)) == HIS
    show_nameless(cast.rita, visit, listener(visit, doctor), NOON)
    assert verbs(visit, card_identity(doctor)) == ["visited"]


def test_nameless_needs_a_listener_and_a_visit_that_stands(cast: Cast, doctor: Person) -> None:
    visit = make_visit(cast.rita, doctor)
    with pytest.raises(UnknownListener):
        show_nameless(cast.rita, visit, uuid7(), NOON)
    add_listeners(cast.rita, visit, [ListenerIn(uuid7(), doctor)])
    cancel_visit(cast.rita, visit)
    with pytest.raises(VisitCancelled):
        show_nameless(cast.rita, visit, listener(visit, doctor), NOON)


def test_loaded_visits_go_by_the_same_rule(cast: Cast, asking: Purpose, doctor: Person) -> None:
    silent = make_doctor(cast, "Silent")
    give_consent(cast.rita, doctor, asking, "paper", at=minutes(-60))
    (first, *_) = make_deck(cast)
    showing = Showing(first.uid, START, 40.0)
    answer = Answer(first.uid, "q", START, "text", "Words")
    loaded = [
        FinishedVisit(
            plan=VisitPlan(staff=cast.rita, person=one, planned_at=NOON),
            started_at=NOON,
            finished_at=minutes(5),
            outcome=Outcome("agreed"),
            listeners=[one],
            showings=[showing],
            reactions=[Reaction(first.uid, START, 100)],
            answers=[answer],
        )
        for one in (doctor, silent)
    ]
    his, hers = load_visits(cast.rita, loaded)
    assert verbs(his, card_identity(doctor)) == ["answered", "reacted", "shown", "visited"]
    assert verbs(hers, card_identity(silent)) == ["visited"]
    assert len(strangers(hers)) == 1


def test_erasing_nothing_strangers_stay_strangers(cast: Cast, asking: Purpose, doctor: Person) -> None:
    visit = shown(cast, [doctor])
    assert not Identity.objects.filter(pk__in=strangers(visit), links__isnull=False).exists()
    assert not Consent.objects.exists()
