"""How fast touches are taken: rows/s of `append` beside a plain executemany, on both databases.

Batches of 1,000, alternating between the two in one table with all its indexes, so that a busy machine or a
growing table hurts both alike.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from krug.bench.metric import Metric
from krug.bench.postgres import Cluster

BATCH = 1000
ROWS = {True: 30_000, False: 300_000}
GOAL = 0.5
AUTHOR = "device:0190b2c4-7a7e-7c2e-8b43-0a1b2c3d4e5f"


def run(quick: bool) -> list[Metric]:
    found = _metrics("SQLite", _measured("", quick))
    with Cluster() as cluster:
        return found + _metrics("PostgreSQL", _measured(cluster.url("krug"), quick))


def _metrics(database: str, seen: dict[str, float]) -> list[Metric]:
    ratio = seen["append"] / seen["plain"]
    name = f"touches appended, {database}"
    goal = f"≥ {GOAL:.0%} of executemany"
    return [
        Metric(name, seen["append"], "rows/s", goal, ratio >= GOAL, "plain executemany", ratio),
        Metric(f"plain executemany, {database}", seen["plain"], "rows/s"),
        Metric(f"the same touches again, {database}", seen["again"], "rows/s"),
    ]


def _measured(database: str, quick: bool) -> dict[str, float]:
    """In a process of its own, since settings of a database hold for a process."""
    with tempfile.TemporaryDirectory(prefix="krug-bench-") as home:
        env = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")}
        env |= {"KRUG_HOME": home, "KRUG_DATABASE": database, "DJANGO_SETTINGS_MODULE": "krug.site.settings"}
        command = [sys.executable, "-m", "krug.bench.append", str(ROWS[quick])]
        answer = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    seen: dict[str, float] = json.loads(answer.stdout)
    return seen


def _child(total: int) -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from krug.touches import rules, store
    from krug.touches.actions import append

    spent = {"append": 0.0, "plain": 0.0, "again": 0.0}
    chance = random.Random(1)
    as_id = store.current().as_id
    for _ in range(total // BATCH):
        ours, theirs = touches(chance), touches(chance)
        now = time.time_ns() // 1000
        rows = rules.rows(theirs, AUTHOR, now, as_id)[0]
        spent["append"] += _seconds(append, ours, AUTHOR)
        spent["plain"] += _seconds(_plain, rows)
        spent["again"] += _seconds(append, ours, AUTHOR)
    return {name: total / seconds for name, seconds in spent.items()}


def _plain(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection, transaction

    from krug.touches.rules import COLUMNS

    mark = "?" if connection.vendor == "sqlite" else "%s"
    marks = ", ".join([mark] * len(COLUMNS))
    with transaction.atomic():
        cursor = connection.connection.cursor()
        cursor.executemany(f"INSERT INTO touch ({', '.join(COLUMNS)}) VALUES ({marks})", rows)


def _seconds(work: Callable[..., object], *args: object) -> float:
    started = time.perf_counter()
    work(*args)
    return time.perf_counter() - started


def touches(chance: random.Random) -> list[Any]:
    """A batch as a day of visits leaves it: one listener each, about six slides, a reaction now and then."""
    from krug.site.ids import uuid7
    from krug.touches.touch import Touch
    from krug.touches.words import Channel, Direction, Verb

    made: list[Touch] = []
    while len(made) < BATCH:
        visit, at = uuid7(), time.time_ns() // 1000 - chance.randrange(10**13)
        about: dict[str, Any] = {"identity": chance.randrange(1, 100_000), "staff": chance.randrange(1, 40)}
        about |= {"at": at, "organisation": chance.randrange(1, 900), "episode": visit}
        about |= {
            "channel": Channel.VISIT,
            "cause_kind": "version",
            "cause_id": str(visit),
            "object_kind": "slide",
        }
        for number in range(1, 7):
            about["object_id"] = str(uuid7())
            data = {"number": number, "order": number, "exit": number == 6, "rule": 1}
            seconds = chance.uniform(2, 90)
            made.append(
                Touch(uuid7(), direction=Direction.OUT, verb=Verb.SHOWN, seconds=seconds, data=data, **about)
            )
            if chance.random() < 0.3:
                emotion = chance.choice((100, -100))
                made.append(
                    Touch(uuid7(), direction=Direction.IN, verb=Verb.REACTED, emotion=emotion, **about)
                )
    return made[:BATCH]


if __name__ == "__main__":
    print(json.dumps(_child(int(sys.argv[1]))))
