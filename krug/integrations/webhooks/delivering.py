"""Messages that are due go out, and what came of it is written down."""

import http.client
import random
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from krug.access import audit
from krug.integrations.models import Delivery, Endpoint
from krug.integrations.webhooks.rules import DISABLE_AFTER, KEPT, wait
from krug.integrations.webhooks.sending import Refused, send

AT_ONCE = 100
LEASE = timedelta(minutes=2)
"""So long nobody else tries the message; longer than an attempt may last."""
State = Delivery.State


def deliver_due() -> int:
    """How many attempts were made. One of a killed worker is made again: at least once, with the same id."""
    now = timezone.now()
    due = Delivery.objects.filter(next_at__lte=now, endpoint__stopped="").order_by("next_at", "id")
    attempts = 0
    for delivery in due.select_related("endpoint")[:AT_ONCE]:
        held = Delivery.objects.filter(pk=delivery.pk, next_at=delivery.next_at)
        if held.update(next_at=now + LEASE, attempts=F("attempts") + 1):
            delivery.attempts += 1
            _attempt(delivery)
            attempts += 1
    Delivery.objects.filter(next_at=None, created_at__lt=now - KEPT).delete()
    return attempts


def _attempt(delivery: Delivery) -> None:
    at = timezone.now()
    delivery.status, delivery.error = None, ""
    try:
        delivery.status = send(delivery, at)
    except (OSError, http.client.HTTPException, Refused, ValueError) as error:
        delivery.error = f"{type(error).__name__}: {error}"[:200]
    well = delivery.status is not None and 200 <= delivery.status < 300
    delivery.answered_at = timezone.now()
    if well:
        delivery.state, delivery.next_at = State.DELIVERED, None
    else:
        pause = wait(delivery.attempts, random.random())  # noqa: S311 - spreads load, guards nothing
        delivery.next_at = delivery.answered_at + pause if pause else None
        delivery.state = State.WAITING if pause else State.GIVEN_UP
    delivery.save()
    _judge(delivery, well)


def _judge(delivery: Delivery, well: bool) -> None:
    """A recipient that does not answer for days is stopped: somebody must look at it."""
    endpoint = Endpoint.objects.get(pk=delivery.endpoint_id)
    now = timezone.now()
    since = None if well or delivery.status == 410 else endpoint.failing_since or now
    gone = delivery.status == 410 or (since is not None and now - since > DISABLE_AFTER)
    if since != endpoint.failing_since or gone:
        endpoint.failing_since = since
        if gone and not endpoint.stopped:
            endpoint.stopped = Endpoint.Stopped.FAILING
            audit.record(None, "stopped_endpoint", "endpoint", endpoint.pk, after={"why": "failing"})
        endpoint.save(update_fields=["failing_since", "stopped"])
