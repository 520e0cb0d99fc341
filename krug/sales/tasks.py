"""What the worker does so that deviations are found by themselves."""

import logging

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from krug.access.models import User
from krug.sales.models import MethodVersion
from krug.site.soon import soon

logger = logging.getLogger(__name__)


@task()
def judge_deals() -> None:
    """Work off the marks: by signals within seconds, and once a minute whatever time alone changes."""
    from krug.sales.watch import watch

    watch(timezone.now())


@task()
def learn_costs() -> None:
    """Every night: what deals usually cost."""
    from krug.sales.learning import learn

    learn(timezone.now())


@task()
def move_running_deals(method: int, version: int, author: int, mapping: dict[str, str]) -> None:
    """Put back after a kill it goes on with the deals that are left."""
    from krug.access.errors import KrugError
    from krug.sales.actions import move_deals

    row = MethodVersion.objects.select_related("method").get(pk=version)
    try:
        move_deals(User.objects.get(pk=author), row.method, row, mapping)
    except KrugError as error:
        logger.warning("deals of method %d were not all moved: %s", method, error)


def is_moving(method: int) -> bool:
    """Whether deals of the method are being moved, or wait for it."""
    path = f"{__name__}.move_running_deals"
    waiting = DBTaskResult.objects.filter(
        task_path=path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    return any(row.args_kwargs["args"][0] == method for row in waiting)


def judge_soon() -> None:
    soon(judge_deals)
