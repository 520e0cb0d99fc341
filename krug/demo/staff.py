"""The company's own people: units, teams, territories, sign-ins."""

from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password

from krug.access.actions.assign_territory import assign_territory
from krug.access.actions.create_user import UserData, create_users
from krug.access.actions.house import create_group, create_team, create_territory, create_unit
from krug.access.actions.join_group import join_group_many
from krug.access.models import Group, Role, Team, Territory, Unit, User
from krug.demo.models import DemoRow
from krug.demo.names import a_name
from krug.demo.places import MOSCOW, REGIONS

PASSWORD = "krug-demo-2026"  # noqa: S105
DOMAIN = "demo.krug"
UNIT, SECOND_UNIT = "Кардиология (демо)", "Дерматология (демо)"
SECOND_TERRITORIES = ("Нижний Новгород", "Владимир")


@dataclass(frozen=True, slots=True)
class Staff:
    """`territories` and `reps` in the order of the regions; `second`: the same of the small unit."""

    unit: Unit
    head: User
    marketer: User
    territories: list[Territory]
    reps: list[User]
    time_zones: list[str]
    group: Group
    second: "Second"


@dataclass(frozen=True, slots=True)
class Second:
    unit: Unit
    manager: User
    territories: list[Territory]
    reps: list[User]


def hire(random: Random) -> Staff:
    hashed = make_password(PASSWORD)
    unit = create_unit(None, UNIT)
    sales = create_team(None, unit, "Продажи")
    teams = [create_team(None, unit, region.name, parent=sales) for region in REGIONS]
    territories = [
        create_territory(None, team, name)
        for team, region in zip(teams, REGIONS, strict=True)
        for name, _towns in region.territories
    ]
    group = create_group(None, unit, "Медицинские представители")
    zones = [region.time_zone for region in REGIONS for _territory in region.territories]
    wanted = [*_office(random, unit, sales, hashed), *_field(random, teams, zones, hashed)]
    made = create_users(None, wanted)
    by_mail = {user.email.partition("@")[0]: user for user in made}
    reps = [user for user in made if user.role == Role.REP]
    for territory, rep in zip(territories, reps, strict=True):
        assign_territory(None, territory, rep)
    join_group_many(None, group, [user for user in made if user.role in (Role.REP, Role.MANAGER)])
    _register(unit)
    second = _second(random, hashed)
    _admin(random, hashed)
    return Staff(unit, by_mail["head"], by_mail["marketer"], territories, reps, zones, group, second)


def _office(random: Random, unit: Unit, sales: Team, hashed: str) -> list[UserData]:
    roles = {
        "manager": Role.MANAGER,
        "marketer": Role.MARKETER,
        "marketer-2": Role.MARKETER,
        "head": Role.HEAD,
        "agent": Role.AGENT,
    }
    return [
        _person(random, box, role, hashed, unit, sales if role == Role.MANAGER else None)
        for box, role in roles.items()
    ]


def _field(random: Random, teams: list[Team], zones: list[str], hashed: str) -> list[UserData]:
    """Each region's manager, then its ten reps; the first of all reps has the memorable address."""
    people = []
    size = len(zones) // len(teams)
    for at, team in enumerate(teams):
        zone = zones[at * size]
        box = f"manager-{at + 1}"
        people.append(_person(random, box, Role.MANAGER, hashed, team.unit, team, zone))
        for number in range(at * size, at * size + size):
            box = f"rep-{number + 1}" if number else "rep"
            people.append(_person(random, box, Role.REP, hashed, team.unit, team, zone))
    return people


def _second(random: Random, hashed: str) -> Second:
    unit = create_unit(None, SECOND_UNIT)
    team = create_team(None, unit, "Приволжье")
    territories = [create_territory(None, team, name) for name in SECOND_TERRITORIES]
    wanted = [_person(random, "derma-manager", Role.MANAGER, hashed, unit, team)]
    wanted += [_person(random, f"derma-rep-{at + 1}", Role.REP, hashed, unit, team) for at in range(2)]
    manager, *reps = create_users(None, wanted)
    for territory, rep in zip(territories, reps, strict=True):
        assign_territory(None, territory, rep)
    _register(unit)
    return Second(unit, manager, territories, reps)


def _admin(random: Random, hashed: str) -> None:
    """A known password that opens every unit is made only where no real person works yet."""
    units = DemoRow.objects.filter(kind=DemoRow.Kind.UNIT).values("row")
    if not User.objects.exclude(unit__in=units).exists():
        (admin,) = create_users(None, [_person(random, "admin", Role.ADMIN, hashed)])
        DemoRow.objects.create(kind=DemoRow.Kind.USER, row=admin.id)


def _person(
    random: Random,
    box: str,
    role: str,
    hashed: str,
    unit: Unit | None = None,
    team: Team | None = None,
    zone: str = MOSCOW,
) -> UserData:
    name = a_name(random, 0.6)
    return UserData(
        email=f"{box}@{DOMAIN}",
        name=f"{name.first} {name.last}",
        role=role,
        unit=unit,
        team=team,
        hashed=hashed,
        time_zone=zone,
    )


def _register(unit: Unit) -> None:
    DemoRow.objects.create(kind=DemoRow.Kind.UNIT, row=unit.id)
