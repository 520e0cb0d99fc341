"""A field of many cards at once: ticked or found, in batches, some refused, and taken back exactly."""

from typing import Any

import pytest

from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import AuditEntry, Role, User
from krug.customers.actions import bulk_change as actions
from krug.customers.actions import create_organisation, create_persons, edit_person
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import BulkChange, BulkRow, Organisation, Person
from krug.customers.queries import OrganisationFilters, PersonFilters
from krug.customers.queries.bulk_changes import outcome
from tests.cast import Cast, client_of


def people(cast: Cast, who: str = "rita", many: int = 5) -> list[Person]:
    rows = [PersonData(last_name=f"Ким{n}", klass="B" if n % 2 else "", city="Омск") for n in range(many)]
    return create_persons(getattr(cast, who), rows)


def classes() -> list[str]:
    return list(Person.objects.order_by("id").values_list("klass", flat=True))


def done(author: User, field: str, value: str, rows: list[int] | None, filters: Any = None) -> BulkChange:
    held = actions.start_bulk_change(author, "person", field, value, rows, filters)
    actions.run_bulk_change(held.pk)
    held.refresh_from_db()
    return held


def undone(author: User, held: BulkChange) -> None:
    actions.undo_bulk_change(author, held)
    actions.run_bulk_change(held.pk)


def test_ticked_and_back(cast: Cast) -> None:
    made = people(cast)
    held = done(cast.rita, "klass", "A", [made[0].pk, made[1].pk])
    assert (classes(), held.state, held.done) == (["A", "A", "", "B", ""], "done", 2)
    actions.run_bulk_change(held.pk)
    assert AuditEntry.objects.filter(verb="edited", object_kind="person").count() == 2
    undone(cast.rita, held)
    assert classes() == ["", "B", "", "B", ""]
    undone(cast.rita, held)
    assert AuditEntry.objects.filter(verb="edited", object_kind="person").count() == 4
    assert AuditEntry.objects.filter(verb="bulk_change_undone").count() == 1


def test_all_that_the_filter_finds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    # The change takes rows out of what the filter finds, between two batches.
    monkeypatch.setattr(actions, "BATCH", 2)
    people(cast, many=7)
    people(cast, "roma", many=2)
    held = done(cast.nina, "klass", "C", None, PersonFilters(klass=""))
    assert (held.rows, held.done) == (9 - 2, 7)
    assert set(classes()[:7]) == {"C"}
    assert "C" not in classes()[7:]
    undone(cast.nina, held)
    assert classes()[:7] == ["", "B"] * 3 + [""]


def test_what_somebody_changed_since_stays(cast: Cast) -> None:
    made = people(cast)
    held = done(cast.rita, "klass", "A", [one.pk for one in made])
    edit_person(cast.nina, made[2], {"klass": "C"})
    undone(cast.rita, held)
    assert classes() == ["", "B", "C", "B", ""]
    found = outcome(cast.rita, held)
    assert (found.back, found.kept, [one.name for one in found.left]) == (4, 1, ["Ким2"])


def test_what_is_not_his_is_not_touched(cast: Cast) -> None:
    mine, other = people(cast, many=1), people(cast, "roma", many=1)
    held = done(cast.rita, "klass", "A", [mine[0].pk, other[0].pk, 10**9])
    assert (held.rows, classes()) == (1, ["A", ""])
    for nothing in ([], [other[0].pk]):
        with pytest.raises(WrongInput):
            actions.start_bulk_change(cast.rita, "person", "klass", "B", nothing)
    with pytest.raises(NotAllowed):
        actions.start_bulk_change(cast.production, "person", "klass", "B", [mine[0].pk])
    for path in ("", "state"):
        assert client_of(cast.nina).get(f"/lists/changes/{held.uid}/{path}").status_code == 404
    for verb in ("stop", "undo"):
        assert client_of(cast.nina).post(f"/lists/changes/{held.uid}/{verb}").status_code == 404
    assert classes() == ["A", ""]


def test_what_went_out_of_sight_meanwhile_is_refused_with_a_reason(cast: Cast) -> None:
    made = people(cast, many=2)
    held = actions.start_bulk_change(cast.rita, "person", "klass", "A", [one.pk for one in made])
    edit_person(cast.head, made[1], {"territory": cast.pharma.south_land.pk})
    actions.run_bulk_change(held.pk)
    assert classes() == ["A", "B"]
    row = BulkRow.objects.get(change=held, row=made[1].pk)
    assert (row.state, bool(row.reason)) == ("refused", True)
    found = outcome(cast.rita, held)
    # Who is out of his sight is counted, not named.
    assert (found.done, found.refused, found.left) == (1, 1, [])


def test_moved_to_another_territory(cast: Cast) -> None:
    made = people(cast, many=2)
    south = str(cast.pharma.south_land.pk)
    held = done(cast.boss, "territory", south, [one.pk for one in made])
    assert set(Person.objects.values_list("territory", flat=True)) == {cast.pharma.south_land.pk}
    undone(cast.boss, held)
    assert set(Person.objects.values_list("territory", flat=True)) == {cast.pharma.north_land.pk}
    for wrong in (str(cast.food.north_land.pk), "x", "", south):
        with pytest.raises(WrongInput):
            actions.start_bulk_change(cast.rita, "person", "territory", wrong, [made[0].pk])


def test_stopped_and_then_back(cast: Cast) -> None:
    made = people(cast)
    held = actions.start_bulk_change(cast.rita, "person", "klass", "A", [one.pk for one in made])
    with pytest.raises(Conflict):
        actions.undo_bulk_change(cast.rita, held)
    for _again in range(2):
        actions.stop_bulk_change(cast.rita, held)
    actions.run_bulk_change(held.pk)
    assert "A" not in classes()
    undone(cast.rita, held)
    assert classes() == ["", "B", "", "B", ""]


def test_wrong_input(cast: Cast) -> None:
    row = people(cast, many=1)[0].pk
    for kind, field, value in (
        ("person", "klass", "D"),
        ("person", "note", "x"),
        ("organisation", "klass", "A"),
    ):
        with pytest.raises(WrongInput):
            actions.start_bulk_change(cast.rita, kind, field, value, [row])
    client = client_of(cast.rita)
    assert client.post("/lists/person/change", {"set": "klass:A"}).status_code == 422
    assert client.post("/lists/person/change", {"set": "klass:A", "row": ["x"] * 3}).status_code == 422
    assert client.post("/lists/visit/change", {"set": "klass:A", "row": [row]}).status_code == 404
    assert client.get("/lists/person/change").status_code == 405
    assert not BulkChange.objects.exists()


def test_from_the_list(cast: Cast) -> None:
    made = people(cast)
    client = client_of(cast.rita)
    html = client.get("/customers/").content.decode()
    assert html.count('name="row"') == 5
    answer = client.post(
        "/lists/person/change?city=Омск", {"set": "klass:A", "row": [made[0].pk, made[2].pk]}, follow=True
    )
    assert classes() == ["A", "B", "A", "B", ""]
    held = BulkChange.objects.get()
    assert f"/lists/changes/{held.uid}/undo" in answer.content.decode()
    client.post(f"/lists/changes/{held.uid}/undo")
    assert classes() == ["", "B", "", "B", ""]
    client.post("/lists/person/change?klass=B", {"set": "klass:C", "every": "1"})
    assert classes() == ["", "C", "", "C", ""]
    assert client.get(f"/lists/changes/{held.uid}/").status_code == 200
    assert 'name="row"' not in client_of(cast.production).get("/customers/").content.decode()


def test_two_are_merged_side_by_side(cast: Cast) -> None:
    made = people(cast, many=3)
    client = client_of(cast.nina)
    answer = client.post("/lists/person/merge", {"row": [made[0].pk, made[1].pk]})
    assert answer.headers["Location"] == f"/customers/{made[0].uid}/merge?with={made[1].uid}"
    assert client.post("/lists/person/merge", {"row": [made[0].pk]}).status_code == 422
    other = people(cast, "roma", many=1)[0].pk
    assert client.post("/lists/person/merge", {"row": [made[0].pk, other]}).status_code == 404


def test_ticked_rows_as_a_file(cast: Cast) -> None:
    made = people(cast, many=4)
    chosen = {"row": [made[3].pk, made[1].pk], "format": "csv"}
    assert (
        client_of(cast.nina).post("/lists/person/export?columns=city", chosen).headers["Location"]
        == "/downloads/"
    )
    assert client_of(cast.rita).post("/lists/person/export", chosen).status_code == 403
    assert client_of(cast.nina).post("/lists/person/export", {"format": "csv"}).status_code == 422
    from krug.customers.actions.download import run_download
    from krug.customers.models import Download

    held = Download.objects.get()
    assert (held.rows, held.chosen) == (2, [made[3].pk, made[1].pk])
    run_download(held.pk)
    data = b"".join(client_of(cast.nina).get(f"/downloads/{held.uid}/file")).decode()  # type: ignore[arg-type]
    assert data.split("\r\n")[1:3] == ["Ким3;Омск", "Ким1;Омск"]


def test_organisations(cast: Cast) -> None:
    made = [create_organisation(cast.head, OrganisationData(name=f"Дом {n}")) for n in range(2)]
    land = str(cast.pharma.north_land.pk)
    held = actions.start_bulk_change(
        cast.head, "organisation", "territory", land, None, OrganisationFilters()
    )
    actions.run_bulk_change(held.pk)
    assert set(Organisation.objects.values_list("territory", flat=True)) == {cast.pharma.north_land.pk}
    undone(cast.head, held)
    assert [row.territory_id for row in Organisation.objects.order_by("id")] == [
        one.territory_id for one in made
    ]


def test_whose_role_changed_meanwhile(cast: Cast) -> None:
    made = people(cast, many=1)
    held = actions.start_bulk_change(cast.rita, "person", "klass", "A", [made[0].pk])
    User.objects.filter(pk=cast.rita.pk).update(role=Role.PRODUCTION)
    actions.run_bulk_change(held.pk)
    assert (classes(), outcome(cast.head, held).refused) == ([""], 1)


def test_taken_back_from_the_list_as_it_was_seen(cast: Cast) -> None:
    rita, made = client_of(cast.rita), people(cast)
    sent = {"set": "klass:A", "row": [made[0].pk]}
    there = rita.post("/lists/person/change?sort=-created&city=Омск&after=x", sent).headers["Location"]
    assert there.endswith("/customers/?sort=-created&city=%D0%9E%D0%BC%D1%81%D0%BA")
    address = f"/lists/changes/{BulkChange.objects.get().uid}/undo?{there.partition('?')[2]}"
    assert address.replace("&", "&amp;") in rita.get(there).content.decode()
    assert rita.post(address).headers["Location"] == there
    assert classes()[0] == ""
