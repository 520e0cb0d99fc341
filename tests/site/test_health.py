"""`/health` and `/ready`: what an administrator's watchman asks."""

import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from krug.behaviour.collector.spool import Request, Spool

WELL = {"database": "ok", "migrations": "ok", "home": "ok"}


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/ready")
    return answer.status_code, json.loads(answer.content)


def test_a_fit_installation(db: None, client: Client) -> None:
    assert ready(client) == (200, {"status": "ok", "parts": WELL, "notes": {}})
    assert client.get("/health").status_code == 200
    assert client.post("/ready").status_code == 405


def test_a_home_that_is_not_there(db: None, client: Client, settings: Any, tmp_path: Path) -> None:
    settings.KRUG_HOME = tmp_path / "gone"
    status, said = ready(client)
    assert (status, said["status"]) == (503, "not ready")
    assert said["parts"] == WELL | {"home": "cannot be written: No such file or directory"}


def test_what_waits_too_long_is_told_and_keeps_nobody_away(
    db: None, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.KRUG_HOME = tmp_path
    assert ready(client)[1]["notes"] == {}
    spool = Spool(tmp_path)
    for minutes in (25, 1):
        at = time.time_ns() // 1000 - minutes * 60_000_000
        spool.store([Request(bytes(16), 1, at, "track", "", "", b"{}")])
    status, said = ready(client)
    told = "2 requests wait for the log, the oldest for 25 minutes: is the worker well?"
    assert (status, said["status"], said["notes"]) == (200, "ok", {"intake": told})
    spool.drop(1)
    assert ready(client)[1]["notes"] == {}, "a minute is nothing"
    spool.drop(2)
    assert ready(client)[1]["notes"] == {}
    spool.close()


def test_a_migration_not_applied(db: None, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'demo'")
    status, said = ready(client)
    assert (status, said["parts"]["migrations"]) == (503, "1 not applied: run krug migrate")


def test_a_database_that_does_not_answer(db: None, client: Client) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        status, said = ready(client)
        assert client.get("/health").status_code == 200
    assert status == 503
    assert said["parts"] == WELL | {"database": "does not answer", "migrations": "cannot be read"}


@pytest.fixture
def _no_room() -> Iterator[None]:
    """Files may be made and may hold nothing: as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("_no_room")
def test_a_full_disk_is_noticed(client: Client, db: None) -> None:
    status, body = ready(client)
    assert (status, body["parts"]["home"][:17]) == (503, "cannot be written")
