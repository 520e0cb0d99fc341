"""Rows about own fields and consents: in plain words, out of the form and back, and for whom."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from krug.fields.actions import retire_field, set_values
from krug.fields.models import Field
from krug.segments.actions import create_segment
from krug.segments.builder import of_asked, of_form, said
from krug.segments.builder.choices import Choices
from krug.segments.conditions import Asked
from krug.segments.keep import keep
from krug.segments.models import Segment
from tests.cast import Cast, client_of
from tests.fields.people import field
from tests.segments.make import NOW, condition, people
from tests.segments.test_builder import posted
from tests.segments.test_own import fields_of_all_types, own

PARTS: list[tuple[dict[str, Any], str]] = [
    (own("text", "filled"), "Text: is filled in"),
    (own("text", "filled", True), "Text: is not filled in"),
    (own("text", "written", text="a b"), "Text: has inside a b"),
    (own("note", "written", True, text="a"), "Note: does not have inside a"),
    (own("link", "written", match="is", text="a"), "Link: is a"),
    (own("text", "written", True, match="is", text="a"), "Text: is not a"),
    (own("whole", "between", at_least="10"), "Whole: is at least 10"),
    (own("whole", "between", at_most="-5"), "Whole: is at most -5"),
    (own("money", "between", at_least="1.50", at_most="2"), "Money: is from 1.50 to 2 ₽"),
    (own("date", "near", when="last", days=30), "Date: was in the last 30 days"),
    (own("date", "near", when="next", days=7), "Date: will be in the next 7 days"),
    (own("date", "near", when="before", days=365), "Date: was more than 365 days ago"),
    (own("date", "near", when="round", days=3), "Date: comes round (as a birthday) in the next 3 days"),
    (own("date", "dated", since="2026-01-31"), "Date: is not before 31 January 2026"),
    (
        own("date", "dated", since="2026-01-31", until="2026-02-01"),
        "Date: is between 31 January 2026 and 1 February 2026",
    ),
    (own("date", "dated", until="2026-02-01"), "Date: is not after 1 February 2026"),
    (own("yes", "yes"), "Yes: is «yes»"),
    (own("yes", "yes", yes=False), "Yes: is «no»"),
    (own("one", "chosen", options=["small", "huge"]), "One: is Small or Huge"),
    (own("several", "chosen", True, options=["golf"]), "Several: has not Golf"),
    (
        {"kind": "consented", "purpose": "letters", "said": "withdrawn"},
        "Consent: Marketing letters was withdrawn",
    ),
    ({"kind": "profile", "field": "worth", "values": ["new"]}, "Worth: is Lately, not often yet"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "words"), PARTS, ids=[words for _part, words in PARTS])
def test_a_row_comes_back_as_it_was_and_is_said_plainly(cast: Cast, part: dict[str, Any], words: str) -> None:
    fields_of_all_types(cast)
    meant = condition(part, {"kind": "group", "mode": "none", "parts": [part, part]}, mode="any")
    choices = Choices(cast.marketer, cast.pharma.unit.pk)
    draft = of_asked(Asked("person", meant))
    again = of_form(posted(draft, choices))
    assert again.complete
    assert again.condition() == draft.condition() == meant
    with translation.override("en"):
        assert said(draft, Choices(cast.marketer, cast.pharma.unit.pk))[0].text == words


def test_numbers_as_people_write_them() -> None:
    draft = of_form(QueryDict("0.kind=own:money&0.how=more&0.low=1 000,50"))
    assert draft.condition() == condition(own("money", "between", at_least="1000.50"))


@pytest.mark.parametrize(
    "text",
    [
        "0.kind=own:",
        "0.kind=own:x&0.how=sql",
        "0.kind=own:x&0.how=more&0.low=much",
        "0.kind=own:x&0.how=dates&0.since=2026-01-01",
        f"0.kind=own:{'x' * 300}&0.how=filled",
        "0.kind=consented&0.said=maybe",
    ],
)
def test_any_form_is_read(text: str) -> None:
    draft = of_form(QueryDict(text))
    assert not draft.complete
    assert draft.condition() == condition()


def test_from_the_builder_to_the_persons(cast: Cast) -> None:
    field(cast, "Beds", "whole")
    field(cast, "Size", "one", options=["Small", "Large"])
    person, _other = people(cast.rita, {"last_name": "Bedova"}, {"last_name": "Otherova"})
    set_values(cast.rita, "person", person.pk, {"beds": 12})
    browser = client_of(cast.marketer)
    form = {"name": "Beds", "mode": "all", "0.kind": "own:beds", "0.how": "more", "0.low": "10"}
    rows = browser.post("/segments/build", form).content.decode()
    assert '<optgroup label="Own fields">' in rows
    assert '<option value="own:beds" selected>Beds</option>' in rows
    # Another field asks what can be asked of its type.
    other = browser.post("/segments/build", form | {"0.kind": "own:size"}).content.decode()
    assert '<option value="one_of" selected>is</option>' in other
    shown = browser.post("/segments/preview", form).content.decode()
    assert "Bedova" in shown
    assert "Otherova" not in shown
    browser.post("/segments/new", form)
    segment = Segment.objects.get()
    keep(NOW)
    page = browser.get(f"/segments/{segment.uid}").content.decode()
    assert "Beds: is at least 10" in page
    assert "Bedova" in page


def test_what_cannot_be_asked_is_said_in_words(cast: Cast) -> None:
    beds = field(cast, "Beds", "whole")
    browser = client_of(cast.marketer)
    form = {"name": "Beds", "mode": "all", "0.kind": "own:beds", "0.how": "filled"}
    retire_field(cast.head, beds)
    assert "no field «beds» in use" in browser.post("/segments/preview", form).content.decode()
    refused = browser.post("/segments/new", form)
    assert refused.status_code == 422
    assert "no field «beds» in use" in refused.content.decode()
    body = {"name": "Beds", "condition": condition(own("beds", "filled")).model_dump(mode="json")}
    answer = browser.post("/api/v1/segments", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] == "own_field_gone"
    assert not Segment.objects.exists()


def test_who_does_not_see_a_field_is_told_nothing_of_it(cast: Cast) -> None:
    field(cast, "Debts", "money", roles={"marketer": "none"})
    segment = create_segment(cast.head, "Owing", condition(own("debts", "between", at_least="70650321")))
    browser = client_of(cast.marketer)
    for page in (f"/segments/{segment.uid}", f"/segments/{segment.uid}/edit"):
        shown = browser.get(page).content.decode()
        assert "A field that you do not see" in shown
        assert "Debts" not in shown
        assert "70650321" not in shown
    theirs = browser.get(f"/api/v1/segments/{segment.uid}").json()["condition"]
    assert "70650321" not in str(theirs)
    assert theirs["parts"] == [{"kind": "own", "field": None, "test": None, "but_not": False}]
    assert "70650321" in str(client_of(cast.head).get(f"/api/v1/segments/{segment.uid}").json()["condition"])


def test_a_retired_field_is_named_as_such(cast: Cast) -> None:
    beds = field(cast, "Beds", "whole")
    segment = create_segment(cast.head, "Beds", condition(own("beds", "filled")))
    retire_field(cast.head, Field.objects.get(pk=beds.pk))
    shown = client_of(cast.marketer).get(f"/segments/{segment.uid}/edit").content.decode()
    assert '<option value="own:beds" selected>Beds (not used any more)</option>' in shown
