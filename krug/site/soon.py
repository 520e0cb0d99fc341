"""Tasks that work off whatever waits: one of them in the queue is enough."""

from typing import Any

from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult


def soon(task: "Task[..., Any]") -> None:
    """Enqueue it unless one is waiting already: that will see what is written now. One at work may not."""
    waiting = DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        task.enqueue()
