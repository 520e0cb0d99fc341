"""Segments for tests, and touches that conditions ask of."""

from decimal import Decimal
from typing import Any

from krug.access.models import User
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.segments.conditions import Asked, Condition
from krug.segments.evaluate import count_and_sample
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.touches.make import NOW, shown

DAY = 86_400_000_000


def people(author: User, *fields: dict[str, Any]) -> list[Person]:
    return [
        create_person(author, PersonData(**({"last_name": f"N{number}"} | its)))
        for number, its in enumerate(fields)
    ]


def touch(person: Person | int, verb: Verb, days_ago: float = 1, **fields: Any) -> Touch:
    identity = person if isinstance(person, int) else card_identity(person)
    plain: dict[str, Any] = {
        "verb": verb, "channel": Channel.SITE, "direction": Direction.IN, "object_kind": "", "object_id": "",
        "cause_kind": "", "cause_id": "", "seconds": None, "data": {},
    }  # fmt: skip
    return shown(identity, NOW - round(days_ago * DAY), **(plain | fields))


def did(person: Person | int, verb: Verb, days_ago: float = 1, **fields: Any) -> Touch:
    made = touch(person, verb, days_ago, **fields)
    append([made], "user:1")
    return made


def bought(person: Person | int, amount: str, days_ago: float = 1, **fields: Any) -> Touch:
    given: dict[str, Any] = {"amount": Decimal(amount), "currency": "RUB", "channel": Channel.SHOP}
    return did(person, Verb.PURCHASED, days_ago, **(given | fields))


def clicked(person: Person | int, days_ago: float = 1, **fields: Any) -> Touch:
    return did(person, Verb.CLICKED, days_ago, data={"address": "https://a.example"}, **fields)


def condition(*parts: dict[str, Any], mode: str = "all") -> Condition:
    return Condition.model_validate({"mode": mode, "parts": parts})


def meant(
    viewer: User,
    *parts: dict[str, Any],
    mode: str = "all",
    unit: int | None = None,
    kind: str = "person",
) -> set[int]:
    """Ids of whoever is meant (there are no more than a sample holds)."""
    asked = Asked(kind, condition(*parts, mode=mode))
    count, ids = count_and_sample(viewer, unit or viewer.unit_id or 0, asked, NOW)
    assert count == len(ids)
    return set(ids)
