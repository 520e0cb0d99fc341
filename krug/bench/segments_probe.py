"""Counts twenty typical segments and keeps them live, in an installation of its own; prints JSON."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple


def main(persons: int, touches: int, rounds: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from krug.access.models import User
    from krug.bench.segments_company import make

    now = time.time_ns() // 1000
    took = {"generated": seconds(lambda: make(persons, touches, now))[0]}
    head = User.objects.get(email="head@bench.example")
    took["exported"] = seconds(partial(_export, touches))[0]
    counted = _counts(head, now, rounds)
    return took | counted | _live(head, now, persons)


def _export(touches: int) -> None:
    """Until all is in files: a transaction of the database's own housekeeping may hold the mark back."""
    from django.conf import settings

    from krug.analysis import actions, manifest

    def exported() -> int:
        actions.export()
        return sum(file.rows for file in manifest.current(settings.READING_DIR).of_table("touch"))

    while exported() < touches:
        time.sleep(0.5)
    actions.compact(datetime.now(UTC).date())


def _counts(head: Any, now: int, rounds: int) -> dict[str, Any]:
    from krug.access.scopes import scope_ids
    from krug.bench.segments_plain import condition, plain_count, typical
    from krug.segments.evaluate import count_and_sample

    ours: list[Took] = []
    theirs: list[Took] = []
    slowest = ("", 0.0)
    scopes = sorted(scope_ids(head, "person"))
    for name, tests, mode in typical(now):
        meant, plain = condition(tests, mode), plain_count(head.unit_id or 0, tests, mode, scopes)
        times = []
        for _ in range(rounds):
            took, (count, _sample) = spent(partial(count_and_sample, head, head.unit_id, meant, now))
            times.append(took)
        took, right = spent(plain)
        if count != right:
            raise SystemExit(f"{name}: {count} persons, plain SQL counts {right}")
        theirs.append(min(took, spent(plain)[0]))
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
    from krug.site.ids import uuid7
    from krug.touches.actions import append
    from krug.touches.touch import Touch
    from krug.touches.words import Channel, Direction, Verb

    for name, tests, mode in typical(now):
        create_segment(head, name, condition(tests, mode))
    first = seconds(lambda: keep(now))[0]
    moved = []
    for number in range(3):
        append(
            [
                Touch(
                    uuid7(), now, 1 + (number * 977 + row * 7919) % persons, Channel.SITE, Direction.IN,
                    Verb.CLICKED, data={"address": "x"},
                )
                for row in range(100)
            ],
            "source:bench",
        )  # fmt: skip
        moved.append(seconds(lambda: keep(now))[0])
    return {"first_keep": first, "moved": max(moved)}


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
