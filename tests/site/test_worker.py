"""What the queue does not do by itself: dead workers' tasks go back, passing faults are tried again."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from krug.site.serve import worker

pytestmark = pytest.mark.django_db


def result(worker_ids: list[str], status: str = TaskResultStatus.RUNNING, error: str = "") -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="krug.analysis.tasks.export_reading_copy",
        queue_name="default",
        backend_name="default",
        run_after=timezone.now(),
        worker_ids=worker_ids,
        exception_class_path=error,
        traceback="",
    )


def dead_worker() -> str:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    return worker.worker_id().replace(f":{os.getpid()}:", f":{process.pid}:")


def test_a_dead_workers_task_is_put_back_and_a_living_ones_is_not() -> None:
    orphan, held = result([dead_worker()]), result([worker.worker_id()])
    assert worker.put_back_orphans() == 1
    orphan.refresh_from_db()
    held.refresh_from_db()
    assert (orphan.status, held.status) == (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def test_a_process_number_used_again_is_not_the_same_worker() -> None:
    name = worker.worker_id()
    assert worker.lives(name)
    assert not worker.lives(name.rsplit(":", 1)[0] + ":1")


def finished(row: DBTaskResult) -> DBTaskResult:
    worker.try_again(None, task_result=row)
    row.refresh_from_db()
    return row


PASSING = f"{OperationalError.__module__}.{OperationalError.__qualname__}"


def test_a_passing_fault_is_tried_again_later() -> None:
    row = finished(result(["w"], TaskResultStatus.FAILED, PASSING))
    assert row.status == TaskResultStatus.READY
    assert row.run_after > timezone.now()


def test_the_third_fall_is_final() -> None:
    assert finished(result(["w"] * 3, TaskResultStatus.FAILED, PASSING)).status == TaskResultStatus.FAILED


def test_a_mistake_in_the_code_is_not_tried_again() -> None:
    assert (
        finished(result(["w"], TaskResultStatus.FAILED, "builtins.KeyError")).status
        == TaskResultStatus.FAILED
    )
