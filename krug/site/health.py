"""`/health`: the process answers. `/ready`: it can do its work; each part is named with what is wrong."""

import os
import tempfile
import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from krug.behaviour.collector.spool import waiting_in

WELL = "ok"


LATE = 10
"""Minutes that what was acknowledged may wait for the log: it is seconds as a rule."""
ROOM = 256 * 1024
"""Bytes there must be room for."""


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": WELL})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    found = parts()
    well = set(found.values()) == {WELL}
    said = {"status": WELL if well else "not ready", "parts": found, "notes": notes()}
    return JsonResponse(said, status=200 if well else 503)


def parts() -> dict[str, str]:
    """What work needs: each part is WELL, or says what is wrong."""
    return {"database": _database(), "migrations": _migrations(), "home": _home()}


def notes(now: float | None = None) -> dict[str, str]:
    """What somebody should look at though this process does its work. No reason to send nobody here: whoever
    takes a web server away because the worker stands still loses what customers send meanwhile.
    """
    waiting = waiting_in(settings.KRUG_HOME)
    if waiting is None:
        return {}
    minutes = int((now or time.time()) - waiting.since / 1_000_000) // 60
    if minutes < LATE:
        return {}
    told = f"{waiting.count} requests wait for the log, the oldest for {minutes} minutes: is the worker well?"
    return {"intake": told}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return WELL


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "cannot be read"
    return f"{len(waiting)} not applied: run krug migrate" if waiting else WELL


def _home() -> str:
    try:
        # A full disk still takes a name: only bytes tell.
        with tempfile.NamedTemporaryFile(dir=settings.KRUG_HOME, prefix=".ready-") as file:
            file.write(bytes(ROOM))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return f"cannot be written: {error.strerror}"
    return WELL
