"""A migrated SQLite database kept between runs: a hundred migrations cost half a minute of each run.

Of these migrations alone: another one, or another DDL, makes another. Migrations are still asked to run,
and find nothing to do.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "test-databases"
MADE_OF = ("krug/*/migrations/*.py", "krug/customers/store*.py", "krug/touches/*.py", "krug/site/settings.py")
"""Migrations, and what they take from the rest of the code."""


def template() -> Path:
    digest = hashlib.sha256(django.__version__.encode())
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return KEPT / f"{digest.hexdigest()[:24]}.sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Before the tests' database is made: what is kept is poured into its memory."""
    kept = template()
    if connection.vendor != "sqlite" or not kept.exists():
        yield
        return
    # A database in memory lives as long as somebody holds it.
    with (
        closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as held,
        closing(sqlite3.connect(kept)) as stored,
    ):
        stored.backup(held)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    kept = template()
    if connection.vendor != "sqlite" or kept.exists():
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), closing(sqlite3.connect(draft)) as stored:  # type: ignore[attr-defined]
        connection.ensure_connection()
        connection.connection.backup(stored)
    draft.replace(kept)
    for old in sorted(KEPT.glob("*.sqlite"), key=lambda path: path.stat().st_mtime)[:-4]:
        old.unlink(missing_ok=True)
