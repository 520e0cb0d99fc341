"""Segments of organisations: what may be asked of them, who sees whom, and what else knows of them."""

import pytest
from django.http import Http404

from krug.access.errors import WrongInput
from krug.access.models import User
from krug.customers.actions import (
    create_organisation,
    edit_organisation,
    merge,
    run_import,
    start_import,
    undo_import,
    undo_merge,
)
from krug.customers.actions.affiliations import add_affiliation
from krug.customers.actions.erase import erase_person
from krug.customers.actions.export import export_list
from krug.customers.contact_csv import run, undo
from krug.customers.data import OrganisationData
from krug.customers.models import Organisation
from krug.customers.queries import OrganisationFilters, organisation_list
from krug.fields.actions import define_field, set_values
from krug.fields.data import FieldData
from krug.segments import queries
from krug.segments.actions import create_segment, freeze, thaw
from krug.segments.conditions import Asked
from krug.segments.errors import FieldGone, NotOfThisKind, SegmentGone
from krug.segments.keep import keep
from krug.segments.models import Segment, SegmentMove
from krug.touches.words import Verb
from tests.cast import Cast, client_of
from tests.segments.make import NOW, bought, condition, did, meant, people

CLASS_A = {"kind": "profile", "field": "klass", "values": ["A"]}
UID = "0197a000-0000-7000-8000-0000000000aa"
CLICKED = {"data": {"address": "https://a.example"}}


def place(author: User, name: str, **fields: object) -> Organisation:
    return create_organisation(author, OrganisationData(name=name, **fields))  # type: ignore[arg-type]


def of(viewer: User, *parts: dict[str, object], mode: str = "all") -> set[int]:
    return meant(viewer, *parts, mode=mode, kind="organisation")


def best(cast: Cast, name: str = "Best places") -> Segment:
    return create_segment(cast.marketer, name, condition(CLASS_A), kind="organisation")


def names(viewer: User, segment: Segment) -> list[str]:
    return [line.name for line in queries.members_of(viewer, segment).lines]


def test_cards(cast: Cast) -> None:
    land, see = cast.pharma.south_land.pk, cast.marketer
    head = place(see, "Holding")
    a = place(see, "Ёлка plus", klass="A", kind="clinic", city="Omsk", parent=head.pk)
    b = place(see, "Second", klass="B", kind="pharmacy", territory=land)
    assert of(see) == {head.pk, a.pk, b.pk}
    assert of(see, CLASS_A) == {a.pk}
    assert of(see, CLASS_A | {"but_not": True}) == {head.pk, b.pk}
    assert of(see, {"kind": "profile", "field": "organisation_kind", "values": ["clinic"]}) == {a.pk}
    assert of(see, {"kind": "profile", "field": "city", "values": ["Omsk"]}) == {a.pk}
    assert of(see, {"kind": "profile", "field": "territory", "values": [str(land)]}) == {b.pk}
    assert of(see, {"kind": "profile", "field": "parent", "values": [str(head.uid)]}) == {a.pk}
    assert of(see, {"kind": "named", "text": "ЕЛКА"}) == {a.pk}
    assert of(see, {"kind": "named", "text": "елка", "but_not": True}, CLASS_A, mode="any") == {
        head.pk,
        a.pk,
        b.pk,
    }


def test_touches_are_of_where_they_were(cast: Cast) -> None:
    see = cast.marketer
    a, b, c = (place(see, name) for name in ("A", "B", "C"))
    (person,) = people(cast.rita, {})
    for days in (1, 5, 40):
        did(person, Verb.CLICKED, days, organisation=a.pk, **CLICKED)
    did(person, Verb.CLICKED, 20, organisation=b.pk, **CLICKED)
    bought(person, "500", 3, organisation=b.pk)
    did(person, Verb.CLICKED, 2, **CLICKED)
    click = {"kind": "touched", "verb": "clicked"}
    assert of(see, click) == {a.pk, b.pk}
    assert of(see, click | {"at_least": 2, "days": 30}) == {a.pk}
    assert of(see, click | {"did": False, "days": 10}) == {b.pk, c.pk}
    assert of(see, {"kind": "touched", "did": False}) == {c.pk}
    assert of(see, {"kind": "last", "verb": "clicked", "days": 10}) == {b.pk}
    assert of(see, {"kind": "last", "days": 2}) == {b.pk}
    assert of(see, {"kind": "bought", "at_least": "500"}) == {b.pk}
    assert of(see, {"kind": "bought", "below": "500"}) == {a.pk, c.pk}
    done = merge(cast.head, c, b)
    assert of(see, {"kind": "bought", "at_least": "500"}) == {c.pk}
    undo_merge(cast.head, done)
    assert of(see, {"kind": "bought", "at_least": "500"}) == {b.pk}


def test_their_people_and_where_persons_work(cast: Cast) -> None:
    see = cast.marketer
    a, b = place(see, "A", klass="A"), place(see, "B")
    one, two, three = people(cast.head, {"klass": "A"}, {"klass": "A"}, {"klass": "B"})
    for person, where, part in ((one, a, "decides"), (two, a, ""), (three, b, "decides"), (one, b, "")):
        add_affiliation(cast.head, person, where, {"part": part})
    doctors = create_segment(see, "Doctors", condition(CLASS_A))
    some = {"kind": "people"}
    theirs = some | {"segment": str(doctors.uid)}
    assert of(see, some) == {a.pk, b.pk}
    assert of(see, theirs | {"at_least": 2}) == {a.pk}
    assert of(see, theirs | {"part": "decides"}) == {a.pk}
    assert of(see, some | {"at_least": 2, "but_not": True}) == set()
    assert meant(see, {"kind": "works_at", "that": CLASS_A}) == {one.pk, two.pk}
    places = best(cast)
    there = {"kind": "works_at", "that": {"kind": "segment", "segment": str(places.uid), "but_not": True}}
    assert meant(see, there) == {one.pk, three.pk}
    crowd = create_segment(see, "Crowd", condition(theirs | {"at_least": 2}), kind="organisation")
    in_crowd = {"kind": "works_at", "that": {"kind": "segment", "segment": str(crowd.uid)}}
    assert meant(see, in_crowd) == {one.pk, two.pk}


def test_people_who_go_for_good_count_no_more(cast: Cast) -> None:
    some = create_segment(cast.marketer, "Peopled", condition({"kind": "people"}), kind="organisation")
    a = place(cast.nina, "A")
    (person,) = people(cast.nina, {"organisation": a.pk})
    sheet = "Фамилия;ЛПУ\r\nКим;Поликлиника № 12"
    book = start_import(cast.nina, "врачи.csv", [sheet.encode()], cast.pharma.north_land)
    run_import(cast.nina, book)
    run.run(book.pk)
    keep(NOW)
    assert names(cast.marketer, some) == ["A", "Поликлиника № 12"]
    erase_person(cast.head, person, "request", "42")
    clinic = Organisation.objects.get(name="Поликлиника № 12")
    edit_organisation(cast.nina, clinic, {"city": "Omsk"})  # worked on, so it stays
    undo.run(undo_import(cast.nina, book).pk)
    keep(NOW)
    assert names(cast.marketer, some) == []
    assert Organisation.objects.filter(pk=clinic.pk).exists()


def test_own_fields(cast: Cast) -> None:
    see, unit = cast.marketer, cast.pharma.unit.pk
    define_field(cast.head, "organisation", FieldData(name="Beds", type="whole", unit=unit))
    define_field(
        cast.head,
        "organisation",
        FieldData(name="Debt", type="whole", unit=unit, roles={"marketer": "none", "manager": "none"}),
    )
    a, b = place(see, "A"), place(see, "B")
    set_values(cast.head, "organisation", a.pk, {"beds": 50})
    set_values(cast.head, "organisation", b.pk, {"beds": 5})
    (person, _other) = people(cast.head, {"organisation": a.pk}, {"organisation": b.pk})
    large = {"kind": "own", "field": "beds", "test": {"how": "between", "at_least": 10}}
    assert of(see, large) == {a.pk}
    assert meant(see, {"kind": "works_at", "that": large}) == {person.pk}
    done = merge(cast.head, b, a)
    assert of(see, large) == set()
    undo_merge(cast.head, done)
    debt = {"kind": "works_at", "that": large | {"field": "debt"}}
    for kind, part in (("person", debt), ("organisation", debt["that"]), ("person", large)):
        with pytest.raises(FieldGone):
            create_segment(see, "Peeping", condition(part), kind=kind)  # type: ignore[arg-type]
    hidden = create_segment(cast.head, "Debtors", condition(debt))
    shown = client_of(cast.nina).get(f"/api/v1/segments/{hidden.uid}").json()
    assert shown["condition"]["parts"][0]["that"]["field"] is None
    page = client_of(cast.nina).get(f"/segments/{hidden.uid}").content.decode()
    assert "Debt</" not in page


def test_what_does_not_fit_is_refused(cast: Cast) -> None:
    see = cast.marketer
    persons = create_segment(see, "Persons", condition(CLASS_A))
    for part, kind in (
        ({"kind": "reachable", "by": "phone"}, "organisation"),
        ({"kind": "profile", "field": "specialty", "values": ["x"]}, "organisation"),
        ({"kind": "profile", "field": "parent", "values": [UID]}, "person"),
        ({"kind": "people"}, "person"),
        ({"kind": "works_at", "that": CLASS_A}, "organisation"),
        ({"kind": "works_at", "that": {"kind": "profile", "field": "worth", "values": ["x"]}}, "person"),
    ):
        with pytest.raises(NotOfThisKind):
            create_segment(see, "Wrong", condition(part), kind=kind)
        with pytest.raises(NotOfThisKind):
            queries.sample(see, see.unit_id or 0, Asked(kind, condition(part)), NOW)
    for part, kind in (
        ({"kind": "segment", "segment": str(persons.uid)}, "organisation"),
        ({"kind": "works_at", "that": {"kind": "segment", "segment": str(persons.uid)}}, "person"),
        ({"kind": "people", "segment": str(best(cast).uid)}, "organisation"),
    ):
        with pytest.raises(SegmentGone):
            create_segment(see, "Wrong", condition(part), kind=kind)
    with pytest.raises(WrongInput):
        create_segment(see, "Wrong", condition(CLASS_A), kind="visit")


def test_each_viewer_is_shown_what_he_sees(cast: Cast) -> None:
    segment = best(cast)
    place(cast.rita, "Ours", klass="A")
    place(cast.roma, "Theirs", klass="A")
    place(cast.food_rep, "Foreign", klass="A")
    keep(NOW)
    assert names(cast.marketer, segment) == ["Ours", "Theirs"]
    assert names(cast.nina, segment) == ["Ours"]
    assert names(cast.food_head, segment) == []
    viewers = (cast.marketer, cast.nina, cast.sam, cast.food_head)
    assert [queries.count_of(user, segment) for user in viewers] == [2, 1, 1, 0]
    assert queries.segments_of(cast.food_head) == []
    with pytest.raises(Http404):
        queries.reach_segment(cast.food_head, segment.uid)
    for unit in (cast.pharma.unit.pk, cast.food.unit.pk):
        found = queries.sample(cast.nina, unit, Asked("organisation", condition(CLASS_A)), NOW)
        assert found.count == (1 if unit == cast.pharma.unit.pk else 0)


def test_it_is_live_frozen_and_told(cast: Cast) -> None:
    segment = best(cast)
    one, two = place(cast.rita, "One", klass="A"), place(cast.rita, "Two", klass="B")
    keep(NOW)
    edit_organisation(cast.rita, one, {"klass": "C"})
    edit_organisation(cast.rita, two, {"klass": "A"})
    keep(NOW)
    moves = queries.moves_of(cast.marketer, segment)
    assert {(move.entered, move.who.name) for move in moves} == {(False, "One"), (True, "Two")}
    assert {str(move.why) for move in moves} == {str(SegmentMove.Why.NEWS.label)}
    freeze(cast.marketer, segment)
    edit_organisation(cast.rita, two, {"klass": "B"})
    keep(NOW)
    assert names(cast.marketer, segment) == ["Two"]
    assert of(cast.marketer, {"kind": "segment", "segment": str(segment.uid)}) == {two.pk}
    done = merge(cast.head, one, two)
    assert of(cast.marketer, {"kind": "segment", "segment": str(segment.uid)}) == {one.pk}
    undo_merge(cast.head, done)
    thaw(cast.marketer, queries.reach_segment(cast.marketer, segment.uid))
    keep(NOW)
    assert names(cast.marketer, segment) == []


def test_as_a_filter_of_the_list(cast: Cast) -> None:
    segment, persons = best(cast), create_segment(cast.marketer, "Persons", condition(CLASS_A))
    place(cast.rita, "Ours", klass="A")
    place(cast.rita, "Plain")
    place(cast.roma, "Theirs", klass="A")
    keep(NOW)
    by = OrganisationFilters(more=(("segment", str(segment.uid)),))
    assert [line.name for line in organisation_list(cast.nina, by).lines] == ["Ours"]
    assert [line[0] for line in export_list(cast.marketer, by, "csv", ["city"]).lines] == ["Ours", "Theirs"]
    for user in (cast.rita, cast.food_marketer, cast.agent):
        with pytest.raises(Http404):
            organisation_list(user, by)
    with pytest.raises(Http404):
        organisation_list(cast.nina, OrganisationFilters(more=(("segment", str(persons.uid)),)))
    html = client_of(cast.nina).get(f"/organisations/?segment={segment.uid}").content.decode()
    assert ("Best places" in html, "Plain" in html) == (True, False)
    offered = client_of(cast.nina).get("/filters/organisation/segment").content.decode()
    assert (str(segment.uid) in offered, str(persons.uid) in offered) == (True, False)
    assert str(segment.uid) not in client_of(cast.nina).get("/filters/person/segment").content.decode()


def test_on_the_card(cast: Cast) -> None:
    card = place(cast.rita, "Ours", klass="A")
    segment = best(cast)
    keep(NOW)
    address = f"/organisations/{card.uid}/"
    assert f"/segments/{segment.uid}" in client_of(cast.nina).get(address).content.decode()
    assert f"/segments/{segment.uid}" not in client_of(cast.rita).get(address).content.decode()
