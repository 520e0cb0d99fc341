"""What the worker does by the clock."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

REFUSED = timedelta(days=30)
SAID = timedelta(days=90)
"""So long what a phone system said is kept word by word: a late message may still put a call right."""


@task()
def end_lost_calls() -> None:
    """Calls whose end was never told, once a minute."""
    from krug.calls.actions.hear import end_lost

    end_lost(timezone.now())


@task()
def forget_old_messages() -> None:
    """Once a day: messages that were not taken, and what was said of calls long over."""
    from krug.calls.models import CallSaid, RefusedBody
    from krug.calls.words import State

    now = timezone.now()
    RefusedBody.objects.filter(at__lt=now - REFUSED).delete()
    CallSaid.objects.filter(call__state=State.ENDED, call__ended_at__lt=now - SAID).delete()
