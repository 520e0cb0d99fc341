import time
from datetime import UTC, datetime

from django.conf import settings
from django_tasks import task

from krug.analysis import actions
from krug.touches.actions import extend


@task()
def export_reading_copy() -> None:
    """What the worker does every few minutes: export, tidy up. Figures are right without it, only slower."""
    extend(datetime.now(UTC))
    if actions.export() is None:
        return
    actions.compact(datetime.now(UTC).date())
    actions.sweep(time.time())
    actions.forget_changes(settings.READING_DIR, time.time())
