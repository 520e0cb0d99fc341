"""SIGKILL at each named point of an export and a compaction: a valid copy stays, and the next export goes
on.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from krug.analysis import actions, manifest
from krug.touches.actions import append
from tests.analysis.state import everything, exported
from tests.touches.make import NOW, shown

pytestmark = pytest.mark.django_db(transaction=True)
POINTS = ("file_half_written", "files_written", "manifest_written", "pointer_moved")
# The child reads the parent's log through a file: a test's own database is not another process' to open.
CHILD = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from krug.analysis import actions, fault
from datetime import date

point, verb, folder, database = sys.argv[1:]
settings.READING_DIR = Path(folder)
settings.DATABASES["default"]["NAME"] = database
def hook(name):
    if name == point:
        os.kill(os.getpid(), signal.SIGKILL)
fault.hook = hook
actions.export() if verb == "export" else actions.compact(date(2027, 1, 1))
"""


def kill_at(point: str, verb: str, folder: Path, database: str) -> None:
    command = [sys.executable, "-c", CHILD, point, verb, str(folder), database]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A name under which another process finds this log."""
    if connection.vendor == "postgresql":
        return str(connection.settings_dict["NAME"])
    return str(tmp_path / "log.sqlite3")


def hand_over(database: str) -> None:
    if connection.vendor == "sqlite":
        Path(database).unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [database])


@pytest.mark.parametrize("point", POINTS)
def test_an_export_killed(point: str, folder: Path, database: str) -> None:
    append([shown(at=NOW - day * 86_400_000_000) for day in range(3)], "user:1")
    actions.export()
    append([shown() for _ in range(2)], "user:1")
    before = everything(folder)
    hand_over(database)
    kill_at(point, "export", folder, database)
    assert everything(folder) == before
    assert exported(folder) == (5 if point == "pointer_moved" else 3)
    actions.export()
    assert (exported(folder), everything(folder)) == (5, before)
    actions.sweep(time.time() + 5, keep=0)
    assert everything(folder) == before


@pytest.mark.parametrize("point", POINTS)
def test_a_compaction_killed(point: str, folder: Path, database: str) -> None:
    for _ in range(3):
        append([shown()], "user:1")
        actions.export()
    before = everything(folder)
    hand_over(database)
    kill_at(point, "compact", folder, database)
    assert (everything(folder), exported(folder)) == (before, 3)
    actions.sweep(time.time() + 5, keep=0)
    assert everything(folder) == before
    assert len(manifest.current(folder).of_table("touch")) == (1 if point == "pointer_moved" else 3)
