"""Counts twenty typical segments and keeps them live, in an installation of its own; prints JSON."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any


def main(persons: int, touches: int, rounds: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from krug.access.models import User
    from krug.analysis import actions
    from krug.bench.segments_company import make

    now = time.time_ns() // 1000
    spent = {"generated": seconds(lambda: make(persons, touches, now))[0]}
    head = User.objects.get(email="head@bench.example")
    spent["exported"] = seconds(lambda: (actions.export(), actions.compact(datetime.now(UTC).date())))[0]
    counted = _counts(head, now, rounds)
    return spent | counted | _live(head, now, persons)


def _counts(head: Any, now: int, rounds: int) -> dict[str, Any]:
    from krug.access.scopes import scope_ids
    from krug.bench.segments_plain import condition, plain_count, typical
    from krug.segments.evaluate import count_and_sample

    ours, theirs, slowest = [], [], ("", 0.0)
    scopes = sorted(scope_ids(head, "person"))
    for name, tests, mode in typical(now):
        meant, plain = condition(tests, mode), plain_count(head.unit_id or 0, tests, mode, scopes)
        times = []
        for _ in range(rounds):
            took, (count, _sample) = seconds(partial(count_and_sample, head, head.unit_id, meant, now))
            times.append(took)
        took, right = seconds(plain)
        if count != right:
            raise SystemExit(f"{name}: {count} persons, plain SQL counts {right}")
        theirs.append(min(took, seconds(plain)[0]) if rounds > 1 else took)
        ours += times
        slowest = max(slowest, (name, max(times)), key=lambda it: it[1])
        print(f"  {name}: {count:,}, {min(times):.2f} s, plain {theirs[-1]:.2f} s", file=sys.stderr)
    firsts = sum(ours) / rounds
    return {
        "p95": at(ours, 0.95),
        "median": at(ours, 0.5),
        "ours": firsts,
        "plain": sum(theirs),
        "slowest": slowest,
    }


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


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
