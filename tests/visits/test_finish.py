"""A finished visit leaves touches, one a listener, and late news corrects them."""

from typing import Any

import pytest

from krug.access.models import AuditEntry
from krug.access.scopes import may_see
from krug.customers.actions import create_organisation
from krug.customers.data import OrganisationData
from krug.customers.models import Identity, Link
from krug.site.ids import uuid7
from krug.visits.actions import (
    add_listeners,
    add_note,
    cancel_visit,
    finish_visit,
    load_visits,
    plan_visits,
    record_events,
    start_visit,
)
from krug.visits.data import FinishedVisit, ListenerIn, Outcome, VisitPlan
from krug.visits.errors import EventDiffers, NoCustomer, UnknownListener, VisitCancelled, VisitFinished
from krug.visits.models import Listener, PlayerEvent
from krug.visits.rules import Answer, Reaction, Showing
from krug.visits.state import state, with_state
from tests.cast import Cast
from tests.visits.made import (
    NOON,
    SECOND,
    START,
    Player,
    make_deck,
    make_doctor,
    make_visit,
    minutes,
    said,
    verbs,
)

DEVICE = uuid7()


def test_one_touch_a_listener(cast: Cast) -> None:
    one, two, three = make_deck(cast)
    visit = make_visit(cast.rita, make_doctor(cast))
    nurse = uuid7()
    start_visit(cast.rita, visit, NOON)
    add_listeners(cast.rita, visit, [ListenerIn(nurse, name="The head nurse")])
    player = Player()
    events = [*player.show(three, 0, 10), *player.show(one, 10, 11), *player.show(two, 11, 20)]
    events.append(player.event("reacted", three, 9, listener=nurse, emotion=-100))
    events.append(player.event("answered", two, 15, question="share", kind="slider", value=60))
    record_events(cast.rita, visit, DEVICE, events)
    finish_visit(cast.rita, visit, minutes(10), Outcome("interested", "Bring the study", "Busy on Mondays"))
    doctor = Listener.objects.get(visit=visit, person=visit.person)
    unknown = Listener.objects.get(uid=nurse)
    each = ["answered", "noted", "shown", "shown", "visited"]
    assert verbs(visit, doctor.identity_id) == each
    assert verbs(visit, unknown.identity_id) == sorted([*each, "reacted"])
    assert not Link.objects.filter(identity=unknown.identity_id).exists()
    shown = [row for row in said(visit) if row[0] == "shown" and row[1] == unknown.identity_id]
    assert sorted((row[2], row[4], row[6]["order"], row[6]["exit"]) for row in shown) == sorted(
        [(str(three.uid), 10.0, 1, False), (str(two.uid), 9.0, 2, True)]
    )


def test_late_events_correct_and_double_nothing(cast: Cast) -> None:
    one, two, _three = make_deck(cast)
    visit = make_visit(cast.rita, make_doctor(cast))
    player = Player()
    early, late = player.show(one, 0, 10), player.show(two, 10, 30)
    record_events(cast.rita, visit, DEVICE, [*early, late[0]])
    finish_visit(cast.rita, visit, minutes(1), Outcome("neutral"))
    assert verbs(visit) == ["shown", "visited"]
    record_events(cast.rita, visit, DEVICE, [*early, *late])
    after = said(visit)
    assert verbs(visit) == ["shown", "shown", "visited"]
    assert record_events(cast.rita, visit, DEVICE, late).new == 0
    assert said(visit) == after
    assert sorted(row[6]["exit"] for row in after if row[0] == "shown") == [False, True]


def test_a_listener_added_late_gets_the_touches_too(cast: Cast) -> None:
    one, *_rest = make_deck(cast)
    visit = make_visit(cast.rita, make_doctor(cast))
    record_events(cast.rita, visit, DEVICE, Player().show(one, 0, 5))
    finish_visit(cast.rita, visit, minutes(1), Outcome("agreed"))
    colleague = make_doctor(cast, "Colleague")
    add_listeners(cast.rita, visit, [ListenerIn(uuid7(), colleague)])
    assert verbs(visit) == ["shown", "shown", "visited", "visited"]


def test_the_same_person_added_by_a_device_is_one_listener_under_two_uids(cast: Cast) -> None:
    one, *_rest = make_deck(cast)
    doctor = make_doctor(cast)
    visit = make_visit(cast.rita, doctor)
    mine = uuid7()
    (listener,) = add_listeners(cast.rita, visit, [ListenerIn(mine, doctor)])
    assert Listener.objects.filter(visit=visit).count() == 1
    record_events(cast.rita, visit, DEVICE, [Player().event("reacted", one, 1, listener=mine, emotion=100)])
    assert PlayerEvent.objects.get(visit=visit).listener == listener


def test_what_is_refused(cast: Cast) -> None:
    one, *_rest = make_deck(cast)
    visit = make_visit(cast.rita, make_doctor(cast))
    with pytest.raises(NoCustomer):
        plan_visits(cast.rita, [VisitPlan(staff=cast.rita, planned_at=NOON)])
    event = Player().event("visible", one, 0)
    with pytest.raises(UnknownListener):
        record_events(cast.rita, visit, DEVICE, [event.model_copy(update={"listener": uuid7()})])
    record_events(cast.rita, visit, DEVICE, [event])
    with pytest.raises(EventDiffers):
        record_events(cast.rita, visit, DEVICE, [event.model_copy(update={"at": event.at + 1})])
    cancelled = make_visit(cast.rita, make_doctor(cast, "Other"))
    cancel_visit(cast.nina, cancelled, "Ill")
    with pytest.raises(VisitCancelled):
        start_visit(cast.rita, cancelled, NOON)
    finish_visit(cast.rita, visit, minutes(5), Outcome("agreed"))
    for verb in (lambda: cancel_visit(cast.rita, visit), lambda: start_visit(cast.rita, visit, NOON)):
        with pytest.raises(VisitFinished):
            verb()


def test_planning_places_the_visit_with_its_owner(cast: Cast) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    assert [may_see(user, "visit", visit.pk) for user in (cast.rita, cast.nina, cast.roma)] == [
        True,
        True,
        False,
    ]
    assert AuditEntry.objects.filter(verb="visit_planned", object_id=visit.pk, actor=cast.rita).count() == 1


def test_a_note_repeated_is_one_note(cast: Cast) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    uid = uuid7()
    for _again in range(2):
        add_note(cast.rita, visit, "Prefers mornings", NOON, uid)
    assert verbs(visit) == ["noted"]


def test_a_visit_to_an_organisation_without_names_has_an_unknown_listener(cast: Cast) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic 12", kind="clinic"))
    (visit,) = plan_visits(cast.rita, [VisitPlan(staff=cast.rita, organisation=clinic, planned_at=NOON)])
    finish_visit(cast.rita, visit, minutes(5), Outcome("not_met"))
    (row,) = said(visit)
    assert Identity.objects.get(pk=row[1]).kind == Identity.Kind.LISTENER


def test_loading_many_gives_what_one_by_one_gives(cast: Cast) -> None:
    one, two, _three = make_deck(cast)
    doctor, other = make_doctor(cast), make_doctor(cast, "Other")
    by_hand = make_visit(cast.rita, doctor)
    start_visit(cast.rita, by_hand, NOON)
    add_listeners(cast.rita, by_hand, [ListenerIn(uuid7(), other)])
    player = Player()
    events = [*player.show(one, 0, 10), *player.show(two, 10, 30)]
    events.append(player.event("reacted", one, 5, emotion=100))
    events.append(player.event("answered", two, 20, question="q", kind="rating", value=4))
    record_events(cast.rita, by_hand, DEVICE, events)
    finish_visit(cast.rita, by_hand, minutes(9), Outcome("agreed", note="Well"))
    plan = VisitPlan(staff=cast.rita, person=doctor, planned_at=NOON)
    shape: dict[str, Any] = {
        "started_at": NOON,
        "finished_at": minutes(9),
        "outcome": Outcome("agreed", note="Well"),
    }
    derived = FinishedVisit(
        plan=plan,
        listeners=[doctor, other],
        showings=[Showing(one.uid, START, 10.0), Showing(two.uid, START + 10 * SECOND, 20.0)],
        reactions=[Reaction(one.uid, START + 5 * SECOND, 100)],
        answers=[Answer(two.uid, "q", START + 20 * SECOND, "rating", 4)],
        **shape,
    )
    raw = FinishedVisit(
        plan=VisitPlan(staff=cast.rita, person=doctor, planned_at=NOON),
        listeners=[doctor, other],
        events=[event.model_copy(update={"uid": uuid7()}) for event in events],
        **shape,
    )
    for loaded in load_visits(cast.rita, [derived, raw]):
        assert [_without_visit(row) for row in said(loaded)] == [_without_visit(row) for row in said(by_hand)]
        assert state(with_state().get(pk=loaded.pk)) == "finished"


def _without_visit(row: tuple[object, ...]) -> tuple[object, ...]:
    return row if row[0] != "visited" else (*row[:2], "", *row[3:])
