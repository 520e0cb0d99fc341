"""What reps have learnt of their customers: second workplaces, a say in decisions, habits, consents."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from krug.access.models import User
from krug.customers.actions import give_consents, withdraw_consent
from krug.customers.actions.affiliations import add_affiliation, change_affiliation
from krug.customers.actions.traits import tell_trait
from krug.customers.models import Affiliation, Organisation, Person, Purpose
from krug.demo.people import PHARMACIST
from krug.demo.story import SEED

SECOND_PLACES, LEARNT, ASKED = 160, 60, 40
"""One doctor in so many."""
CONSULTS = ("Консультант", "Совместитель, приём по субботам", "Ведёт школу пациентов")
CHIEFS = ("Заведующая отделением", "Главный врач", "Заместитель главного врача")
KNOWN = (
    ("likes", "чёрный кофе", "seen"), ("likes", "короткие разговоры с цифрами", "said"),
    ("likes", "новые исследования в печатном виде", "said"), ("dislikes", "звонки во время приёма", "said"),
    ("dislikes", "визиты без записи", "said"), ("channel", "messenger", "said"),
    ("channel", "visit", "heard"), ("channel", "email", "said"),
    ("hours", "вторник и четверг после 14:00", "said"),
    ("hours", "до начала приёма, к 8:30", "heard"), ("why_here", "понятная схема приёма", "said"),
    ("why_there", "у соседей дешевле упаковка", "heard"), ("partner", "кафедра терапии", "file"),
    ("competitor", "читает лекции для другой компании", "heard"),
)  # fmt: skip


def make(persons: Sequence[Person], reps: dict[int, User], now: datetime) -> None:
    """`reps`: territory → who knows its customers."""
    random = Random(f"{SEED}/ties")  # noqa: S311
    doctors = [one for one in persons if one.specialty not in ("", PHARMACIST) and one.territory_id in reps]
    for person in random.sample(doctors, len(doctors) // SECOND_PLACES):
        _second_place(random, person, reps[person.territory_id or 0], now.date())
    for person in random.sample(doctors, len(doctors) // LEARNT):
        for kind, text, source in random.sample(KNOWN, random.choice((1, 2, 2, 3))):
            at = now - timedelta(days=random.randint(3, 170))
            tell_trait(reps[person.territory_id or 0], person, kind, text, source, at)
    _consents(random, random.sample(doctors, len(doctors) // ASKED), reps, now)


def _second_place(random: Random, person: Person, rep: User, today: date) -> None:
    """He consults in another clinic of the town, and is somebody at his first one."""
    clinics = Organisation.objects.filter(
        territory=person.territory_id, city=person.city, kind=Organisation.Kind.CLINIC
    )
    others = list(clinics.exclude(pk=person.organisation_id or 0).order_by("id")[:20])
    main = Affiliation.objects.filter(person=person, organisation=person.organisation_id, until=None).first()
    if main:
        part = random.choice(("decides", "influences", "uses"))
        position = random.choice(CHIEFS) if part == "decides" else f"Врач, {person.specialty.lower()}"
        change_affiliation(rep, main, {"position": position, "part": part, "part_source": "heard"})
    if others:
        since = today - timedelta(days=random.randint(200, 900))
        fields = {"position": random.choice(CONSULTS), "since": since, "source": "said"}
        add_affiliation(rep, person, random.choice(others), fields)


def _consents(random: Random, people: Sequence[Person], reps: dict[int, User], now: datetime) -> None:
    """Most agree on paper at a visit, some on the site; every ninth has thought better of letters."""
    purposes = {one.code: one for one in Purpose.objects.filter(unit=people[0].unit_id)} if people else {}
    for way, proof in (("paper", "Бланк в папке представителя"), ("site", "Форма на сайте")):
        for code in ("personal-data", "letters", "calls"):
            for territory, rep in reps.items():
                asked = [
                    person
                    for number, person in enumerate(people)
                    if person.territory_id == territory
                    and (number % 3 == 0) == (way == "site")
                    and (number % 2 or code != "calls")
                ]
                at = now - timedelta(days=random.randint(20, 160))
                give_consents(rep, asked, purposes[code], way, proof, at)
    for person in people[::9]:
        later = now - timedelta(days=random.randint(2, 16))
        withdraw_consent(
            reps[person.territory_id or 0],
            person,
            purposes["letters"],
            "letter",
            "Отписался по ссылке в письме",
            later,
        )
