"""A customer asks what is kept of him: found by what he names, given whole, with who saw it."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils.translation import override

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import create_person, edit_person, export_person
from krug.customers.actions.traits import tell_trait
from krug.customers.data import PersonData
from krug.customers.models import Erasure, Person
from krug.customers.privacy.places import places
from krug.customers.privacy.subject import people_by, subject_of
from krug.customers.queries.viewers import viewings
from krug.fields.actions import define_field, set_values
from krug.fields.data import FieldData
from krug.fields.models import FieldRole
from tests.cast import Cast, client_of
from tests.customers.test_erase import EMAIL, GOAL, NAME, NOTE, PHONE, SAID, SURNAME, leave


def packed(content: bytes) -> tuple[dict[str, list[dict[str, object]]], str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return json.loads(file.read("everything.json")), file.read("everything.html").decode()


def test_everything_he_left_is_given(cast: Cast) -> None:
    left = leave(cast)
    whole, page = packed(export_person(cast.head, left.person))
    text = json.dumps(whole, ensure_ascii=False)
    for secret in (SURNAME, NAME, PHONE, EMAIL, NOTE, SAID, GOAL, "договор-77", "Свирск"):
        assert secret in text
        assert secret in page
    assert {"cards", "points", "identities", "touches", "consents", "viewers", "visits"} <= whole.keys()
    assert {"commands", "conflicts", "rejected", "import_files"} <= whole.keys()
    assert len(whole["cards"]) == 2
    for foreign in ("Ким", "другое", "о другом", "Пак"):
        assert foreign not in text
    assert AuditEntry.objects.filter(verb="exported", object_id=left.person.pk).count() == 1


@pytest.mark.parametrize("asked", [PHONE, "8 (916) 123-09-87", EMAIL.upper(), "uid"])
def test_found_by_what_he_names(cast: Cast, asked: str) -> None:
    left = leave(cast)
    found = people_by(str(left.person.uid) if asked == "uid" else asked)
    assert [person.pk for person in found] == [left.person.pk]
    assert people_by("+79990000000") == [] == people_by("nobody")


def test_the_absorbed_leads_to_his_survivor_and_outsiders_find_nobody(cast: Cast) -> None:
    left = leave(cast)
    absorbed = Person.objects.get(canonical=left.person)
    assert [one.pk for one in people_by(str(absorbed.uid))] == [left.person.pk]
    assert people_by(PHONE, cast.food_head) == []
    assert subject_of(absorbed).ids == [left.person.pk, absorbed.pk]


def test_only_those_responsible(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    for author in (cast.rita, cast.nina, cast.integrator, cast.food_head):
        with pytest.raises(NotAllowed):
            export_person(author, person)


def test_who_saw_and_changed_him(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    edit_person(cast.rita, person, {"note": "тайна"})
    client_of(cast.head).get(reverse("person", args=[person.uid]))
    seen = viewings(person).lines
    assert [(one.who, one.did) for one in seen] == [
        ("Head", "opened the card"),
        ("Rita", "changed"),
        ("Rita", "made the card"),
    ]
    assert seen[1].fields == ["Note"]
    first = viewings(person, limit=2)
    assert [one.did for one in viewings(person, first.next, 2).lines] == ["made the card"]
    html = client_of(cast.nina).get(reverse("person-viewers", args=[person.uid])).content.decode()
    assert "Head" in html
    assert "тайна" not in html


def test_from_the_card_to_the_act(cast: Cast) -> None:
    left, client = leave(cast), client_of(cast.head)
    page = reverse("subject", args=[left.person.uid])
    assert page in client.get(reverse("person-tab", args=[left.person.uid, "data"])).content.decode()
    html = client.get(page).content.decode()
    assert all(str(place.title) in html for place in places() if place.code in ("touches", "visits"))
    answer = client.post(reverse("subject-export", args=[left.person.uid]))
    assert SURNAME in json.dumps(packed(answer.content)[0], ensure_ascii=False)
    erase = reverse("subject-erase", args=[left.person.uid])
    assert client.post(erase, {"reason": "whim"}).status_code == 422
    act = client.post(erase, {"reason": "request", "document": "вх. 12"}, follow=True).content.decode()
    assert str(left.person.uid) in act
    assert "вх. 12" in act
    assert "edited" in act
    assert SURNAME not in act
    assert client.get(page).status_code == 404
    listed = client.get(reverse("erasures"), {"q": PHONE}).content.decode()
    assert str(Erasure.objects.get().uid) in listed
    assert "Nobody is known by this" in listed


def test_a_rep_sees_no_demands(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    html = client_of(cast.rita).get(reverse("person", args=[person.uid])).content.decode()
    assert reverse("subject", args=[person.uid]) not in html
    assert reverse("person-viewers", args=[person.uid]) not in html


def test_what_was_done_is_said_in_words(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    tell_trait(cast.rita, person, "likes", "coffee")
    unit = cast.pharma.unit.pk
    define_field(cast.head, "person", FieldData(name="Brand", type="text", unit=unit))
    secret = define_field(cast.head, "person", FieldData(name="Secret", type="text", unit=unit))
    set_values(cast.rita, "person", person.pk, {"brand": "x", "secret": "y"})
    FieldRole.objects.create(field=secret, role="manager", sight="none")
    with override("en"):
        lines = viewings(person, viewer=cast.nina).lines
    assert [one.did for one in lines] == ["changed", "told what he knows", "made the card"]
    assert sorted(lines[0].fields) == ["Brand", "an own field"]
