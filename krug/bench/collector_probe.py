"""The office's side of the collector's bench, with Django of that installation: `make`, `move`, `count`."""

import json
import os
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krug.site.settings")
django.setup()


def make() -> dict[str, Any]:
    from django.core.management import call_command

    from krug.access.actions.house import create_unit
    from krug.behaviour.actions import create_source
    from krug.behaviour.data import SourceData

    call_command("migrate", verbosity=0, interactive=False)
    source = create_source(None, SourceData(name="Shop"), create_unit(None, "Unit"))
    return {"key": source.keys.get().key}


def move() -> dict[str, Any]:
    from django.conf import settings

    from krug.behaviour.mover import move_all

    started = time.perf_counter()
    moved = move_all(settings.KRUG_HOME)
    seconds = time.perf_counter() - started
    return {"taken": moved.taken, "known": moved.known, "refused": moved.refused, "seconds": seconds}


def count() -> dict[str, Any]:
    from django.db import connection

    from krug.behaviour.models import Event

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM touch")
        touches = cursor.fetchone()[0]
    names = Event.objects.values("message_id").distinct().count()
    return {"events": Event.objects.count(), "names": names, "touches": touches}


if __name__ == "__main__":
    print(json.dumps({"make": make, "move": move, "count": count}[sys.argv[1]]()))
