"""Looks at figures of the demo company (105,000 touches): CPU-ms a request, application and database."""

import subprocess
import sys
from datetime import UTC, datetime

from krug.bench.apart import DATABASES, environment, installation, probe
from krug.bench.metric import Metric

GOAL = 100.0
NAMES = {
    "deck": "a deck's figures",
    "today": "head's Today",
    "report": "report of a unit, 13 weeks",
}


def run(quick: bool) -> list[Metric]:
    """The company's days are counted from the day it is loaded: each day has one of its own."""
    metrics = []
    for database in DATABASES[:1] if quick else DATABASES:
        with installation(database, f"figures-{datetime.now(UTC).date()}") as environ:
            for command in ("migrate", "demo load"):
                subprocess.run(
                    [sys.executable, "-m", "krug", *command.split()],
                    env=environment(environ),
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
            seen = probe("krug.bench.figures_probe", environ, "3" if quick else "15")
        for page, value in seen.items():
            name = f"{NAMES[page]} ({database})"
            metrics.append(Metric(name, round(value, 1), "CPU-ms", f"≤ {GOAL:g}", value <= GOAL))
    return metrics
