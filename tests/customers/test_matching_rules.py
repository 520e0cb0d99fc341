"""Names, numbers, levels and judgement: what is one and the same in many writings, and what is not."""

import random

import pytest

from krug.bench.doubles import inn, written
from krug.customers.matching.engine import Engine, Limits, table
from krug.customers.matching.forms import name_parts
from krug.customers.matching.grouping import Likely, groups, joined
from krug.customers.matching.judge import sure
from krug.customers.matching.model import dump, frozen, load, score
from krug.customers.matching.names import first_root, last_forms, last_root, middle_root, same_first, sex_of
from krug.customers.matching.traits import Traits, person_traits
from krug.customers.numbers import state_number, tax_number

MODEL = frozen("person")
CARDS = 1000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Саша", "Александр"),
        ("Саша", "Александра"),
        ("Серёжа", "Sergey"),
        ("Лена", "Елена"),
        ("Женя", "Евгения"),
    ],
)
def test_short_names(one: str, other: str) -> None:
    assert first_root(one) == first_root(other)


def test_endings_by_sex() -> None:
    assert last_root("Иванова") == last_root("Иванов") == last_root("Ivanov")
    assert last_root("Островская") == last_root("Островский")
    assert last_root("Ева") != last_root("Ев")
    assert middle_root("Сергеевна") == middle_root("Sergeevich")
    assert sex_of("Иванова", "Саша", "") == "f"
    assert sex_of("Ким", "Женя", "Олегович") == "m"
    assert sex_of("Medina", "Jamie", "") is None
    assert last_forms("Иванов") == ["ivanov", "ivanova"]
    assert {"sasha", "aleksandr", "shura"} <= set(same_first("Саша"))


def test_check_digits() -> None:
    assert tax_number("7707083893") == "7707083893"
    assert tax_number("7707 0838 93") == "7707083893"
    assert tax_number("500100732259") == "500100732259"
    assert tax_number(inn(random.Random(1)))
    for wrong in ("7707083894", "500100732258", "0000000000", "123", "77070838९3"):
        assert tax_number(wrong) is None
    assert state_number("1027700132195") == "1027700132195"
    assert state_number("1027700132196") is None


@pytest.mark.parametrize(
    ("name", "plain", "form"),
    [
        ("ООО «Здоровье»", "zdorove", "ooo"),
        ("Клиника Здоровье, общество с ограниченной ответственностью", "klinika zdorove", "ooo"),
        ("Zdorove L.L.C.", "zdorove", "ooo"),
        ("ПАО Сбербанк", "sberbank", "ao"),
        ("Müller GmbH", "muler", "gmbh"),
        ("ООО", "oo", "ooo"),
    ],
)
def test_legal_forms(name: str, plain: str, form: str) -> None:
    assert name_parts(name)[1] == form
    assert name_parts(name)[0] == plain or form == "ooo"


def person(last: str, first: str, middle: str = "", **more: object) -> Traits:
    return person_traits(1, last, first, middle, **more)  # type: ignore[arg-type]


def likely(one: Traits, other: Traits) -> tuple[float, bool]:
    said = score(MODEL, one, other, CARDS)
    return said.probability, sure(MODEL, said.probability, {part.feature: part.level for part in said.said})


def test_who_is_one_and_who_is_not() -> None:
    phone = {"phones": ["+79161112233"], "city": "Тула"}
    sasha = person("Иванов", "Саша", **phone)
    assert likely(sasha, person("Ivanov", "Aleksandr", "Petrovich", **phone))[1]
    husband = person("Иванов", "Александр", "Петрович", address="Ленина 5", **phone)
    wife = person("Иванова", "Александра", "Петровна", address="Ленина 5", **phone)
    assert not likely(husband, wife)[1], "of one name, phone and address, but two people"
    son = person("Иванов", "Александр", "Александрович", address="Ленина 5", city="Тула")
    assert not likely(husband, son)[1]
    namesake = person("Иванов", "Александр", "Петрович", phones=["+79990000001"], city="Тула")
    assert not likely(husband, namesake)[1], "names and a city alone merge nobody"


def test_python_says_what_splink_says() -> None:
    cards = written(150)
    traits = [
        person_traits(
            number, one.last, one.first, one.middle, birth=one.birth, number=one.number, phones=one.phones,
            emails=one.emails, city=one.city, address=one.address, work=one.work,
        )
        for number, one in enumerate(cards)
    ]  # fmt: skip
    engine = Engine("person", [table("person", traits)])
    pairs = engine.match(MODEL, 0.0001).to_pylist()
    often = engine.often(MODEL.features, least=1)
    engine.close()
    assert len(pairs) > 50
    for pair in pairs:
        said = score(MODEL, traits[pair["id_l"]], traits[pair["id_r"]], len(traits), often)
        assert {part.feature: part.level for part in said.said} == {
            feature.name: pair[feature.name] for feature in MODEL.features if pair[feature.name]
        }
        assert said.probability == pytest.approx(pair["probability"], abs=0.02)


def test_groups_keep_apart_who_was_said_to_be_different() -> None:
    pairs = [Likely(1, 2, 0.9), Likely(2, 3, 0.95), Likely(1, 3, 0.8), Likely(4, 5, 0.7)]
    assert joined(pairs) == [Likely(2, 3, 0.95), Likely(1, 2, 0.9), Likely(4, 5, 0.7)]
    kept = joined(pairs, {(1, 3)})
    assert kept == [Likely(2, 3, 0.95), Likely(4, 5, 0.7)]
    assert sorted(map(sorted, groups(kept))) == [[2, 3], [4, 5]]


def test_a_model_is_kept_as_it_is() -> None:
    for kind in ("person", "organisation"):
        assert load(dump(frozen(kind))) == frozen(kind)


def test_among_many_one_weak_key_is_not_enough() -> None:
    """First and third: born in one month, names begin alike. First and second: the same phone."""
    cards = [
        person_traits(1, "Иванов", "Пётр", birth="1980-05-01", phones=["+79161234567"]),
        person_traits(2, "Сидоров", "Олег", phones=["+79161234567"]),
        person_traits(3, "Ивакин", "Семён", birth="1980-05-20"),
    ]
    for many, met in ((2, {(1, 2)}), (1000, {(1, 2), (1, 3)})):
        engine = Engine("person", [table("person", cards)], Limits(many=many))
        found = engine.match(MODEL, 0.0)
        engine.close()
        pairs = zip(found["id_l"].to_pylist(), found["id_r"].to_pylist(), strict=True)
        assert {(min(pair), max(pair)) for pair in pairs} == met
