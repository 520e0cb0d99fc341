"""Customers' pages: what a person sees and does there; who may not is walked in tests/access."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from krug.customers.actions import create_organisation, create_person, edit_person
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import ContactImport, Decision, Person
from tests.cast import Cast, client_of

PART = {"HX-Request": "true"}


@pytest.fixture
def rita(cast: Cast) -> Client:
    return client_of(cast.rita)


@pytest.fixture
def doctor(cast: Cast) -> Person:
    return create_person(
        cast.rita, PersonData(last_name="Petrova", first_name="Maria", klass="A", city="Omsk", specialty="GP")
    )


def test_an_empty_list_teaches_the_first_step(rita: Client) -> None:
    html = rita.get(reverse("people")).content.decode()
    assert "Your customers will be here" in html
    assert reverse("person-new") in html


def test_filters_narrow_the_list_and_can_be_cleared(cast: Cast, rita: Client, doctor: Person) -> None:
    create_person(cast.rita, PersonData(last_name="Sidorov", klass="B", city="Tomsk"))
    html = rita.get(reverse("people"), {"klass": "A"}).content.decode()
    assert "Petrova Maria" in html
    assert "Sidorov" not in html
    nobody = rita.get(reverse("people"), {"city": "Nowhere"}).content.decode()
    assert "No customer fits these filters" in nobody


def test_unknown_filters_are_left_aside(rita: Client, doctor: Person) -> None:
    assert b"Petrova" in rita.get(reverse("people"), {"klass": "Z", "territory": "x", "foo": "1"}).content


def test_a_facet_offers_what_occurs_among_ones_own(cast: Cast, rita: Client, doctor: Person) -> None:
    create_person(cast.food_rep, PersonData(last_name="Else", city="Foodville"))
    html = rita.get(reverse("facet", args=["person", "city"])).content.decode()
    assert "Omsk" in html
    assert "Foodville" not in html
    assert rita.get(reverse("facet", args=["person", "note"])).status_code == 404


def test_facets_by_leaps_are_those_by_looking_at_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, doctor: Person
) -> None:
    from krug.customers.queries import facets

    create_person(cast.rita, PersonData(last_name="Sidorov", city="Tomsk"))
    create_person(cast.food_rep, PersonData(last_name="Else", city="Foodville"))
    few = facets.values_of(cast.rita, "person", "city")
    monkeypatch.setattr(facets, "FEW", 0)
    assert facets.values_of(cast.rita, "person", "city") == few == ["Omsk", "Tomsk"]


def test_the_next_page_is_rows_alone(cast: Cast, rita: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krug.customers.views.people.PAGE", 2)
    for name in ("Aa", "Bb", "Cc"):
        create_person(cast.rita, PersonData(last_name=name))
    first = rita.get(reverse("people"))
    after = first.context["page"].next
    part = rita.get(reverse("people"), {"after": after}, headers=PART).content.decode()
    assert "Cc" in part
    assert "<html" not in part


def test_a_new_customer_in_one_line(rita: Client) -> None:
    answer = rita.post(reverse("person-new"), {"name": "Petrova Maria Ivanovna", "phone": "8 913 123 45 67"})
    made = Person.objects.get()
    assert answer["Location"] == reverse("person", args=[made.uid])
    assert made.full_name == "Petrova Maria Ivanovna"
    assert made.contact_points.get().normal == "+79131234567"


def test_a_wrong_phone_is_told_at_the_phone_and_nothing_typed_is_lost(rita: Client) -> None:
    answer = rita.post(reverse("person-new"), {"name": "Petrova Maria", "phone": "12"}, headers=PART)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"phone"}
    assert 'value="Petrova Maria"' in html
    assert not Person.objects.exists()


def test_doubles_are_shown_while_typing(rita: Client, doctor: Person) -> None:
    html = rita.get(reverse("person-doubles"), {"name": "Petrova M"}).content.decode()
    assert "Petrova Maria" in html
    assert rita.get(reverse("person-doubles"), {"name": "Pe"}).content.strip() == b""


def test_one_field_is_edited_where_it_stands(rita: Client, doctor: Person) -> None:
    url = reverse("person-field", args=[doctor.uid, "city"])
    form = rita.get(url, headers=PART).content.decode()
    assert 'value="Omsk"' in form
    shown = rita.post(url, {"city": "Tomsk", "based_on": doctor.version}, headers=PART).content.decode()
    assert "Tomsk" in shown
    doctor.refresh_from_db()
    assert doctor.city == "Tomsk"
    back = rita.get(url, {"show": "1"}, headers=PART).content.decode()
    assert "<form" not in back


def test_an_edit_over_anothers_edit_tells_both(cast: Cast, rita: Client, doctor: Person) -> None:
    seen = doctor.version
    edit_person(cast.nina, doctor, {"city": "Kazan"})
    url = reverse("person-field", args=[doctor.uid, "city"])
    html = rita.post(url, {"city": "Tomsk", "based_on": seen}, headers=PART).content.decode()
    assert "Tomsk" in html
    assert "Nina had meanwhile written «Kazan»" in html


@pytest.mark.parametrize(
    "name", ["klass", "phones", "emails", "note", "organisation", "territory", "full_name"]
)
def test_every_field_has_a_form(rita: Client, doctor: Person, name: str) -> None:
    answer = rita.get(reverse("person-field", args=[doctor.uid, name]), headers=PART)
    assert b"<form" in answer.content


def test_a_wrong_value_stays_in_its_form(rita: Client, doctor: Person) -> None:
    url = reverse("person-field", args=[doctor.uid, "phones"])
    answer = rita.post(url, {"phones": "+79131234567\nnonsense", "based_on": doctor.version}, headers=PART)
    assert answer.status_code == 422
    assert "nonsense" in answer.content.decode()
    assert rita.get(reverse("person-field", args=[doctor.uid, "unit"])).status_code == 404


def test_the_name_is_edited_in_its_parts(rita: Client, doctor: Person) -> None:
    url = reverse("person-field", args=[doctor.uid, "full_name"])
    rita.post(url, {"last_name": "Ivanova", "first_name": "Maria", "middle_name": ""}, headers=PART)
    doctor.refresh_from_db()
    assert doctor.full_name == "Ivanova Maria"


def test_a_merge_and_its_undo(cast: Cast, doctor: Person) -> None:
    double = create_person(cast.rita, PersonData(last_name="Petrowa", first_name="Maria"))
    nina = client_of(cast.nina)
    url = reverse("person-merge", args=[doctor.uid])
    assert "Petrowa" in nina.get(reverse("merge-find", args=[doctor.uid]), {"q": "Petrowa"}).content.decode()
    assert "Petrowa Maria" in nina.get(url, {"with": str(double.uid)}, headers=PART).content.decode()
    nina.post(url, {"with": double.uid})
    card = nina.get(reverse("person", args=[doctor.uid])).content.decode()
    undo = reverse("merge-undo", args=[Decision.objects.get().uid])
    assert undo in card
    assert nina.get(reverse("person", args=[double.uid]))["Location"] == reverse("person", args=[doctor.uid])
    nina.post(undo)
    double.refresh_from_db()
    assert double.canonical_id is None


def test_an_organisation_shows_its_people_and_is_found_for_a_form(cast: Cast, rita: Client) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Central clinic", kind="clinic"))
    create_person(cast.rita, PersonData(last_name="Petrova", organisation=clinic.pk))
    assert "Petrova" in rita.get(reverse("organisation", args=[clinic.uid])).content.decode()
    found = rita.get(reverse("organisation-pick"), {"organisation_text": "central"}).content.decode()
    assert f'value="{clinic.pk}"' in found
    url = reverse("organisation-field", args=[clinic.uid, "name"])
    rita.post(url, {"name": "Second clinic", "based_on": clinic.version}, headers=PART)
    clinic.refresh_from_db()
    assert clinic.name == "Second clinic"


def test_the_command_box_finds_people_and_commands(rita: Client, doctor: Person) -> None:
    html = rita.get(reverse("search"), {"q": "petrova"}).content.decode()
    assert reverse("person", args=[doctor.uid]) in html
    html = rita.get(reverse("search"), {"q": "plan"}).content.decode()
    assert reverse("visit-new") in html
    assert reverse("import-new") not in rita.get(reverse("search")).content.decode()


def test_a_command_written_out_comes_before_customers_of_a_like_name(rita: Client, cast: Cast) -> None:
    for name in ("Planova", "Planoff"):
        create_person(cast.rita, PersonData(last_name=name))

    def first(text: str) -> str:
        html = rita.get(reverse("search"), {"q": text}, headers=PART).content.decode()
        return "command" if html.index("hit-m1") < html.index("hit-c1") else "customer"

    assert first("plan a") == "command"
    assert first("plan") == "command"
    assert first("pla") == "customer"


def test_a_search_opened_by_its_address_is_a_page(rita: Client, doctor: Person) -> None:
    html = rita.get(reverse("search"), {"q": "petrova"}).content.decode()
    assert reverse("person", args=[doctor.uid]) in html
    assert html.count("<h1>") == 1
    assert 'value="petrova"' in html
    part = rita.get(reverse("search"), {"q": "petrova"}, headers=PART).content.decode()
    assert reverse("person", args=[doctor.uid]) in part
    assert "<h1>" not in part
    assert 'role="option"' in part


@pytest.mark.parametrize(
    ("name", "above"),
    [("person-new", "people"), ("organisation-new", "organisations"), ("visit-new", "visits")],
)
def test_a_form_opened_as_a_page_says_where_it_belongs(rita: Client, name: str, above: str) -> None:
    path = f'<nav class="crumbs" aria-label="Path"><a href="{reverse(above)}">'
    assert path in rita.get(reverse(name)).content.decode()
    assert path not in rita.get(reverse(name), headers=PART).content.decode()


def test_a_name_nobody_has_can_be_added_from_the_command_box(cast: Cast, rita: Client) -> None:
    html = rita.get(reverse("search"), {"q": "Ёжиков Ян"}).content.decode()
    form = f"{reverse('person-new')}?name=%D0%81%D0%B6%D0%B8%D0%BA%D0%BE%D0%B2%20%D0%AF%D0%BD"
    assert form in html
    assert 'value="Ёжиков Ян"' in rita.get(form, headers={"HX-Request": "true"}).content.decode()
    assert (
        reverse("person-new")
        not in client_of(cast.production).get(reverse("search"), {"q": "Ёжиков Ян"}).content.decode()
    )


def test_phones_are_written_as_people_read_them(cast: Cast, rita: Client) -> None:
    place = create_organisation(cast.rita, OrganisationData(name="Omsk clinic", kind="clinic"))
    create_person(cast.rita, PersonData(last_name="Lev", phones=["89005551234"], organisation=place.pk))
    create_person(cast.rita, PersonData(last_name="Lee", phones=["+44 20 7946 0958"], organisation=place.pk))
    for page in (reverse("people"), reverse("organisation", args=[place.uid])):
        html = rita.get(page).content.decode()
        assert "+7\u00a0900\u00a0555\u201112\u201134" in html
        assert "+442079460958" in html


def test_a_long_address_of_mail_breaks_after_its_sign(rita: Client, doctor: Person) -> None:
    edit = reverse("person-field", args=[doctor.uid, "emails"])
    rita.post(edit, {"emails": "a.long.name@<b>.example", "based_on": doctor.version}, headers=PART)
    rita.post(edit, {"emails": "a.long.name@clinic.example", "based_on": doctor.version}, headers=PART)
    html = rita.get(reverse("person", args=[doctor.uid])).content.decode()
    assert "a.long.name@<wbr>clinic.example" in html
    assert "<b>" not in html


def test_a_running_import_offers_to_stop_and_tells_what_was_not_done(cast: Cast) -> None:
    nina = client_of(cast.nina)
    file = ContentFile("Фамилия\nКим\nЛев\n".encode(), "two.csv")
    nina.post(reverse("import-new"), {"file": file})
    held = ContactImport.objects.get()
    page = reverse("import", args=[held.uid])
    nina.post(reverse("import-run", args=[held.uid]))
    cancel = reverse("import-cancel", args=[held.uid])
    assert cancel in nina.get(page).content.decode()
    assert client_of(cast.sam).post(cancel).status_code == 404
    nina.post(cancel)
    html = nina.get(page).content.decode()
    assert "Rows not done: 2 of 2" in html
    assert cancel not in html
    assert reverse("import-run", args=[held.uid]) in html
