from datetime import UTC, datetime

from django.conf import settings
from django_tasks import task

from krug.behaviour.actions.forget_old import forget_old


@task()
def forget_old_refusals() -> int:
    """Once a day: what was refused a month ago is of no use any more, nor what events held so long ago."""
    return forget_old(datetime.now(UTC), settings.KRUG_EVENT_DAYS)
