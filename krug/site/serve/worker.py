"""The task worker and its policy: what the queue does not do by itself.

django-tasks-db neither retries nor notices a killed worker (its task stays RUNNING for ever), so a worker
is named after its process, tasks of the dead are put back, and a passing fault is tried again.
"""

import logging
import os
import socket
import threading
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("krug.worker")
ATTEMPTS = 3
HOUSEKEEPING_SECONDS = 30.0
PASSING_FAULTS = (
    f"{OperationalError.__module__}.{OperationalError.__qualname__}",
    "builtins.ConnectionError",
    "builtins.TimeoutError",
)


def worker_id() -> str:
    """`host:pid:start`: another worker can tell whether this one lives (a pid alone is used again)."""
    return f"{socket.gethostname()[:24]}:{os.getpid()}:{_start_of(os.getpid())}"


def _start_of(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[19]
    except OSError:
        return "0"


def lives(name: str) -> bool:
    """Whether the worker so named runs. One of another machine is believed to."""
    host, _, rest = name.partition(":")
    pid, _, start = rest.partition(":")
    if host != socket.gethostname()[:24]:
        return True
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return _start_of(int(pid)) == start


def put_back_orphans() -> int:
    """Tasks left RUNNING by dead workers become READY again. Returns how many."""
    orphans = [
        result.pk
        for result in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        if not result.worker_ids or not lives(result.worker_ids[-1])
    ]
    return DBTaskResult.objects.filter(pk__in=orphans, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None
    )


def try_again(sender: object, task_result: Any, **_: object) -> None:
    """A task that fell over a passing fault is put back, later each time; the third fall is final."""
    row = DBTaskResult.objects.get(pk=task_result.id)
    attempts = len(row.worker_ids)
    if (
        row.status != TaskResultStatus.FAILED
        or row.exception_class_path not in PASSING_FAULTS
        or attempts >= ATTEMPTS
    ):
        return
    row.status, row.run_after = TaskResultStatus.READY, timezone.now() + timedelta(seconds=2**attempts)
    row.save(update_fields=["status", "run_after"])


def _housekeeping(stop: threading.Event) -> None:
    from krug.site.serve.schedule import run_due

    while not stop.wait(HOUSEKEEPING_SECONDS):
        close_old_connections()
        try:
            if count := put_back_orphans():
                logger.warning("%d tasks of dead workers put back", count)
            run_due(time.time())
        except OperationalError:
            logger.warning("housekeeping left for the next round", exc_info=True)
        finally:
            connection.close()


def run() -> None:
    """Until told to stop: works the queue, moves what the collector took into the log, hears telephony."""
    from krug.behaviour import mover
    from krug.calls import listening

    # Being told to stop is no warning.
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    task_finished.connect(try_again, dispatch_uid="krug-try-again")
    put_back_orphans()
    stop = threading.Event()
    threading.Thread(target=_housekeeping, args=(stop,), daemon=True).start()
    threading.Thread(target=mover.run, args=(settings.KRUG_HOME, stop), name="mover", daemon=True).start()
    threading.Thread(target=listening.run, args=(stop,), name="telephony", daemon=True).start()
    worker = Worker(
        queue_names=["*"],
        interval=0.5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()
    stop.set()
