"""What phone systems say becomes calls, touches, and work to do; for whom, and for nobody else."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.urls import reverse
from django.utils import timezone

from krug.access.models import AuditEntry
from krug.calls.actions.hear import choose, end_lost, hear
from krug.calls.actions.providers import add_line
from krug.calls.actions.work import after_call, finish
from krug.calls.adapters.speaking import Event
from krug.calls.course import LOST_RING, Said
from krug.calls.models import Call, CallSaid, Leg, Screen, Todo
from krug.calls.queries.screen import cards, open_legs
from krug.calls.queries.seen import seen, todos_of
from krug.calls.words import Outcome, State, What
from krug.customers.actions import create_organisation, create_person
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.customers.queries import card_identity, identities_of
from krug.sales.facts import course_of
from krug.touches.queries import of_identities
from krug.touches.touch import StoredTouch
from krug.touches.words import Channel, Verb
from tests.calls.made import DOCTOR, STRANGER, phones, said
from tests.cast import Cast, client_of
from tests.sales.made import make_deal

pytestmark = pytest.mark.django_db
RING, ANSWER, END, MISSED = What.RINGING, What.ANSWERED, What.ENDED, What.MISSED


def doctor(cast: Cast, name: str = "Orlova", phone: str = DOCTOR) -> Person:
    data = PersonData(last_name=name, phones=[phone], territory=cast.pharma.north_land.pk)
    return create_person(cast.rita, data)


def touches_of(person: Person) -> list[StoredTouch]:
    return of_identities(identities_of(person), None, 50)


def test_it_rings_on_the_screen_of_whom_it_rings_alone(cast: Cast) -> None:
    orlova = doctor(cast)
    call = said(phones(cast), "1", RING)
    (card,) = cards(cast.rita, timezone.now())
    assert (card.call, card.who.person, card.ringing) == (call, orlova, True)
    assert cards(cast.roma, timezone.now()) == []
    assert list(Screen.objects.values_list("staff", flat=True)) == [cast.rita.pk]
    for colleague, sees in ((cast.nina, True), (cast.sam, False), (cast.food_head, False), (cast.head, True)):
        assert seen(colleague).filter(pk=call.pk).exists() is sees, colleague


def test_whoever_takes_it_keeps_it_and_the_others_screens_are_clear(cast: Cast) -> None:
    provider = phones(cast)
    said(provider, "1", RING)
    said(provider, "1", RING, extension="102")
    assert [len(open_legs(who, timezone.now())) for who in (cast.rita, cast.roma)] == [1, 1]
    call = said(provider, "1", ANSWER, extension="102")
    assert call.staff == cast.roma
    assert [len(open_legs(who, timezone.now())) for who in (cast.rita, cast.roma)] == [0, 1]


def test_a_finished_call_is_one_touch_and_proves_a_checkpoint(cast: Cast) -> None:
    person = doctor(cast)
    began = timezone.now() - timedelta(hours=5)
    deal = make_deal(cast, person=person, opened_at=began)
    provider = phones(cast)
    said(provider, "1", RING, ANSWER, END, at=began + timedelta(hours=1))
    said(provider, "1", END, at=began + timedelta(hours=1, seconds=2))
    found = [touch for touch in touches_of(person) if touch.verb == Verb.CALLED]
    assert len(found) == 1
    assert (found[0].channel, found[0].staff, found[0].seconds) == (Channel.CALL, cast.rita.pk, 1.0)
    assert "called" in course_of(deal, began + timedelta(hours=3)).proven


def test_any_order_and_any_repetition_is_the_same_call(cast: Cast) -> None:
    doctor(cast)
    provider, start = phones(cast), timezone.now()
    told = [
        Said(start, RING, "101", "in", DOCTOR), Said(start + timedelta(seconds=3), ANSWER, "101"),
        Said(start + timedelta(seconds=63), END),
    ]  # fmt: skip
    outcomes = set()
    for number, order in enumerate(permutations(told)):
        for one in [*order, *order]:
            hear(provider, [Event(f"c{number}", one)], start + timedelta(minutes=2))
        call = Call.objects.get(external=f"c{number}")
        outcomes.add((call.state, call.outcome, call.seconds, call.staff_id, call.other))
        assert CallSaid.objects.filter(call=call).count() == 3
    assert outcomes == {(State.ENDED, Outcome.ANSWERED, 60.0, cast.rita.pk, DOCTOR)}


def test_a_repeated_end_of_a_system_without_times_makes_no_call_longer(cast: Cast) -> None:
    doctor(cast)
    provider, start = phones(cast), timezone.now()
    for seconds, what in ((0, RING), (3, ANSWER), (9, ANSWER), (63, END), (123, END), (183, END)):
        # Its words are of when they are heard.
        now = start + timedelta(seconds=seconds)
        extension = "" if what == END else "101"
        hear(provider, [Event("1", Said(now, what, extension, "in", DOCTOR))], now)
    call = Call.objects.get()
    assert (call.seconds, call.ended_at) == (60.0, start + timedelta(seconds=63))
    assert CallSaid.objects.filter(call=call).count() == 3
    # What is said with a time is told apart by it.
    hear(provider, [Event("1", Said(start + timedelta(seconds=70), END))], start + timedelta(seconds=200))
    call.refresh_from_db()
    assert call.seconds == 67.0


def test_an_unknown_number_has_its_past_once_a_card_is_made(cast: Cast) -> None:
    said(phones(cast), "1", RING, ANSWER, END, other=STRANGER)
    (card,) = cards(cast.rita, timezone.now())
    assert card.who.unknown
    made = doctor(cast, "Newcomer", STRANGER)
    assert [touch.verb for touch in touches_of(made)] == [Verb.CALLED]
    (card,) = cards(cast.rita, timezone.now())
    assert card.who.person == made


def test_of_several_with_one_number_somebody_says_who_it_was(cast: Cast) -> None:
    one, two = doctor(cast, "Orlova"), doctor(cast, "Orlov")
    call = said(phones(cast), "1", RING, ANSWER, END)
    (card,) = cards(cast.rita, timezone.now())
    assert {person.pk for person in card.who.people} == {one.pk, two.pk}
    assert touches_of(one) == touches_of(two) == []
    choose(cast.rita, call, two.pk, None, timezone.now())
    assert touches_of(one) == []
    assert [touch.identity for touch in touches_of(two)] == [card_identity(two)]
    choose(cast.rita, call, one.pk, None, timezone.now())
    assert [touch.identity for touch in touches_of(one)] == [card_identity(one)]
    assert touches_of(two) == []


def test_an_organisations_number_asks_which_of_its_people(cast: Cast) -> None:
    place = create_organisation(
        cast.rita,
        OrganisationData(name="Clinic 5", phones=[DOCTOR], territory=cast.pharma.north_land.pk),
    )
    worker = create_person(
        cast.rita,
        PersonData(last_name="Works", organisation=place.pk, territory=cast.pharma.north_land.pk),
    )
    said(phones(cast), "1", RING)
    (card,) = cards(cast.rita, timezone.now())
    assert (card.who.organisation, card.who.people) == (place, [worker])


def test_whose_card_he_does_not_see_is_not_named(cast: Cast) -> None:
    doctor(cast)
    said(phones(cast), "1", RING, extension="102")
    (card,) = cards(cast.roma, timezone.now())
    assert card.who.person is None
    assert card.who.hidden
    assert (card.touches, card.deals) == ((), ())


def test_a_missed_call_waits_and_goes_when_somebody_calls_back(cast: Cast) -> None:
    doctor(cast)
    provider, start = phones(cast), timezone.now() - timedelta(hours=1)
    said(provider, "1", RING, MISSED, at=start)
    said(provider, "2", RING, MISSED, at=start + timedelta(minutes=5))
    assert [todo.owner for todo in todos_of(cast.rita)] == [cast.rita]
    assert list(todos_of(cast.roma)) == []
    tried = start + timedelta(minutes=10)
    said(provider, "3", RING, END, at=tried, way="out")
    assert todos_of(cast.rita).count() == 1
    said(provider, "4", RING, ANSWER, END, at=tried, way="out")
    assert list(todos_of(cast.rita)) == []
    # What is told late comes after he was called back already.
    said(provider, "0", RING, MISSED, at=start - timedelta(minutes=5))
    assert list(todos_of(cast.rita)) == []


def test_who_waited_in_a_queue_rings_at_the_screen_he_comes_to(cast: Cast) -> None:
    doctor(cast)
    provider, start = phones(cast), timezone.now() - timedelta(minutes=5)
    call = said(provider, "1", RING, at=start, extension="")
    # Nothing was said for so long: it is taken for lost.
    assert end_lost(start + LOST_RING) == 1
    assert Todo.objects.filter(call=call).exists()
    now = start + timedelta(minutes=4)
    call = said(provider, "1", RING, at=now)
    assert (call.state, call.outcome) == (State.RINGING, Outcome.NONE)
    assert [card.ringing for card in cards(cast.rita, now)] == [True]
    assert not Todo.objects.exists()
    assert end_lost(now + LOST_RING / 2) == 0
    assert end_lost(now + LOST_RING) == 1
    assert [todo.owner for todo in todos_of(cast.rita)] == [cast.rita]


def test_a_machine_answered_and_the_missed_call_waits_again(cast: Cast) -> None:
    doctor(cast)
    provider, start = phones(cast), timezone.now() - timedelta(hours=1)
    said(provider, "1", RING, MISSED, at=start)
    back = said(provider, "2", RING, ANSWER, END, at=start + timedelta(minutes=5), way="out")
    assert list(todos_of(cast.rita)) == []
    for _time in range(2):
        after_call(cast.rita, back, "", "", None, None, Outcome.MISSED, timezone.now())
        (todo,) = todos_of(cast.rita)
        assert (todo.call.external, todo.done_by) == ("1", None)
    # He was right the first time.
    after_call(cast.rita, back, "", "", None, None, Outcome.ANSWERED, timezone.now())
    assert list(todos_of(cast.rita)) == []
    # Talked with in another call too: that one stays.
    said(provider, "3", RING, ANSWER, END, at=start + timedelta(minutes=9), way="out")
    after_call(cast.rita, back, "", "", None, None, Outcome.MISSED, timezone.now())
    assert list(todos_of(cast.rita)) == []
    other = Call.objects.get(external="3")
    after_call(cast.rita, other, "", "", None, None, Outcome.MISSED, timezone.now())
    assert todos_of(cast.rita).count() == 1


def test_what_was_done_by_hand_no_call_opens_again(cast: Cast) -> None:
    doctor(cast)
    provider, start = phones(cast), timezone.now() - timedelta(hours=1)
    said(provider, "1", RING, MISSED, at=start)
    finish(cast.rita, Todo.objects.get(), timezone.now())
    back = said(provider, "2", RING, ANSWER, END, at=start + timedelta(minutes=5), way="out")
    after_call(cast.rita, back, "", "", None, None, Outcome.MISSED, timezone.now())
    assert list(todos_of(cast.rita)) == []


def test_a_strangers_missed_call_waits_for_the_team_of_the_number(cast: Cast) -> None:
    provider = phones(cast)
    add_line(cast.head, provider, "+74951234567", cast.pharma.unit, cast.pharma.south, timezone.now())
    call = said(provider, "1", RING, MISSED, extension="500", other=STRANGER, ours="74951234567")
    assert call.staff is None
    waits = {who: todos_of(who).count() for who in cast.everyone if who.role != "admin"}
    assert {who.name for who, count in waits.items() if count} == {
        "Roma",
        "Sam",
        "Boss",
        "Head",
        "Integrator",
    }
    todo = Todo.objects.get()
    finish(cast.roma, todo, timezone.now())
    finish(cast.roma, todo, timezone.now())
    assert list(todos_of(cast.sam)) == []
    assert AuditEntry.objects.filter(verb="finished", object_kind="todo").count() == 1


def test_a_number_of_another_unit_is_that_units(cast: Cast) -> None:
    provider = phones(cast)
    add_line(cast.admin, provider, "+74950000000", cast.food.unit, None, timezone.now())
    call = said(provider, "1", RING, MISSED, extension="500", other=STRANGER, ours="+74950000000")
    assert call.unit == cast.food.unit
    assert seen(cast.food_rep).filter(pk=call.pk).exists()
    assert not seen(cast.rita).filter(pk=call.pk).exists()
    assert not seen(cast.head).filter(pk=call.pk).exists()


def test_a_lost_end_ends_by_the_clock(cast: Cast) -> None:
    call = said(phones(cast), "1", RING)
    assert end_lost(call.started_at + LOST_RING / 2) == 0
    assert end_lost(call.started_at + LOST_RING) == 1
    call.refresh_from_db()
    assert (call.outcome, call.due_at) == (Outcome.MISSED, None)


def test_the_line_after_a_call_is_its_note_and_the_deals_next_action(cast: Cast) -> None:
    deal = make_deal(cast, person=doctor(cast))
    call = said(phones(cast), "1", RING, ANSWER, END)
    now = timezone.now()
    after_call(cast.rita, call, "Wants a price", "Send the price", None, deal, "", now)
    after_call(cast.rita, call, "Wants a price", "Send the price", None, deal, "", now)
    deal.refresh_from_db()
    assert deal.next_action == "Send the price"
    assert open_legs(cast.rita, now) == []
    fresh = said(phones(cast), "2", RING, ANSWER, END, other=STRANGER)
    after_call(cast.rita, fresh, "", "Ask who it was", None, None, Outcome.MISSED, now)
    fresh.refresh_from_db()
    assert fresh.outcome == Outcome.MISSED
    assert Todo.objects.get(call=fresh, kind="step").text == "Ask who it was"


def test_a_deals_card_has_its_calls_for_whoever_may_see_them(cast: Cast) -> None:
    deal = make_deal(cast, person=doctor(cast))
    provider, now = phones(cast), timezone.now()
    call = said(provider, "1", RING, ANSWER, END, way="out")
    other = said(provider, "2", RING, ANSWER, END, extension="102")
    card = reverse("deal", args=[deal.uid])
    assert reverse("call", args=[call.uid]) not in client_of(cast.rita).get(card).content.decode()
    after_call(cast.rita, call, "Wants a <price>", "", None, deal, "", now)
    after_call(cast.roma, other, "Said to Roma alone", "", None, deal, "", now)
    for who, theirs in ((cast.rita, [True, False]), (cast.nina, [True, False]), (cast.head, [True, True])):
        html = client_of(who).get(card).content.decode()
        shown = [reverse("call", args=[one.uid]) in html for one in (call, other)]
        assert shown == theirs, who.name
        assert "Wants a &lt;price&gt;" in html
        assert "Outgoing" in html
        assert ("Said to Roma alone" in html) is theirs[1]
    # Who helps in the deal sees it, and no call that was not his.
    deal.helpers.create(user=cast.sam)
    html = client_of(cast.sam).get(card).content.decode()
    assert "Wants a" not in html
    assert client_of(cast.food_rep).get(card).status_code == 404


def test_calls_between_colleagues_and_empty_words_are_no_calls(cast: Cast) -> None:
    provider, now = phones(cast), timezone.now()
    hear(provider, [Event("1", Said(now, RING, "101", "in", "102")), Event("", Said(now, RING))], now)
    hear(provider, [Event("2", Said(now, What.RECORDED, recording="https://x.example/1"))], now)
    assert not Call.objects.exists()
    assert not Leg.objects.exists()


def test_garbage_in_what_is_said_is_kept_out(cast: Cast) -> None:
    hear(
        phones(cast),
        [Event("a\0b\ud800", Said(timezone.now(), RING, "101\r\nX: y", "sideways", "\0+7916", "\ud800"))],
        timezone.now(),
    )
    call = Call.objects.get()
    assert (call.external, call.other, call.ours, call.way) == ("ab", "+7916", "", "in")
