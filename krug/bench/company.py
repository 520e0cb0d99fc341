"""A company of any size for measuring: made through the actions, once, and kept."""

import random
import sys
import time
from dataclasses import dataclass

from django.db import connection

from krug.access.actions.assign_territory import assign_territory
from krug.access.actions.create_user import UserData, create_users
from krug.access.actions.house import create_team, create_territory, create_unit
from krug.access.models import Territory, Unit, User
from krug.customers.actions.create import create_persons
from krug.customers.data import PersonData
from krug.customers.models import Identity, Person
from krug.site.ids import uuid7
from krug.touches.actions.append import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb

NAME = "Bench"
BATCH = 5_000
ROOTS = "Иван Петр Сидор Кузнец Смирн Попов Васил Соколов Михайл Федор Мороз Волк Алексе Лебед Семен Егор Павл Козл Степан Никола Орл Андре Макар Никит Захар Зайц Солов Борис Яковл Григор Роман Воробь Серге Кузьм Фрол Александр Дмитр Корол Гусь Киселё Ильи Максим Поляк Сорок Виноград Ковал Бел Медвед Антон Тарас Жук Баран Филип Комар Давыд Беля Герасим Богдан Осип Сидорк Матве Титов Марк Мирон Крыл Куликов Карп Влас Мельник Денис Гаврил Тихон Казак Афанас Данил Савель Тимофе Фомин Черныш Абрам Мартын Ефим Федос Щерба Назар Калин".split()  # noqa: E501, SIM905
ENDINGS = ("ов", "ев", "ин", "енко", "ский", "ук", "цев", "няк", "ченко", "кин")
FIRST = "Александр Сергей Дмитрий Андрей Алексей Максим Евгений Иван Михаил Николай Владимир Павел Роман Олег Юрий".split()  # noqa: E501, SIM905
MIDDLE = "Александрович Сергеевич Дмитриевич Андреевич Иванович Петрович Николаевич Павлович Олегович Юрьевич".split()  # noqa: E501, SIM905
CITIES = "Москва Казань Екатеринбург Самара Пермь Омск Тула Тверь Рязань Калуга".split()  # noqa: SIM905
SPECIALTIES = ("Кардиолог", "Терапевт", "Невролог", "Педиатр", "Хирург")


@dataclass(frozen=True)
class Size:
    persons: int
    touches: int
    territories: int = 40


def ensure(size: Size) -> User:
    """The company of that size; returns its administrator, who sees all. Makes what is missing."""
    admin = User.objects.filter(email="admin@bench.example").first() or _house(size.territories)
    unit = Unit.objects.get(name=NAME)
    _persons(unit, size.persons)
    _touches(size)
    return admin


def _house(territories: int) -> User:
    unit = create_unit(None, NAME)
    team = create_team(None, unit, "All")
    lands = [create_territory(None, team, f"Land {number:02}") for number in range(territories)]
    people = [UserData("admin@bench.example", "Admin", "admin", hashed="!")]
    people += [
        UserData(f"rep{n:02}@bench.example", f"Rep {n:02}", "rep", unit, team, hashed="!")
        for n in range(territories)
    ]
    admin, *reps = create_users(None, people)
    for land, rep in zip(lands, reps, strict=True):
        assign_territory(None, land, rep)
    return admin


def person(number: int, unit: Unit, lands: list[Territory]) -> PersonData:
    dice = random.Random(number)
    return PersonData(
        last_name=dice.choice(ROOTS) + dice.choice(ENDINGS),
        first_name=dice.choice(FIRST),
        middle_name=dice.choice(MIDDLE),
        specialty=dice.choice(SPECIALTIES),
        klass=dice.choice("ABC"),
        unit=unit.id,
        territory=lands[number % len(lands)].id,
        city=dice.choice(CITIES),
        phones=[f"+79{number:09}"],
    )


def _persons(unit: Unit, wanted: int) -> None:
    lands = list(Territory.objects.filter(unit=unit).order_by("id"))
    have = Person.objects.filter(unit=unit).count()
    while have < wanted:
        until = min(wanted, have + BATCH)
        create_persons(None, [person(number, unit, lands) for number in range(have, until)])
        have = until
        _progress("persons", have, wanted)


def _touches(size: Size) -> None:
    have = _count()
    cards = list(
        Identity.objects.filter(kind="card").order_by("id").values_list("id", flat=True)[: size.persons]
    )
    now = time.time_ns() // 1000
    while have < size.touches:
        until = min(size.touches, have + BATCH)
        append([touch(number, cards, now) for number in range(have, until)], "source:bench")
        have = until
        _progress("touches", have, size.touches)


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM touch")
        return int(cursor.fetchone()[0])


def touch(number: int, cards: list[int], now: int) -> Touch:
    dice = random.Random(number)
    return Touch(
        id=uuid7(),
        at=now - dice.randrange(180 * 86_400) * 1_000_000,
        identity=cards[number % len(cards)],
        channel=Channel.VISIT,
        direction=Direction.BOTH,
        verb=Verb.NOTED,
        data={"text": f"Note {number}"},
    )


def _progress(what: str, have: int, wanted: int) -> None:
    print(
        f"\r  {what}: {have:,} of {wanted:,}", end="\n" if have == wanted else "", file=sys.stderr, flush=True
    )
