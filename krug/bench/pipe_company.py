"""Deals with long journals, written by SQL: actions would take hours. Stays are those of krug.sales.stays."""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from krug.access.actions.create_user import UserData, create_users
from krug.access.actions.house import create_team, create_territory, create_unit
from krug.access.models import Unit, User
from krug.catalog.models import Product
from krug.customers.actions.create import create_persons
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.sales.actions import take_ready
from krug.sales.contract import Contract
from krug.sales.deviating import Course, Happened
from krug.sales.judging import Facts
from krug.sales.models import Deal, DealDeviation, DealEvent, Line, MethodVersion, Stay
from krug.sales.stays import Stayed, stays
from krug.sales.words import Deviation, Kind, Outcome, Source
from krug.site import bulk

NAME = "Bench of deals"
READY = ("equipment", "tender", "simple", "subscription")
PERSONS, PRODUCTS, TEAMS, SELLERS = 500, 20, 5, 40
BATCH = 2_000
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SOURCES = ("", *Source.values)
OTHER = (Kind.AMOUNT, Kind.DATE, Kind.NEXT, Kind.PROVEN, Kind.CHANCE)
STAY = ["deal_id", "number", *(field.name for field in fields(Stayed))]
DEAL = [
    *("id", "uid", "unit_id", "name", "sort", "method_id", "stage", "stage_since", "coarse", "person_id"),
    *("owner_id", "amount", "currency", "outcome", "opened_at", "closed_at", "silent_since", "stage_due"),
    *("need", "source", "source_guessed", "next_action", "spent", "version", "edited", "created_at"),
]
EVENT = ["deal_id", "kind", "at", "stage", "stage_before", "checkpoint", "note", "owner_id", "written_at"]
DEVIATION = [
    "deal_id",
    "kind",
    "key",
    "stage",
    "checkpoint",
    "staff_id",
    "at",
    "found_at",
    "figures",
    "coarse",
    "price",
]
LINE = ["deal_id", "product_id", "name", "quantity", "price", "discount", "added_at"]


@dataclass(frozen=True)
class House:
    unit: int
    sellers: list[int]
    people: list[int]
    products: list[int]
    versions: list[tuple[int, Contract]]


def ensure(deals: int, events: int) -> None:
    """Makes what is missing; the same for the same size."""
    house = _house()
    have = Deal.objects.count()
    numbers = iter(range(have + 1, deals + 1))
    while some := list(islice(numbers, BATCH)):
        _write(house, some, max(events // deals, 2))
        if some[-1] % (BATCH * 10) == 0:
            print(f"  {some[-1]:,} deals", file=sys.stderr)


def _house() -> House:
    unit = Unit.objects.filter(name=NAME).first() or _make()
    ids = "id"
    sellers = list(User.objects.filter(unit=unit, role="rep").order_by(ids).values_list(ids, flat=True))
    versions = MethodVersion.objects.filter(method__unit=unit, publication__isnull=False).order_by(ids)
    people = list(Person.objects.filter(unit=unit).order_by(ids).values_list(ids, flat=True))
    products = list(Product.objects.filter(unit=unit).order_by(ids).values_list(ids, flat=True))
    return House(unit.pk, sellers, people, products, [(one.pk, one.meant) for one in versions])


def _make() -> Unit:
    unit = create_unit(None, NAME)
    top = create_team(None, unit, "All")
    teams = [create_team(None, unit, f"Team {number}", parent=top) for number in range(TEAMS)]
    land = create_territory(None, top, "Land")
    people = [
        UserData("admin@bench.example", "Admin", "admin", hashed="!"),
        UserData("head@bench.example", "Head", "head", unit, hashed="!"),
        UserData("boss@bench.example", "Boss", "manager", unit, teams[0], hashed="!"),
    ]
    people += [
        UserData(f"rep{n:02}@bench.example", f"Rep {n:02}", "rep", unit, teams[n % TEAMS], hashed="!")
        for n in range(SELLERS)
    ]
    head = create_users(None, people)[1]
    create_persons(
        None,
        [PersonData(last_name=f"Buyer {n}", unit=unit.pk, territory=land.pk) for n in range(PERSONS)],
    )
    for n in range(PRODUCTS):
        Product.objects.create(unit=unit, source="bench", external_id=str(n), name=f"Product {n:02}")
    for code in READY:
        take_ready(head, code, unit, at_once=True)
    return unit


@transaction.atomic
def _write(house: House, numbers: list[int], events: int) -> None:
    deals, journal, stood, left, lines = list[Any](), list[Any](), list[Any](), list[Any](), list[Any]()
    for number in numbers:
        dice = random.Random(number)
        version, contract = dice.choice(house.versions)
        owner = dice.choice(house.sellers)
        course = _course(dice, contract, owner)
        found = stays(course)
        last = found[-1]
        deals.append(_deal(house, number, dice, version, course, last, owner))
        journal += _journal(number, dice, course, owner, events)
        stood += [(number, at, *(getattr(it, name) for name in STAY[2:])) for at, it in enumerate(found)]
        left += _left(number, dice, found, owner)
        if dice.random() < 0.5:
            lines.append((number, dice.choice(house.products), "Product", 1, 100, 0, NOW))
    bulk.insert(Deal, DEAL, deals)
    bulk.insert(DealEvent, EVENT, journal)
    bulk.insert(Stay, STAY, stood)
    bulk.insert(DealDeviation, DEVIATION, left)
    bulk.insert(Line, LINE, lines)


def _course(dice: random.Random, contract: Contract, owner: int) -> Course:
    """It goes on, over a stage now and then, back seldom, and ends anywhere."""
    codes = [stage.code for stage in contract.stages]
    at = opened = NOW - timedelta(minutes=dice.randrange(60, 60 * 24 * 700))
    journal, place = [Happened(Kind.OPENED, at, codes[0], staff=owner)], 0
    outcome, closed = Outcome.OPEN, None
    while True:
        at += timedelta(minutes=int(dice.expovariate(1 / 9_000)) + 1)
        if at >= NOW:
            break
        luck = dice.random()
        if luck < 0.16 or (place == len(codes) - 1 and luck < 0.9):
            won = place == len(codes) - 1 and luck >= 0.16
            outcome, closed = (Outcome.WON if won else Outcome.LOST), at
            journal.append(Happened(Kind.WON if won else Kind.LOST, at, codes[place], staff=owner))
            break
        ahead = place + (2 if luck > 0.95 else 1)
        goal = place - 1 if luck < 0.24 and place else min(ahead, len(codes) - 1)
        kind = Kind.ADVANCED if goal > place else Kind.WENT_BACK
        if goal != place:
            journal.append(Happened(kind, at, codes[goal], codes[place], staff=owner))
        place = goal
    facts = Facts(opened_at=opened, stage=codes[place], stage_since=at)
    return Course(contract, facts, {}, journal, outcome, closed)


def _deal(
    house: House, number: int, dice: random.Random, version: int, course: Course, last: Stayed, owner: int
) -> tuple[Any, ...]:
    opened = course.facts.opened_at
    silent = course.closed_at or NOW - timedelta(days=dice.randrange(40))
    due = None if course.closed_at else last.since + timedelta(days=dice.randrange(1, 60))
    amount, currency = dice.randrange(10, 9_000) * 1_000, "EUR" if dice.random() < 0.02 else "RUB"
    return (
        *(number, uuid4(), house.unit, f"Deal {number}", f"deal {number}", version, last.stage, last.since),
        *(last.coarse, dice.choice(house.people), owner, amount, currency, course.outcome, opened),
        *(course.closed_at, max(silent, opened), due, "", dice.choice(SOURCES), False, "", 0, 1, {}, opened),
    )


def _journal(
    number: int, dice: random.Random, course: Course, owner: int, events: int
) -> Iterator[tuple[Any, ...]]:
    """What moved it, and what else happened between, up to so many events."""
    end = course.closed_at or NOW
    for it in course.journal:
        yield (number, it.kind, it.at, it.stage, it.stage_before, "", "", owner, it.at)
    whole = (end - course.facts.opened_at).total_seconds()
    for _other in range(events - len(course.journal)):
        at = course.facts.opened_at + timedelta(seconds=dice.random() * whole)
        yield (number, dice.choice(OTHER), at, course.facts.stage, "", "", "", owner, at)


def _left(number: int, dice: random.Random, found: list[Stayed], owner: int) -> Iterator[tuple[Any, ...]]:
    for key in range(dice.choice((0, 1, 2, 3, 4))):
        stay = dice.choice(found)
        kind = dice.choice(Deviation.values)
        yield (number, kind, str(key), stay.stage, "", owner, stay.since, stay.since, {}, "", 0)


def counts() -> tuple[int, int]:
    """Events, stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM sales_dealevent), (SELECT count(*) FROM sales_stay)")
        events, stood = cursor.fetchone()
    return int(events), int(stood)
