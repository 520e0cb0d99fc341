"""A conflict shows both values to the office until somebody settles it."""

import re

import pytest
from django.http import Http404
from django.utils.translation import override

from krug.access.models import User
from krug.customers.actions import edit_person
from krug.site.clock import micros
from krug.sync.actions.settle import settle_conflict
from krug.sync.conflicts import edited_twice, of_persons, open_conflicts, refused_commands, told
from krug.visits.actions import cancel_visit, change_visit
from krug.visits.models import Visit
from tests.cast import Cast, client_of
from tests.sync.device import Device, command
from tests.visits.made import make_doctor, make_visit, minutes


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """Rita edited her doctor's note and moved her visit off-line; Nina had done both meanwhile."""
    doctor = make_doctor(cast, note="Old")
    made = make_visit(cast.rita, doctor)
    seen = doctor.version
    edit_person(cast.nina, doctor, {"note": "From the office"})
    change_visit(cast.nina, made, {"planned_at": minutes(30)})
    device = Device(cast.rita)
    device.sync()
    device.send(
        command("person.edit", based_on=seen, person=str(doctor.uid), fields={"note": "From the road"}),
        command("visit.change", based_on=1, visit=str(made.uid), planned_at=micros(minutes(60))),
    )
    return made


def test_both_values_are_seen_by_those_who_see_the_row(cast: Cast, visit: Visit) -> None:
    found = open_conflicts(cast.nina)
    assert [(one.field, one.kept, one.other) for one in found] == [
        ("planned_at", micros(minutes(60)), micros(minutes(30))),
        ("note", "From the road", "From the office"),
    ]
    assert [one.command.user for one in found if one.command] == [cast.rita, cast.rita]
    assert not open_conflicts(cast.roma)
    assert visit.person_id
    assert of_persons(cast.rita, [visit.person_id]).count() == 2
    assert not of_persons(cast.rita, [visit.person_id + 1])
    assert edited_twice(cast.rita, [visit.person_id + 1, visit.person_id])
    assert not edited_twice(cast.roma, [visit.person_id])
    assert not edited_twice(cast.rita, [visit.person_id + 1])


def test_the_other_value_can_be_put_back(cast: Cast, visit: Visit) -> None:
    for conflict in open_conflicts(cast.nina):
        settle_conflict(cast.nina, conflict, other=True)
        assert settle_conflict(cast.nina, conflict, other=False).other_chosen
    visit.refresh_from_db()
    assert visit.person
    visit.person.refresh_from_db()
    assert (visit.planned_at, visit.person.note) == (minutes(30), "From the office")
    assert not open_conflicts(cast.nina)
    assert not edited_twice(cast.nina, [visit.person_id])


def test_what_stands_can_be_left(cast: Cast, visit: Visit) -> None:
    settle_conflict(cast.nina, open_conflicts(cast.nina).get(object_kind="visit"), other=False)
    visit.refresh_from_db()
    assert visit.planned_at == minutes(60)


def test_an_outsider_cannot_settle(cast: Cast, visit: Visit) -> None:
    for conflict in open_conflicts(cast.nina):
        with pytest.raises(Http404):
            settle_conflict(cast.roma, conflict, other=True)


def test_refused_commands_are_seen_by_whoever_helps(cast: Cast, visit: Visit) -> None:
    cancel_visit(cast.nina, visit)
    device = Device(cast.rita)
    device.sync()
    device.send(command("visit.start", visit=str(visit.uid)))
    found = refused_commands(User.objects.filter(pk=cast.rita.pk))
    assert [(one.kind, one.code, one.message) for one in found] == [
        ("visit.start", "visit_cancelled", "The visit has been cancelled.")
    ]


def test_the_office_is_told_in_words_and_chooses(cast: Cast, visit: Visit) -> None:
    assert visit.person
    nina = client_of(cast.nina)
    with override("en"):
        assert [(one.field, one.kept, one.other) for one in told(open_conflicts(cast.nina))][1] == (
            "Note",
            "From the road",
            "From the office",
        )
    assert "Both values are kept" in nina.get(f"/customers/{visit.person.uid}/").content.decode()
    assert "2 fields were edited from two sides" in nina.get("/today/look").content.decode()
    page = nina.get("/conflicts/").content.decode()
    assert "From the road" in page
    assert "From the office" in page
    for pk, choice in zip(re.findall(r"/conflicts/(\d+)/settle", page), ("other", "kept"), strict=True):
        assert nina.post(f"/conflicts/{pk}/settle", {"choice": choice}).status_code == 302
        assert nina.post(f"/conflicts/{pk}/settle", {"choice": "other"}).status_code == 302
    visit.refresh_from_db()
    visit.person.refresh_from_db()
    assert (visit.planned_at, visit.person.note) == (minutes(30), "From the road")
    assert "From the road" not in nina.get("/conflicts/").content.decode()
    assert "Both values are kept" not in nina.get(f"/customers/{visit.person.uid}/").content.decode()
