"""Rows of the builder: out of a form and back, complete or not, and read aloud."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from pydantic import ValidationError

from krug.customers.actions import create_organisation, edit_organisation, merge
from krug.customers.data import OrganisationData
from krug.customers.models import Organisation
from krug.segments.builder import of_asked, of_form, said
from krug.segments.builder.choices import Choices
from krug.segments.builder.draft import Draft, GroupRow, Row
from krug.segments.builder.sentences import lines
from krug.segments.conditions import Asked, Condition
from krug.segments.keep import keep
from krug.segments.models import Segment
from tests.cast import Cast, client_of
from tests.segments.make import NOW, clicked, condition, people

UID = "0197a000-0000-7000-8000-0000000000aa"
PARTS: list[dict[str, Any]] = [
    {"kind": "profile", "field": "city", "values": ["Omsk", "Tver"], "but_not": True},
    {"kind": "reachable", "by": "email"},
    {"kind": "reachable", "by": "phone", "but_not": True},
    {"kind": "touched", "verb": "clicked", "about": "tariffs", "at_least": 3, "days": 45},
    {"kind": "touched", "at_most": 2},
    {"kind": "touched", "did": False, "days": 30},
    {"kind": "bought", "at_least": "1000.50", "days": 90},
    {"kind": "bought", "below": "10.00", "currency": "USD"},
    {"kind": "slide", "did": "liked", "deck": 7, "slide": "results", "but_not": True},
    {"kind": "slide", "did": "seen", "deck": 7, "days": 7},
    {"kind": "answered", "deck": 7, "question": "share", "compare": "at_least", "value": "60"},
    {"kind": "last", "verb": "visited", "days": 60},
    {"kind": "segment", "segment": UID, "but_not": True},
    {"kind": "works_at", "that": {"kind": "profile", "field": "klass", "values": ["A"], "but_not": True}},
    {"kind": "works_at", "that": {"kind": "named", "text": "clinic"}},
    {"kind": "works_at", "that": {"kind": "segment", "segment": UID}},
]
OF_PLACES: list[dict[str, Any]] = [
    {"kind": "profile", "field": "organisation_kind", "values": ["clinic"]},
    {"kind": "profile", "field": "parent", "values": [UID], "but_not": True},
    {"kind": "named", "text": "clinic", "but_not": True},
    {"kind": "touched", "verb": "visited", "did": False, "days": 30},
    {"kind": "bought", "at_least": "1000.50", "days": 90},
    {"kind": "last", "days": 60},
    {"kind": "people", "at_least": 3, "segment": UID, "part": "decides"},
    {"kind": "people", "but_not": True},
    {"kind": "segment", "segment": UID},
]


def posted(draft: Draft, choices: Choices) -> QueryDict:
    """What a browser would send of the page that shows this draft."""
    form = QueryDict(mutable=True)
    form["mode"] = draft.mode
    for line in lines(draft, choices):
        form[f"{line.path}.kind"] = line.kind
        form.update({f"{line.path}.mode": line.mode} if line.mode else {})
        for one in (line, *line.inner):
            if one.kind != "group":
                form[f"{one.path}.kind"] = one.kind
            for bit in one.bits:
                if bit.name:
                    form.appendlist(f"{one.path}.{bit.name}", bit.value)
    return form


@pytest.mark.parametrize("part", PARTS, ids=lambda part: "-".join(map(str, part.values())))
def test_a_row_comes_back_from_the_form_as_it_was(cast: Cast, part: dict[str, Any]) -> None:
    meant = condition(part, {"kind": "group", "mode": "none", "parts": [part, part]}, mode="any")
    choices = Choices(cast.marketer, cast.pharma.unit.pk)
    draft = of_asked(Asked("person", meant))
    again = of_form(posted(draft, choices))
    assert again.complete
    assert again.condition() == draft.condition() == meant
    assert all(one.text or one.inner for one in said(draft, choices))


@pytest.mark.parametrize("part", OF_PLACES, ids=lambda part: "-".join(map(str, part.values())))
def test_a_row_about_organisations_comes_back_too(cast: Cast, part: dict[str, Any]) -> None:
    meant = condition(part, {"kind": "group", "mode": "none", "parts": [part]}, mode="any")
    choices = Choices(cast.marketer, cast.pharma.unit.pk, of="organisation")
    draft = of_asked(Asked("organisation", meant))
    again = of_form(posted(draft, choices), of="organisation")
    assert again.complete
    assert again.asked == draft.asked == Asked("organisation", meant)
    assert all(one.text or one.inner for one in said(draft, choices))


def test_buttons(cast: Cast) -> None:
    form = QueryDict("mode=all&0.kind=klass&0.values=A&1.kind=group&1.mode=any&1.0.kind=city&1.1.kind=last")
    draft = of_form(form, {"add": "1"})
    group = draft.rows[1]
    assert isinstance(group, GroupRow)
    assert [row.path for row in group.rows] == ["1.0", "1.1", "1.2"]
    draft = of_form(form, {"drop": "1.0"})
    assert isinstance(draft.rows[1], GroupRow)
    assert [row.kind for row in draft.rows[1].rows] == ["last"]
    assert len(of_form(form, {"drop": "0"}).rows) == 1
    assert isinstance(of_form(form, {"group": ""}).rows[2], GroupRow)
    assert isinstance(of_form(form, {"add": ""}).rows[2], Row)


def test_what_is_not_complete_is_left_aside() -> None:
    form = QueryDict(
        "mode=all&0.kind=klass&0.values=A&1.kind=bought&1.sum=much&2.kind=last&3.kind=group&3.0.kind=city"
    )
    draft = of_form(form)
    assert not draft.complete
    assert draft.condition() == condition({"kind": "profile", "field": "klass", "values": ["A"]})


@pytest.mark.parametrize(
    "text", ["", "mode=x", "0.kind=sql", "a.b=c", "999.kind=klass", "0.kind=answered&0.deck=x"]
)
def test_any_form_is_read(text: str) -> None:
    assert isinstance(of_form(QueryDict(text)).condition(), Condition)


def test_sums_as_people_write_them() -> None:
    draft = of_form(QueryDict("0.kind=bought&0.sum=1 000,50"))
    assert draft.condition() == condition({"kind": "bought", "at_least": "1000.50"})


FORM = {
    "name": "Clickers",
    "mode": "all",
    "0.kind": "touched",
    "0.did": "1",
    "0.verb": "clicked",
    "0.times": "1",
}


def test_from_the_builder_to_the_persons(cast: Cast) -> None:
    (person, _other) = people(cast.rita, {"last_name": "Clickova"}, {"last_name": "Otherova"})
    clicked(person)
    browser: Client = client_of(cast.marketer)
    shown = browser.post("/segments/preview", FORM).content.decode()
    assert "Clickova" in shown
    assert "Otherova" not in shown
    rows = browser.post("/segments/build?add=", FORM)
    assert rows["HX-Trigger"] == "built"
    assert "1.kind" in rows.content.decode()
    made = browser.post("/segments/new", FORM)
    segment = Segment.objects.get()
    assert made["Location"] == f"/segments/{segment.uid}"
    assert "being counted" in browser.get(made["Location"]).content.decode()
    keep(NOW)
    page = browser.get(made["Location"]).content.decode()
    assert "Clickova" in page
    assert "Touches: there are clicked at least 1 times ever" in page
    assert "1 customer" in page
    edited = browser.post(f"/segments/{segment.uid}/edit", FORM | {"name": "Others", "0.did": "0"})
    assert edited.status_code == 302
    keep(NOW)
    moves = browser.get(f"/segments/{segment.uid}/moves").content.decode()
    assert all(word in moves for word in ("Clickova", "Otherova", "came in", "went out"))


def test_wrong_forms(cast: Cast) -> None:
    browser = client_of(cast.marketer)
    for wrong, words in (
        ({"0.kind": "bought"}, "Finish the rows"),
        ({"name": " "}, "1 to 80 characters"),
        ({"name": "x" * 90}, "1 to 80 characters"),
    ):
        answer = browser.post("/segments/new", FORM | wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert browser.post("/segments/new", {"name": "Empty"}).status_code == 422
    assert not Segment.objects.exists()


def test_freeze_and_remove_by_the_page(cast: Cast) -> None:
    browser = client_of(cast.marketer)
    browser.post("/segments/new", FORM)
    segment = Segment.objects.get()
    keep(NOW)
    assert "is frozen" in browser.post(f"/segments/{segment.uid}/freeze", follow=True).content.decode()
    assert "Frozen" in browser.get("/segments/").content.decode()
    assert "follows its" in browser.post(f"/segments/{segment.uid}/thaw", follow=True).content.decode()
    assert "is removed" in browser.post(f"/segments/{segment.uid}/remove", follow=True).content.decode()
    assert browser.get(f"/segments/{segment.uid}").status_code == 404
    browser.post(f"/segments/{segment.uid}/restore")
    assert browser.get(f"/segments/{segment.uid}").status_code == 200


def test_the_api(cast: Cast) -> None:
    people(cast.rita, *({"last_name": f"N{number}", "klass": "A"} for number in range(3)))
    browser = client_of(cast.marketer)
    browser.post("/segments/new", {"name": "Best", "mode": "all", "0.kind": "klass", "0.values": "A"})
    keep(NOW)
    (one,) = browser.get("/api/v1/segments").json()["items"]
    assert (one["name"], one["count"], one["frozen"]) == ("Best", 3, False)
    address = f"/api/v1/segments/{one['uid']}/persons"
    first = browser.get(address, {"limit": 2}).json()
    rest = browser.get(address, {"limit": 2, "cursor": first["next"]}).json()
    assert [it["name"] for it in first["items"] + rest["items"]] == ["N0", "N1", "N2"]
    assert rest["next"] is None
    assert browser.get(address, {"cursor": "x"}).status_code == 422


OF_PLACE = {"name": "Clinics", "of": "organisation", "mode": "all", "0.kind": "named", "0.text": "clinic"}


def test_from_the_builder_to_the_organisations(cast: Cast) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic of Omsk"))
    create_organisation(cast.rita, OrganisationData(name="Pharmacy"))
    browser: Client = client_of(cast.marketer)
    asked = browser.get("/segments/new?of=organisation").content.decode()
    assert ("People there" in asked, "Specialty" in asked) == (True, False)
    shown = browser.post("/segments/preview", OF_PLACE).content.decode()
    assert ("Clinic of Omsk" in shown, "Pharmacy" in shown, "1</strong>" in shown) == (True, False, True)
    rows = browser.post("/segments/build?add=", OF_PLACE).content.decode()
    assert ("1.kind" in rows, "Last touch there" in rows) == (True, True)
    browser.post("/segments/new", OF_PLACE)
    segment = Segment.objects.get()
    assert segment.kind == "organisation"
    keep(NOW)
    page = browser.get(f"/segments/{segment.uid}").content.decode()
    assert ("Clinic of Omsk" in page, f"/organisations/?segment={segment.uid}" in page) == (True, True)
    # What it means once it is made stays, whatever is posted.
    browser.post(f"/segments/{segment.uid}/edit", OF_PLACE | {"of": "person", "0.text": "pharmacy"})
    keep(NOW)
    segment.refresh_from_db()
    assert (segment.kind, segment.condition["parts"][0]["text"]) == ("organisation", "pharmacy")
    moves = browser.get(f"/segments/{segment.uid}/moves").content.decode()
    assert f"/organisations/{clinic.uid}/" in moves


def test_by_the_api(cast: Cast) -> None:
    create_organisation(cast.rita, OrganisationData(name="Ours", klass="A"))
    create_organisation(cast.roma, OrganisationData(name="Theirs", klass="A"))
    best = {"parts": [{"kind": "profile", "field": "klass", "values": ["A"]}]}
    given = {"name": "Best", "kind": "organisation", "condition": best}
    browser = client_of(cast.marketer)
    made = browser.post("/api/v1/segments", given, content_type="application/json").json()
    assert made["kind"] == "organisation"
    keep(NOW)
    address = f"/api/v1/segments/{made['uid']}"
    assert browser.get(address).json()["count"] == 2
    seen = client_of(cast.nina).get(f"{address}/organisations").json()
    assert [one["name"] for one in seen["items"]] == ["Ours"]
    assert browser.get(f"{address}/persons").status_code == 404
    remade = browser.patch(address, {"kind": "person"}, content_type="application/json")
    assert remade.status_code == 422
    edit_organisation(cast.rita, Organisation.objects.get(name="Ours"), {"klass": "B"})
    keep(NOW)
    (move,) = browser.get(f"{address}/moves").json()["items"]
    assert (move["organisation"]["name"], move["person"], move["entered"]) == ("Ours", None, False)
    wrong = given | {"name": "Wrong", "condition": {"parts": [{"kind": "reachable", "by": "phone"}]}}
    answer = browser.post("/api/v1/segments", wrong, content_type="application/json")
    assert answer.json()["code"] == "part_not_of_this_kind"


def test_what_it_belongs_to_is_named_as_it_is_called_now(cast: Cast) -> None:
    head, other, unseen = (
        create_organisation(author, OrganisationData(name=name))
        for author, name in ((cast.rita, "Holding"), (cast.rita, "Union"), (cast.roma, "Of the south"))
    )
    create_organisation(cast.rita, OrganisationData(name="Clinic", parent=head.pk))
    merge(cast.head, other, head)
    part = {"kind": "profile", "field": "parent", "values": [str(head.uid), str(unseen.uid)]}
    draft = of_asked(Asked("organisation", condition(part)))
    choices = Choices(cast.nina, cast.pharma.unit.pk, of="organisation")
    with override("en"):
        (line,) = said(draft, choices)
    assert line.text == "Belongs to: is Union or something you do not see"
    wrong = of_form(QueryDict("0.kind=parent&0.values=made-up"), of="organisation")
    assert not wrong.complete
    assert lines(wrong, choices)
    with pytest.raises(ValidationError):
        condition(part | {"values": ["made-up"]})
