"""The people every test may use: two units, the teams of one, and somebody of each role.

    Pharma                                Food
      Sales (boss)                          Shops (food_rep)
        North (nina leads, rita reps)
        South (sam leads, roma reps)
      marketer, head, agent, production, integrator: of the unit, in no team

admin is of no unit. Plain functions make them through the actions; the fixture `cast` gives them all.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.test import Client

from krug.access import scopes
from krug.access.actions.assign_territory import assign_territory
from krug.access.actions.create_user import UserData, create_users
from krug.access.actions.house import create_group, create_team, create_territory, create_unit
from krug.access.actions.join_group import join_group_many
from krug.access.models import Group, Role, Team, Territory, Unit, User
from krug.customers.models import Purpose

PASSWORD = "Winter-evening-9"


@cache
def hashed() -> str:
    """Argon2 of PASSWORD, once a run."""
    return make_password(PASSWORD)


@dataclass(slots=True)
class House:
    """One unit: its teams, territories and the group that gets its decks."""

    unit: Unit
    top: Team
    north: Team
    south: Team
    north_land: Territory
    south_land: Territory
    group: Group


@dataclass(slots=True)
class Cast:
    pharma: House
    food: House
    admin: User
    rita: User
    """Rep of North."""
    roma: User
    """Rep of South: a teammate's teammate, whom Rita's customers do not concern."""
    nina: User
    """Manager of North."""
    sam: User
    """Manager of South."""
    boss: User
    """Manager of the team above both."""
    marketer: User
    head: User
    agent: User
    production: User
    integrator: User
    food_rep: User
    food_manager: User
    food_marketer: User
    food_head: User

    @property
    def everyone(self) -> list[User]:
        return [value for name in self.__slots__ if isinstance(value := getattr(self, name), User)]


def make_house(name: str) -> House:
    unit = create_unit(None, name)
    # As this company has decided: showings carry names without asking. Tests of consent ask for it.
    Purpose.objects.filter(unit=unit, slides=True).update(basis=Purpose.Basis.INTEREST)
    top = create_team(None, unit, "Sales")
    north = create_team(None, unit, "North", parent=top)
    south = create_team(None, unit, "South", parent=top)
    return House(
        unit=unit,
        top=top,
        north=north,
        south=south,
        north_land=create_territory(None, north, "North coast"),
        south_land=create_territory(None, south, "South hills"),
        group=create_group(None, unit, "Everybody"),
    )


def person(name: str, role: str, unit: Unit | None = None, team: Team | None = None) -> UserData:
    email = f"{name.lower().replace(' ', '.')}@krug.test"
    return UserData(email=email, name=name, role=role, unit=unit, team=team, hashed=hashed(), language="en")


def make_cast() -> Cast:
    pharma, food = make_house("Pharma"), make_house("Food")
    one, two = pharma.unit, food.unit
    people = {
        "admin": person("Admin", Role.ADMIN),
        "rita": person("Rita", Role.REP, one, pharma.north),
        "roma": person("Roma", Role.REP, one, pharma.south),
        "nina": person("Nina", Role.MANAGER, one, pharma.north),
        "sam": person("Sam", Role.MANAGER, one, pharma.south),
        "boss": person("Boss", Role.MANAGER, one, pharma.top),
        "marketer": person("Marketer", Role.MARKETER, one),
        "head": person("Head", Role.HEAD, one),
        "agent": person("Agent", Role.AGENT, one),
        "production": person("Production", Role.PRODUCTION, one),
        "integrator": person("Integrator", Role.INTEGRATOR, one),
        "food_rep": person("Food rep", Role.REP, two, food.north),
        "food_manager": person("Food manager", Role.MANAGER, two, food.north),
        "food_marketer": person("Food marketer", Role.MARKETER, two),
        "food_head": person("Food head", Role.HEAD, two),
    }
    made = dict(zip(people, create_users(None, list(people.values())), strict=True))
    assign_territory(None, pharma.north_land, made["rita"])
    assign_territory(None, pharma.south_land, made["roma"])
    assign_territory(None, food.north_land, made["food_rep"])
    join_group_many(None, pharma.group, [made["rita"], made["roma"]])
    join_group_many(None, food.group, [made["food_rep"]])
    fresh = User.objects.in_bulk([user.id for user in made.values()])
    return Cast(pharma=pharma, food=food, **{name: fresh[user.id] for name, user in made.items()})


def client_of(user: User | None, *, enforce_csrf_checks: bool = False) -> Client:
    """A browser where the user is signed in (None: nobody)."""
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    if user is not None:
        client.force_login(user)
    return client


Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""Of each table that has any: its columns and rows."""


@pytest.fixture(scope="session")
def cast_once() -> list[tuple[Cast, Rows]]:
    """The cast as the actions made it, when the first test of this worker asked for it."""
    return []


@pytest.fixture
def cast(db: None, cast_once: list[tuple[Cast, Rows]]) -> Cast:
    """Made by the actions once a worker, then put back row by row: hundreds of statements would be a quarter
    of the time of all tests.
    """
    if not cast_once:
        with transaction.atomic():
            before = _rows()
            made = make_cast()
            cast_once.append((made, _added(before, _rows())))
            transaction.set_rollback(True)
    made, rows = cast_once[0]
    # What was kept of the same people in another test is of another world.
    scopes._cache.clear()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, lines) in rows.items():
            names = ", ".join(map(connection.ops.quote_name, columns))
            holes = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", lines)
    return deepcopy(made)


def _rows() -> Rows:
    found: Rows = {}
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = [it[0] for it in cursor.description], [*map(tuple, cursor.fetchall())]
    return found


def _added(before: Rows, after: Rows) -> Rows:
    added: Rows = {}
    for table, (columns, lines) in after.items():
        old = before[table][1]
        assert lines[: len(old)] == old, f"{table}: the cast may add rows and change none"
        if lines[len(old) :]:
            added[table] = columns, lines[len(old) :]
    return added


@pytest.fixture
def sign_in() -> Callable[[User | None], Client]:
    return client_of
