"""What is worked out once the company is there: live segments with moves, likely doubles, an import."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from krug.access.models import Territory, User
from krug.customers.actions import import_contacts
from krug.customers.actions.match import match_persons
from krug.demo import traces
from krug.demo.people import Customer
from krug.demo.staff import Staff
from krug.integrations.actions import create_endpoint, stop_endpoint
from krug.segments.actions import create_segment
from krug.segments.conditions import Condition
from krug.segments.keep import keep, recount
from krug.site.clock import micros

HOOK = "https://hooks.cardio-simply.example/krug"
SEGMENTS: tuple[tuple[str, dict[str, object]], ...] = (
    (
        "Покупали за три месяца",
        {"parts": [{"kind": "bought", "at_least": "1", "days": 90}]},
    ),
    (
        "Класс A, которых не видели месяц",
        {
            "parts": [
                {"kind": "profile", "field": "klass", "values": ["A"]},
                {"kind": "last", "verb": "visited", "days": 30},
            ]
        },
    ),
    (
        "Читают сайт, но не покупают",
        {
            "parts": [
                {"kind": "touched", "verb": "viewed", "days": 60},
                {"kind": "touched", "did": False, "verb": "purchased", "days": 180},
            ]
        },
    ),
)
PLACES = (
    "Клиники, где не были две недели",
    {
        "parts": [
            {"kind": "profile", "field": "organisation_kind", "values": ["clinic"]},
            {"kind": "touched", "did": False, "verb": "visited", "days": 14},
        ]
    },
)
SHEET = """Фамилия;Имя;Отчество;Телефон;E-mail;Город;Специальность
Лаптева;Ирина;Олеговна;+7 900 111-20-01;lapteva@congress.example;Москва;Кардиолог
Чистяков;Павел;Игоревич;+7 900 111-20-02;chistyakov@congress.example;Москва;Терапевт
Мельник;Оксана;Юрьевна;+7 900 111-20-03;;Химки;Кардиолог
Рудакова;Алина;;+7 900 111-20-04;rudakova@congress.example;Москва;Невролог
Фролкин;Денис;Павлович;+7 900 111-20-05;frolkin@congress.example;Москва;Терапевт
Зуева;Тамара;Ильинична;не оставила;zueva@congress;Москва;Кардиолог
;Сергей;;+7 900 111-20-07;;Москва;Терапевт
Полозова;Вера;Андреевна;+7 900 111-20-08;polozova@congress.example;Москва;Эндокринолог
Гнатюк;Роман;Сергеевич;12;gnatyuk@congress.example;Москва;Кардиолог
"""
"""A list from a congress: six can be taken, one has no last name, two have contacts that are none."""


def make(staff: Staff, sources: traces.Sources, customers: Sequence[Customer], now: datetime) -> None:
    with transaction.atomic():
        _segments(staff, sources, customers, now)
    match_persons(staff.head, merging=False)
    _congress(staff.marketer, staff.territories[0])


def _segments(staff: Staff, sources: traces.Sources, customers: Sequence[Customer], now: datetime) -> None:
    """Counted as of yesterday; then the last day comes in, and they move."""
    made = [
        create_segment(staff.marketer, name, Condition.model_validate(condition))
        for name, condition in SEGMENTS
    ]
    name, places = PLACES
    of = Condition.model_validate(places)
    made.append(create_segment(staff.marketer, name, of, kind="organisation"))
    yesterday = micros(now - timedelta(days=1))
    for segment in made:
        recount(segment, yesterday)
    hook = create_endpoint(
        staff.head, HOOK, "Сайт: показывать своё тем, кто в сегменте", ["segment.entered", "segment.left"]
    )
    traces.yesterday(sources, customers, now)
    keep(micros(now))
    # There is nobody at that address: what would be told can be looked at, and nothing leaves the machine.
    stop_endpoint(staff.head, hook)


def _congress(author: User, territory: Territory) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "Конгресс, список участников.csv"
        path.write_text(SHEET, encoding="utf-8")
        import_contacts(path, author, territory)
