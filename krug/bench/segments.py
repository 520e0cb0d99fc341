"""Twenty typical segments: how soon each is counted at first, and how soon a touch moves its customer.

On PostgreSQL, beside the same questions in plain SQL in the same run; both must count the same. Afterwards
ten thousand touches of all kinds come, and who entered and left must be what a full recount says.
The company of the full size is made once and kept (half an hour); `chrt -r 1` before the command then puts
what is measured, the database with it, before other work of the machine.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from krug.bench.apart import installation, probe
from krug.bench.metric import Metric
from krug.bench.postgres import Cluster

SIZES = {True: (10_000, 100_000, 1), False: (1_000_000, 20_000_000, 3)}
"""Persons, touches, counts of each segment."""


def run(quick: bool) -> list[Metric]:
    size = tuple(int(it) for it in os.environ.get("SEGMENTS_SIZE", "").split("x") if it) or SIZES[quick]
    with _installation(quick, size) as environ:
        environ["DJANGO_SETTINGS_MODULE"] = "krug.site.settings"
        seen = probe("krug.bench.segments_probe", environ, *map(str, size))
    of = f"{size[0]:,} persons, {size[1]:,} touches"
    name, slowest = seen["slowest"]
    return [
        Metric(f"first count of a segment, p95, {of}", seen["p95"], "s", "< 1", seen["p95"] < 1),
        Metric("the same in CPU time, p95", seen["cpu_p95"], "CPU-s"),
        Metric("first count, median", seen["median"], "s"),
        Metric(f"slowest: {name}", slowest, "s"),
        _beside("CPU of twenty counts against plain SQL", seen["ratio"]),
        _beside("wall time of the same", seen["wall_ratio"]),
        Metric("100 touches to members moved, 20 segments", seen["moved"], "s", "< 5", seen["moved"] < 5),
        Metric(f"{seen['came']:,} touches, late and retracted too, to members moved", seen["stormed"], "s"),
        Metric("moves by these", seen["moves"], "moves"),
        Metric("of 20 segments: members or moves unlike a full recount", seen["wrong"], "segments", "0",
               seen["wrong"] == 0),
        Metric("members of 20 segments counted at first", seen["first_keep"], "s"),
        Metric("most memory of the process", seen["memory"], "GB", "≤ 6", seen["memory"] <= 6),
        Metric("company written by SQL", seen["generated"], "s"),
        Metric("reading copy written", seen["exported"], "s"),
    ]  # fmt: skip


@contextmanager
def _installation(quick: bool, size: tuple[int, ...]) -> Iterator[dict[str, str]]:
    if not quick:
        with installation("postgresql", f"segments-{size[0]}x{size[1]}") as environ:
            yield environ
        return
    with tempfile.TemporaryDirectory(prefix="krug-bench-") as home, Cluster() as cluster:
        yield {"KRUG_HOME": home, "KRUG_DATABASE": cluster.url("krug")}


def _beside(name: str, ratio: float) -> Metric:
    return Metric(name, ratio, "times", None, None, "the same in PostgreSQL", ratio)
