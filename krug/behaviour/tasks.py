from datetime import UTC, datetime

from django_tasks import task

from krug.behaviour.actions.forget_old import forget_old


@task()
def forget_old_refusals() -> int:
    """Once a day: what was refused a month ago is of no use any more."""
    return forget_old(datetime.now(UTC))
