"""`/health`: the process answers. `/ready`: it can do its work; each part is named with what is wrong."""

import os
import tempfile

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    parts = {"database": _database(), "migrations": _migrations(), "home": _home()}
    well = all(value == "ok" for value in parts.values())
    return JsonResponse(
        {"status": "ok" if well else "not ready", "parts": parts}, status=200 if well else 503
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "cannot be read"
    return f"{len(waiting)} not applied: run krug migrate" if waiting else "ok"


def _home() -> str:
    try:
        descriptor, path = tempfile.mkstemp(dir=settings.KRUG_HOME, prefix=".ready-")
        os.close(descriptor)
        os.unlink(path)
    except OSError as error:
        return f"cannot be written: {error.strerror}"
    return "ok"
