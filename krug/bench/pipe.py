"""Board, pipe and funnel of deals with any cut, at many deals and a long journal: wall time of a page.

On SQLite; with PIPE_DATABASE=postgresql on PostgreSQL. The company of the full size is made once and kept.
"""

import os

from krug.bench.apart import installation, probe
from krug.bench.metric import Metric

SIZES = {True: (5_000, 125_000), False: (200_000, 5_000_000)}
"""Deals, events of their journals."""
GOAL = 300.0


def run(quick: bool) -> list[Metric]:
    size = tuple(int(it) for it in os.environ.get("PIPE_SIZE", "").split("x") if it) or SIZES[quick]
    database = os.environ.get("PIPE_DATABASE", "sqlite")
    with installation(database, f"pipe-{size[0]}x{size[1]}") as environ:
        seen = probe("krug.bench.pipe_probe", environ, *map(str, size), "8" if quick else "25")
    of = f"{size[0]:,} deals, {seen['events']:,} events, {database}"
    metrics = [
        metric
        for page, (p95, work) in seen["pages"].items()
        for metric in (
            Metric(f"{page}, p95, {of}", round(p95, 1), "ms", f"< {GOAL:g}", p95 < GOAL),
            Metric(f"{page}, median", round(work, 1), "CPU-ms"),
        )
    ]
    return [
        *metrics,
        Metric(f"stays of {size[0]:,} deals", seen["stays"], "rows"),
        Metric("reading copy written", round(seen["exported"], 1), "s"),
    ]
