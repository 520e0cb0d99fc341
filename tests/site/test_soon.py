"""A task that works off whatever waits stands in the queue once; one at work may have missed the news."""

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from krug.sales.tasks import judge_deals
from krug.site.soon import soon


@pytest.mark.django_db
def test_one_that_waits_is_enough_and_one_at_work_is_not() -> None:
    mine = DBTaskResult.objects.filter(task_path=judge_deals.module_path)
    soon(judge_deals)
    soon(judge_deals)
    assert mine.count() == 1
    mine.update(status=TaskResultStatus.RUNNING)
    soon(judge_deals)
    assert mine.count() == 2
