"""What the worker does so that deviations are found by themselves."""

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


@task()
def judge_deals() -> None:
    """Work off the marks: by signals within seconds, and once a minute whatever time alone changes."""
    from krug.sales.watch import watch

    watch(timezone.now())


def judge_soon() -> None:
    """Unless one is waiting already: it will see what is written now. One at work may not."""
    path = f"{__name__}.judge_deals"
    if not DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).exists():
        judge_deals.enqueue()
