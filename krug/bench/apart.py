"""A measurement in a process and an installation of its own, made once and kept."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from krug.bench.postgres import Cluster

DATABASES = ("sqlite", "postgresql")
# What is counted is counted, but nobody is stopped for it.
UNHELD = {"KRUG_SECOND_FACTOR": "offered", "KRUG_MASS_VIEWING": "999999999"}


def kept() -> Path:
    """The folder of kept data: outside KRUG_HOME, since PostgreSQL runs as another user and must reach it."""
    return Path(tempfile.gettempdir()) / f"krug-bench-{os.getuid()}"


@contextmanager
def installation(database: str, name: str) -> Iterator[dict[str, str]]:
    """The environment of a kept installation on that database."""
    home = kept() / f"{database}-{name}"
    if database == "sqlite":
        yield {"KRUG_HOME": str(home), "KRUG_DATABASE": ""}
        return
    with Cluster(kept() / f"cluster-{name}") as cluster:
        yield {"KRUG_HOME": str(home), "KRUG_DATABASE": cluster.url("krug")}


def environment(environ: dict[str, str]) -> dict[str, str]:
    """What a process of that installation is given: nothing of ours."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")}
    return {**clean, **UNHELD, "KRUG_LOG_LEVEL": "WARNING", **environ}


def probe(module: str, environ: dict[str, str], *args: str) -> Any:
    """Runs `python -m module args` there and returns the JSON of its last line. Its stderr is shown."""
    result = subprocess.run(
        [sys.executable, "-m", module, *args],
        env=environment(environ),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(result.stdout.strip().splitlines()[-1])
