"""Who may be told: every recipient is named by somebody responsible."""

import base64
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import Unit, User
from krug.access.rules import Permission, may
from krug.integrations.models import Delivery, Endpoint
from krug.integrations.tasks import deliver_soon
from krug.integrations.webhooks.rules import EVENTS, address_fits


@transaction.atomic
def create_endpoint(
    author: User, url: str, purpose: str, events: Iterable[str], unit: Unit | None = None
) -> Endpoint:
    """Of the author's unit. Raises NotAllowed, WrongInput."""
    home = _demand(author, unit or author.unit)
    wanted = sorted(set(events))
    if not wanted or set(wanted) - EVENTS.keys():
        raise WrongInput(_("Choose what it is told of."), field="events")
    if not address_fits(url, settings.KRUG_WEBHOOKS_LOCAL) or len(url) > 500:
        raise WrongInput(
            _("An address begins with https:// and is not of this machine or its network."),
            field="url",
            value=url,
        )
    if not purpose.strip():
        raise WrongInput(_("Say who it is and what for."), field="purpose")
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    made = Endpoint.objects.create(
        unit=home, url=url, purpose=purpose.strip()[:200], events=wanted, secret=secret, author=author
    )
    after = {"url": url, "purpose": made.purpose, "events": wanted}
    audit.record(author, "created", "endpoint", made.pk, after=after)
    return made


@transaction.atomic
def stop_endpoint(author: User, endpoint: Endpoint) -> None:
    """Nothing more is told it; what waits, waits."""
    _demand(author, endpoint.unit)
    Endpoint.objects.filter(pk=endpoint.pk).update(stopped=Endpoint.Stopped.HAND)
    audit.record(author, "stopped_endpoint", "endpoint", endpoint.pk)


@transaction.atomic
def start_endpoint(author: User, endpoint: Endpoint) -> None:
    _demand(author, endpoint.unit)
    Endpoint.objects.filter(pk=endpoint.pk).update(stopped=Endpoint.Stopped.NO, failing_since=None)
    audit.record(author, "started_endpoint", "endpoint", endpoint.pk)
    transaction.on_commit(deliver_soon)


@transaction.atomic
def replay(author: User, delivery: Delivery) -> None:
    """The same message with the same id goes out once more, with all its attempts before it."""
    _demand(author, delivery.endpoint.unit)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.WAITING, attempts=0, next_at=timezone.now()
    )
    audit.record(author, "replayed", "delivery", delivery.pk)
    transaction.on_commit(deliver_soon)


def _demand(author: User, unit: Unit | None) -> Unit:
    if unit is None:
        raise WrongInput(_("A recipient belongs to a business unit."))
    if not may(author, Permission.MANAGE_WEBHOOKS) or author.unit_id not in (None, unit.pk):
        raise NotAllowed
    return unit
