"""A million cards matched by the shipped model, in a process whose peak of memory is its own."""

import json
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krug.site.settings")
django.setup()

from krug.bench.doubles import Written, written  # noqa: E402
from krug.bench.labelled import traits_of  # noqa: E402
from krug.customers.matching.engine import Engine, Limits, table  # noqa: E402
from krug.customers.matching.grouping import Likely, joined  # noqa: E402
from krug.customers.matching.model import frozen  # noqa: E402

PART = 50_000


def measure(people: int) -> dict[str, float]:
    """Cards are written first and not measured; traits, keys, matching, grouping are. `seconds`: wall."""
    cards = written(people)
    truth, count = _truth(cards), len(cards)
    started, cpu = time.perf_counter(), time.process_time()
    pairs = _matched(cards)
    return {
        "cards": count,
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - cpu,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
        "pairs": len(pairs),
        "recall": len(pairs & truth) / len(truth),
    }


def _truth(cards: list[Written]) -> set[tuple[int, int]]:
    same: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(cards):
        same[one.truth].append(at)
    return {(a, b) for ids in same.values() for a in ids for b in ids if a < b}


def _matched(cards: list[Written]) -> set[tuple[int, int]]:
    """In parts, as cards of a database are read."""
    model = frozen("person")
    with tempfile.TemporaryDirectory() as spill:
        parts = []
        for at in range(0, len(cards), PART):
            some = cards[at : at + PART]
            parts.append(table("person", (traits_of(at + n, one) for n, one in enumerate(some))))
        cards.clear()
        engine = Engine("person", parts, Limits(memory="3GB", folder=spill))
        parts.clear()
        found = engine.match(model, model.ask)
        engine.close()
    ids = zip(found["id_l"].to_pylist(), found["id_r"].to_pylist(), strict=True)
    pairs = [(min(left, right), max(left, right)) for left, right in ids]
    joined(Likely(*pair, p) for pair, p in zip(pairs, found["probability"].to_pylist(), strict=True))
    return set(pairs)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
