"""SIGKILL at each named point of an export and a compaction: a valid copy stays, and the next export goes
on.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from krug.analysis import actions, manifest
from krug.site import faults
from krug.touches.actions import append
from tests.analysis.state import everything, exported
from tests.touches.make import NOW, shown

pytestmark = pytest.mark.django_db(transaction=True)
POINTS = ("file_half_written", "files_written", "manifest_written", "pointer_moved")
# Another process, with this test's folder for its home and this test's log for its own.
CHILD = """
import sys
from datetime import date
import django
django.setup()
from krug.analysis import actions
actions.export() if sys.argv[1] == "export" else actions.compact(date(2027, 1, 1))
"""


def kill_at(point: str, verb: str, folder: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")}
    env |= {
        "KRUG_HOME": str(folder.parent),
        "KRUG_DATABASE": log_of(folder.parent),
        "KRUG_FAULT": f"export.{point}",
    }
    command = [sys.executable, "-c", CHILD, verb]
    ended = subprocess.run(
        command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert (folder.parent / "fault-hit").read_text() == f"export.{point}"


def log_of(home: Path) -> str:
    """The child's KRUG_DATABASE. A test's SQLite is in memory: it is handed over as a file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(home / "krug.sqlite3")])
        return ""
    it = connection.settings_dict
    return f"postgresql://{it['USER']}:{it['PASSWORD']}@{it['HOST']}:{it['PORT']}/{it['NAME']}"


@pytest.mark.parametrize("point", POINTS)
def test_an_export_killed(point: str, folder: Path) -> None:
    append([shown(at=NOW - day * 86_400_000_000) for day in range(3)], "user:1")
    actions.export()
    append([shown() for _ in range(2)], "user:1")
    before = everything(folder)
    kill_at(point, "export", folder)
    assert everything(folder) == before
    assert exported(folder) == (5 if point == "pointer_moved" else 3)
    actions.export()
    assert (exported(folder), everything(folder)) == (5, before)
    actions.sweep(time.time() + 5, keep=0)
    assert everything(folder) == before


@pytest.mark.parametrize("point", POINTS)
def test_a_compaction_killed(point: str, folder: Path) -> None:
    for _ in range(3):
        append([shown()], "user:1")
        actions.export()
    before = everything(folder)
    kill_at(point, "compact", folder)
    assert (everything(folder), exported(folder)) == (before, 3)
    actions.sweep(time.time() + 5, keep=0)
    assert everything(folder) == before
    assert len(manifest.current(folder).of_table("touch")) == (1 if point == "pointer_moved" else 3)


def test_every_point_of_an_export_is_killed_at() -> None:
    assert {point for point in faults.POINTS if point.startswith("export.")} == {
        f"export.{point}" for point in POINTS
    }
