"""Rows of the builder: out of a form and back, complete or not, and read aloud."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from krug.segments.builder import of_condition, of_form, said
from krug.segments.builder.choices import Choices
from krug.segments.builder.draft import Draft, GroupRow, Row
from krug.segments.builder.sentences import lines
from krug.segments.conditions import Condition
from krug.segments.keep import keep
from krug.segments.models import Segment
from tests.cast import Cast, client_of
from tests.segments.make import NOW, clicked, condition, people

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
    {"kind": "segment", "segment": "0197a000-0000-7000-8000-0000000000aa", "but_not": True},
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
    draft = of_condition(meant)
    again = of_form(posted(draft, choices))
    assert again.complete
    assert again.condition() == draft.condition() == meant
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
