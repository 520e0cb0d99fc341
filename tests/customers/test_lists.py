"""Lists: what is seen, in which order, page by page, by filters, the same by either way of walking."""

import random

import pytest

from krug.access.errors import WrongInput
from krug.customers.actions import create_organisations, create_persons, merge
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.customers.queries import (
    OrganisationFilters,
    PersonFilters,
    lists,
    organisation_list,
    person_list,
    ways,
)
from tests.cast import Cast

CITIES, SPECIALTIES = ("Казань", "Пермь", "Омск"), ("Кардиолог", "Терапевт")


def crowd(cast: Cast, many: int = 130) -> list[Person]:
    dice = random.Random(2)
    lands = [cast.pharma.north_land.pk, cast.pharma.south_land.pk, None]
    return create_persons(
        cast.head,
        [
            PersonData(
                last_name=f"{dice.choice(['Ёлкин', 'Ежов', 'Жуков', 'аристов'])}",
                first_name=f"Имя{number % 7}",
                klass=dice.choice("ABC"),
                city=dice.choice(CITIES),
                specialty=dice.choice(SPECIALTIES),
                territory=lands[number % 3],
            )
            for number in range(many)
        ],
    )


def walked(cast_user: object, filters: PersonFilters, limit: int = 20) -> list[int]:
    ids: list[int] = []
    after = None
    while True:
        page = person_list(cast_user, filters, after, limit)  # type: ignore[arg-type]
        ids += [line.id for line in page.lines]
        assert len(page.lines) <= limit
        if page.next is None:
            return ids
        after = page.next


FILTERS = [
    PersonFilters(),
    PersonFilters(klass="A"),
    PersonFilters(klass="B", city="Пермь"),
    PersonFilters(specialty="Терапевт", klass="C", city="Омск"),
    PersonFilters(city="Нигде"),
]


@pytest.mark.parametrize("weighed", [0, 50_000])
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_pages_equal_a_plain_list(
    cast: Cast, filters: PersonFilters, weighed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 0: both ways look equally long, so the filter's index is walked.
    monkeypatch.setattr(ways, "WEIGHED", weighed)
    crowd(cast)
    wanted = {name: value for name in ("klass", "city", "specialty") if (value := getattr(filters, name))}
    plain = Person.objects.filter(**wanted).order_by("sort", "id")
    everybody = list(plain.values_list("id", flat=True))
    mine = list(plain.filter(territory=cast.pharma.north_land).values_list("id", flat=True))
    assert walked(cast.head, filters) == everybody
    assert walked(cast.rita, filters) == mine
    assert person_list(cast.head, filters).count == len(everybody)
    assert person_list(cast.rita, filters, limit=3).count == len(mine)
    assert walked(cast.food_head, filters) == []


def test_yo_stands_with_ye_and_case_does_not_matter(cast: Cast) -> None:
    create_persons(cast.rita, [PersonData(last_name=name) for name in ("Жуков", "Ёлкин", "аристов", "Ежов")])
    assert [line.name for line in person_list(cast.rita).lines] == ["аристов", "Ежов", "Ёлкин", "Жуков"]


def test_territory_and_organisation(cast: Cast) -> None:
    (clinic,) = create_organisations(cast.rita, [OrganisationData(name="Медси", phones=["88432000000"])])
    one, two = create_persons(
        cast.head,
        [
            PersonData(last_name="Ким", organisation=clinic.pk, territory=cast.pharma.north_land.pk),
            PersonData(last_name="Цой", territory=cast.pharma.south_land.pk, phones=["+79990000001"]),
        ],
    )
    by_land = PersonFilters(territory=cast.pharma.south_land.pk)
    assert [line.id for line in person_list(cast.head, by_land).lines] == [two.pk]
    assert person_list(cast.rita, by_land).lines == []
    (line,) = person_list(cast.head, PersonFilters(organisation=clinic.pk)).lines
    assert (line.id, line.organisation, line.organisation_uid) == (one.pk, "Медси", clinic.uid)
    assert person_list(cast.head, by_land).lines[0].phone == "+79990000001"
    (place,) = organisation_list(cast.rita, OrganisationFilters(kind="company")).lines
    assert (place.name, place.people, place.phone) == ("Медси", 1, "+78432000000")
    assert organisation_list(cast.roma).lines == []


def test_the_merged_are_not_listed_and_survivors_once(cast: Cast) -> None:
    one, two = create_persons(
        cast.head,
        [
            PersonData(last_name="Ким", territory=cast.pharma.north_land.pk),
            PersonData(last_name="Цой", territory=cast.pharma.south_land.pk),
        ],
    )
    merge(cast.head, one, two)
    page = person_list(cast.head)
    assert ([line.id for line in page.lines], page.count) == ([one.pk], 1)
    assert [line.id for line in person_list(cast.roma).lines] == [one.pk]
    assert person_list(cast.head, limit=1).next is None


def test_a_long_list_is_counted_so_far_only(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(cast, 40)
    monkeypatch.setattr(lists, "COUNTED", 25)
    page = person_list(cast.head, limit=10)
    assert (page.count, page.more) == (25, True)
    assert person_list(cast.head, after=page.next, limit=10).count is None


def test_a_foreign_cursor_is_refused(cast: Cast) -> None:
    crowd(cast, 5)
    with pytest.raises(WrongInput):
        person_list(cast.head, after="made-up")
