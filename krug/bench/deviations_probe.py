"""Run by krug.bench.deviations in an installation of its own: `deals events` → JSON of what was measured."""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from krug.access.actions.create_user import UserData, create_users  # noqa: E402
from krug.access.actions.house import (  # noqa: E402
    create_team,
    create_territory,
    create_unit,
)
from krug.access.models import User  # noqa: E402
from krug.bench.cpu import measured  # noqa: E402
from krug.bench.deviations_planted import CONTRACT, Planted, planted  # noqa: E402
from krug.customers.actions.create import create_persons  # noqa: E402
from krug.customers.data import PersonData  # noqa: E402
from krug.customers.models import Person  # noqa: E402
from krug.customers.queries import card_identities  # noqa: E402
from krug.sales.actions import create_method, load_deals, open_deals, publish  # noqa: E402
from krug.sales.data import DealData  # noqa: E402
from krug.sales.models import Deal, DealDeviation, DealMark  # noqa: E402
from krug.sales.watch import watch  # noqa: E402
from krug.site.clock import micros  # noqa: E402
from krug.site.ids import uuid7  # noqa: E402
from krug.touches.actions import append  # noqa: E402
from krug.touches.touch import Touch  # noqa: E402
from krug.touches.words import Channel, Direction, Verb  # noqa: E402

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
ONES = 40


def main() -> None:
    deals, events = (int(it) for it in sys.argv[1:3])
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    owner, people = house(2 * deals)
    known, running = people[:deals], people[deals:]
    answer = judged(owner, known) | followed(owner, running, events)
    print(json.dumps(answer))


def house(count: int) -> tuple[User, list[Person]]:
    unit = create_unit(None, "Bench of deviations")
    team = create_team(None, unit, "All")
    land = create_territory(None, team, "Land")
    users = [
        UserData("head@bench.example", "Head", "head", unit, hashed="!"),
        UserData("rep@bench.example", "Rep", "rep", unit, team, hashed="!"),
    ]
    head, rep = create_users(None, users)
    publish(head, create_method(head, "Bench", CONTRACT))
    names = [PersonData(last_name=f"Buyer {n}", unit=unit.pk, territory=land.pk) for n in range(count)]
    create_persons(None, names)
    return rep, list(Person.objects.filter(unit=unit).order_by("id"))


def judged(owner: User, people: list[Person]) -> dict[str, Any]:
    """Deals with a known course: what is found of them against what was planted, by (deal, kind)."""
    rows = planted(owner, people)
    cards = card_identities(people)
    touches = [
        touch(cards[person.pk], call.at, owner, visit=call.visit)
        for person, row in zip(people, rows, strict=True)
        for call in row.calls
    ]
    append(touches, "source:bench")
    began = time.perf_counter()
    made = load_deals(None, [row.past for row in rows])
    took = time.perf_counter() - began
    watch(NOW)
    wanted = {(deal.pk, kind) for deal, row in zip(made, rows, strict=True) for kind in row.kinds}
    seen = set(DealDeviation.objects.filter(gone_at=None).values_list("deal", "kind"))
    told(made, rows, wanted, seen)
    return {
        "planted": len(wanted),
        "kinds": len({kind for _deal, kind in wanted}),
        "found": len(wanted & seen),
        "false": len(seen - wanted),
        "loaded": len(made) / took,
    }


def told(made: list[Deal], rows: list[Planted], wanted: set[Any], seen: set[Any]) -> None:
    """To whoever looks for the reason of a miss."""
    of = {deal.pk: sorted(row.kinds) for deal, row in zip(made, rows, strict=True)}
    for word, pairs in (("not found", wanted - seen), ("false alarm", seen - wanted)):
        for deal, kind in sorted(pairs)[:10]:
            print(f"  {word}: {kind} of a deal with {of.get(deal)}", file=sys.stderr)


def followed(owner: User, people: list[Person], events: int) -> dict[str, Any]:
    """Running deals to which events come: written down first, then worked off by the worker's own round."""
    opened = NOW - timedelta(days=3)
    open_deals(None, [DealData(person=one, owner=owner, opened_at=opened) for one in people])
    watch(NOW)
    cards = list(card_identities(people).values())
    many = [
        touch(card, opened + timedelta(hours=1 + number), owner, visit=number % 4 == 0)
        for number in range(events)
        for card in cards
    ]
    append(many, "source:bench")
    took, cpu = worked_off(NOW)
    append([touch(card, NOW - timedelta(minutes=5), owner) for card in cards], "source:bench")
    apart, _cpu = worked_off(NOW)
    ones = []
    for card in cards[:ONES]:
        began = time.perf_counter()
        append([touch(card, NOW - timedelta(minutes=1), owner, visit=True)], "source:bench")
        watch(NOW)
        ones.append((time.perf_counter() - began) * 1000)
    return {
        "events": len(many),
        "rate": len(many) / took,
        "cpu_rate": len(many) / (cpu / 1000),
        "alone": len(cards) / apart,
        "one": sorted(ones)[int(len(ones) * 0.95)],
    }


def worked_off(now: datetime) -> tuple[float, float]:
    """Seconds, and milliseconds of CPU."""
    with measured() as spent:
        began = time.perf_counter()
        watch(now)
        took = time.perf_counter() - began
    assert not DealMark.objects.exists()
    return took, spent.both


def touch(identity: int, at: datetime, owner: User, visit: bool = False) -> Touch:
    return Touch(
        id=uuid7(),
        at=micros(at),
        identity=identity,
        channel=Channel.VISIT if visit else Channel.CALL,
        direction=Direction.OUT,
        verb=Verb.VISITED if visit else Verb.CALLED,
        object_kind="visit" if visit else "",
        object_id=str(uuid7()) if visit else "",
        staff=owner.pk,
        seconds=20.0 if visit else None,
        data={"result": "agreed"} if visit else {"result": "answered"},
    )


if __name__ == "__main__":
    main()
