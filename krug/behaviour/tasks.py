from datetime import UTC, datetime

from django.conf import settings
from django_tasks import task

from krug.behaviour.actions.forget_old import forget_old
from krug.behaviour.companies import look_again


@task()
def look_at_companies() -> int:
    """Every ten minutes: a customer or a company that trackers named may have become known since."""
    return look_again()


@task()
def forget_old_refusals() -> int:
    """Once a day: what was refused a month ago is of no use any more, nor what events held so long ago."""
    return forget_old(datetime.now(UTC), settings.KRUG_EVENT_DAYS)
