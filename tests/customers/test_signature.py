"""Signatures and cards as people really send them, split into fields."""

from typing import Any

import pytest
from django.urls import reverse

from krug.customers.models import Person
from krug.customers.signature import split
from tests.cast import Cast, client_of

CASES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "a Russian signature",
        """С уважением,
Смирнова Анна Сергеевна
Заведующая кардиологическим отделением
ГБУЗ «Городская поликлиника № 12»
г. Тверь, ул. Ленина, 5
тел.: +7 (482) 233-44-55, моб. 8 916 123-45-67
e-mail: a.smirnova@gp12.example""",
        {
            "name": "Смирнова Анна Сергеевна",
            "position": "Заведующая кардиологическим отделением",
            "company": "ГБУЗ «Городская поликлиника № 12»",
            "city": "Тверь",
            "phones": ["+74822334455", "+79161234567"],
            "emails": ["a.smirnova@gp12.example"],
        },
    ),
    (
        "first name first",
        "Пётр Иванович Кузнецов\nменеджер по закупкам, ООО «Ромашка»\n+79161112233\npk@romashka.example",
        {
            "name": "Кузнецов Пётр Иванович",
            "position": "менеджер по закупкам",
            "company": "ООО «Ромашка»",
            "phones": ["+79161112233"],
        },
    ),
    (
        "an English signature",
        """Best regards,
John Smith
Sales Director | Acme Medical Ltd
Mobile: +44 20 7946 0958
john.smith@acme.example | www.acme.example""",
        {
            "last": "Smith",
            "first": "John",
            "position": "Sales Director",
            "company": "Acme Medical Ltd",
            "phones": ["+442079460958"],
            "emails": ["john.smith@acme.example"],
        },
    ),
    (
        "labels",
        "ФИО: Орлова Мария Петровна\nДолжность: провизор\nКомпания: Аптека «Подорожник»\nТел.: 89161234500",
        {
            "name": "Орлова Мария Петровна",
            "position": "провизор",
            "company": "Аптека «Подорожник»",
            "phones": ["+79161234500"],
        },
    ),
    (
        "one line of a chat",
        "Иванов Иван 8-916-000-11-22",
        {"name": "Иванов Иван", "phones": ["+79160001122"]},
    ),
    ("a first name before a surname", "Мария Орлова", {"last": "Орлова", "first": "Мария"}),
    ("initials", "Иванов И. И., врач-терапевт", {"last": "Иванов", "first": "И.", "middle": "И."}),
    ("capitals", "БЕЛОВ АНТОН ЮРЬЕВИЧ\nглавный бухгалтер", {"name": "Белов Антон Юрьевич"}),
    (
        "requisites of a company",
        """ООО «Здоровый город»
ИНН/КПП 7707083893/773601001
ОГРН 1027700132195
117312, Москва, ул. Вавилова, 19
(495) 500-55-50""",
        {
            "company": "ООО «Здоровый город»",
            "tax_number": "7707083893",
            "tax_reason": "773601001",
            "state_number": "1027700132195",
            "city": "Москва",
            "address": "117312, Москва, ул. Вавилова, 19",
            "phones": ["+74955005550"],
            "name": "",
        },
    ),
    ("a fax is no phone", "Тел: +7 495 111-22-33\nФакс: +7 495 111-22-44", {"phones": ["+74951112233"]}),
    ("a wrong INN is no INN", "ООО «Тест» ИНН 7707083894", {"tax_number": ""}),
    ("nothing at all", "", {"name": "", "phones": [], "emails": [], "company": ""}),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_split(text: str, wanted: dict[str, Any]) -> None:
    card = split(text)
    assert {name: getattr(card, name) for name in wanted} == wanted


def test_anything_is_taken() -> None:
    for text in ("\x00\x01", "@" * 9000, "1" * 9000, "« »" * 2000, "Иванов\n" * 5000, "a: b: c:\n,,,"):
        split(text)


def test_the_form_comes_back_filled_in_and_nothing_is_kept(cast: Cast) -> None:
    pasted = {"pasted": CASES[0][1]}
    answer = client_of(cast.rita).post(reverse("person-split"), pasted)
    form = answer.context["form"]
    assert form["name"].value() == "Смирнова Анна Сергеевна"
    assert form["phone"].value() == "+74822334455"
    assert form["specialty"].value() == "Заведующая кардиологическим отделением"
    assert "ГБУЗ «Городская поликлиника № 12»" in answer.content.decode()
    assert not Person.objects.exists()


def test_requisites_fill_in_the_form_of_an_organisation(cast: Cast) -> None:
    requisites = next(text for name, text, _wanted in CASES if name.startswith("requisites"))
    form = client_of(cast.rita).post(reverse("organisation-split"), {"pasted": requisites}).context["form"]
    values = {name: form[name].value() for name in ("name", "tax_number", "tax_reason", "city", "phone")}
    assert values == {
        "name": "ООО «Здоровый город»",
        "tax_number": "7707083893",
        "tax_reason": "773601001",
        "city": "Москва",
        "phone": "+74955005550",
    }


def test_a_card_typed_into_the_command_box_is_split_too(cast: Cast) -> None:
    said = {"name": "Орлова Мария +7 916 123-45-67"}
    form = client_of(cast.rita).get(reverse("person-new"), said).context["form"]
    assert (form["name"].value(), form["phone"].value()) == ("Орлова Мария", "+79161234567")
    plain = client_of(cast.rita).get(reverse("person-new"), {"name": "Ван дер Берг Ян"}).context["form"]
    assert plain["name"].value() == "Ван дер Берг Ян"
