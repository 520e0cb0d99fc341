"""Counts twenty typical segments and keeps them live, in an installation of its own; prints JSON."""

import json
import random
import resource
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

DAY = 86_400_000_000
STORM = 10_000
"""Touches that come at once; of a small company a hundredth of what it has."""


def main(persons: int, touches: int, rounds: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from krug.access.models import User
    from krug.analysis import actions

    took = _made(persons, touches)
    head = User.objects.get(email="head@bench.example")
    now = time.time_ns() // 1000
    # What an earlier run has left behind it.
    actions.export()
    counted = _counts(head, now, rounds)
    lived = _live(head, now, persons)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return (
        took
        | counted
        | lived
        | _storm(head.unit_id or 0, persons, min(STORM, touches // 100))
        | {"memory": memory}
    )


def _made(persons: int, touches: int) -> dict[str, float]:
    """The company and its reading copy, unless an earlier run made them: then what that one took."""
    from django.conf import settings

    from krug.access.models import User
    from krug.bench.segments_company import make
    from krug.bench.segments_copy import write

    path = Path(settings.KRUG_HOME) / "made.json"
    if path.exists():
        made: dict[str, float] = json.loads(path.read_text())
        return made
    now = time.time_ns() // 1000
    took = {"generated": 0.0}
    if not User.objects.filter(email="head@bench.example").exists():
        took["generated"] = seconds(lambda: make(persons, touches, now))[0]
    took["exported"] = seconds(lambda: write(settings.READING_DIR))[0]
    path.write_text(json.dumps(took))
    return took


def _counts(head: Any, now: int, rounds: int) -> dict[str, Any]:
    from django.db import connection

    from krug.access.scopes import scope_ids
    from krug.bench.segments_plain import condition, plain_count, typical
    from krug.segments.conditions import Asked
    from krug.segments.evaluate import count_and_sample

    with connection.cursor() as cursor:
        # As given it is 4 MB: «not in» a million persons would then be looked for one by one, for hours.
        cursor.execute("SET work_mem = '512MB'")
    ours: list[Took] = []
    theirs: list[Took] = []
    slowest = ("", 0.0)
    scopes = sorted(scope_ids(head, "person"))
    for name, tests, mode in typical(now):
        meant, plain = condition(tests, mode), plain_count(head.unit_id or 0, tests, mode, scopes)
        times = []
        for _ in range(rounds):
            took, (count, _sample) = spent(
                partial(count_and_sample, head, head.unit_id, Asked("person", meant), now)
            )
            times.append(took)
        took, right = spent(plain)
        if count != right:
            raise SystemExit(f"{name}: {count} persons, plain SQL counts {right}")
        # Of a large company once: there a second time is not much faster.
        theirs.append(took if took.wall > 1 else min(took, spent(plain)[0]))
        ours += times
        slowest = max(slowest, (name, max(it.wall for it in times)), key=lambda it: it[1])
        print(f"  {name}: {count:,}, {min(times)}, plain {theirs[-1]}", file=sys.stderr)
    wall, cpu = [it.wall for it in ours], [it.cpu for it in ours]
    ratio = sum(cpu) / rounds / sum(it.cpu for it in theirs)
    return {
        "p95": at(wall, 0.95), "median": at(wall, 0.5), "cpu_p95": at(cpu, 0.95), "ratio": ratio,
        "wall_ratio": sum(wall) / rounds / sum(it.wall for it in theirs), "slowest": slowest,
    }  # fmt: skip


def _live(head: Any, now: int, persons: int) -> dict[str, float]:
    """All twenty stored; then touches of a hundred customers at once."""
    from krug.bench.segments_plain import condition, typical
    from krug.segments.actions import create_segment
    from krug.segments.keep import keep
    from krug.segments.models import Mark, Segment, SegmentMember, SegmentMove
    from krug.touches.actions import append

    Mark.objects.all().delete()
    SegmentMove.objects.all().delete()
    SegmentMember.objects.all().delete()
    Segment.objects.all().delete()
    for name, tests, mode in typical(now):
        create_segment(head, name, condition(tests, mode))
    first = seconds(lambda: keep(now))[0]
    moved = []
    for number in range(3):
        append(
            [_clicked(1 + (number * 977 + row * 7919) % persons, now) for row in range(100)], "source:bench"
        )
        moved.append(seconds(lambda: keep(now))[0])
        print(f"  100 touches: {moved[-1]:.2f} s", file=sys.stderr)
    return {"first_keep": first, "moved": max(moved)}


def _clicked(identity: int, at: int) -> Any:
    from krug.site.ids import uuid7
    from krug.touches.touch import Touch
    from krug.touches.words import Channel, Direction, Verb

    verb = Verb.CLICKED if at % 3 else Verb.PURCHASED
    bought: dict[str, Any] = (
        {"amount": Decimal(at % 9000), "currency": "RUB"} if verb == Verb.PURCHASED else {}
    )
    data = {"address": "x"} if verb == Verb.CLICKED else {}
    return Touch(uuid7(), at, identity, Channel.SITE, Direction.IN, verb, data=data, **bought)


def _storm(unit: int, persons: int, count: int) -> dict[str, float]:
    """Touches of any day, some of them and of old ones retracted: are members what they must be?"""
    import numpy as np

    from krug.segments.evaluate import members
    from krug.segments.keep import keep
    from krug.segments.models import Segment, SegmentMember, SegmentMove
    from krug.touches.actions import append, retract

    dice, now = random.Random(7), time.time_ns() // 1000
    keep(now)

    def held(segment: Any) -> Any:
        rows = SegmentMember.objects.filter(segment=segment).values_list("person", flat=True)
        return np.sort(np.fromiter(rows.iterator(50_000), np.int64))

    segments = list(Segment.objects.order_by("id"))
    before = {one.pk: held(one) for one in segments}
    last = SegmentMove.objects.order_by("-id").values_list("id", flat=True).first() or 0
    touches = [
        _clicked(dice.randint(1, persons), now - dice.randrange(400 * DAY) * (number % 2))
        for number in range(count)
    ]
    append(touches, "source:bench")
    known = dice.sample(touches, count // 20)
    retract([touch.id for touch in known] + _some_ids(count // 20), "source:bench", "sample")
    took = seconds(lambda: keep(now))[0]
    wanted = members(unit, {one.uid: one.asked for one in segments}, now)
    wrong = 0
    for one in segments:
        right = np.sort(np.fromiter(wanted[one.uid], np.int64))
        moves = SegmentMove.objects.filter(segment=one, id__gt=last).values_list("person", "entered")
        entered = np.sort(np.fromiter((person for person, came in moves if came), np.int64))
        left = np.sort(np.fromiter((person for person, came in moves if not came), np.int64))
        wrong += not (
            np.array_equal(held(one), right)
            and np.array_equal(entered, np.setdiff1d(right, before[one.pk]))
            and np.array_equal(left, np.setdiff1d(before[one.pk], right))
        )
    return {
        "came": count,
        "stormed": took,
        "wrong": wrong,
        "moves": SegmentMove.objects.filter(id__gt=last).count(),
    }


def _some_ids(count: int) -> list[UUID]:
    """Of touches that have been there long."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM touch TABLESAMPLE SYSTEM (0.05) LIMIT %s", [count])
        return [row[0] for row in cursor.fetchall()]


class Took(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} s ({self.cpu:.2f} CPU-s)"


def spent(work: Callable[[], Any]) -> tuple[Took, Any]:
    from krug.bench.cpu import measured

    with measured() as cpu:
        wall, answer = seconds(work)
    return Took(wall, cpu.both / 1000), answer


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
