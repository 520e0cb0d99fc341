"""The engine of deviations: events a second it keeps up with, planted deviations found, false alarms.

On SQLite; with DEVIATIONS_DATABASE=postgresql on PostgreSQL. Made anew each time: what is judged must be new.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from krug.bench.apart import probe
from krug.bench.metric import Metric
from krug.bench.postgres import Cluster

SIZES = {True: (400, 20), False: (3_000, 20)}
"""Deals, events that come to each."""
GOAL = 1_000.0


def run(quick: bool) -> list[Metric]:
    size = tuple(int(it) for it in os.environ.get("DEVIATIONS_SIZE", "").split("x") if it) or SIZES[quick]
    database = os.environ.get("DEVIATIONS_DATABASE", "sqlite")
    with _installation(database) as environ:
        environ["DJANGO_SETTINGS_MODULE"] = "krug.site.settings"
        seen = probe("krug.bench.deviations_probe", environ, *map(str, size))
    of = f"{size[0]:,} deals, {database}"
    rate, alone = round(seen["rate"]), round(seen["alone"])
    lost, wrong = seen["planted"] - seen["found"], seen["false"]
    known = f"of {seen['planted']:,} of {seen['kinds']} kinds"
    goal = f"≥ {GOAL:g}"
    return [
        Metric(f"{seen['events']:,} events of {of}, judged", rate, "a second", goal, rate >= GOAL),
        Metric("the same by CPU time", round(seen["cpu_rate"]), "a CPU-second"),
        Metric("each event of another deal", alone, "a second", goal, alone >= GOAL),
        Metric("one event written and judged, p95", round(seen["one"], 1), "ms"),
        Metric(f"planted deviations not found, {known}", lost, "deviations", "0", lost == 0),
        Metric(f"false alarms among {of}", wrong, "deviations", "0", wrong == 0),
        Metric("deals loaded with their whole course", round(seen["loaded"]), "a second"),
    ]


@contextmanager
def _installation(database: str) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="krug-bench-") as home:
        if database == "sqlite":
            yield {"KRUG_HOME": home, "KRUG_DATABASE": ""}
            return
        with Cluster() as cluster:
            yield {"KRUG_HOME": home, "KRUG_DATABASE": cluster.url("krug")}
