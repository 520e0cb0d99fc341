"""What the worker does so that segments are live."""

import time

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


@task()
def keep_segments() -> None:
    """Work off the marks: by signals within seconds, and once a minute for what time alone changes."""
    from krug.segments.keep import keep

    keep(time.time_ns() // 1000)


def keep_soon() -> None:
    """Unless one is waiting already: it will see what is written now. One at work may not."""
    path = f"{__name__}.keep_segments"
    if not DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).exists():
        keep_segments.enqueue()
