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
from krug.integrations.webhooks.rules import EVENTS, OVERLAP, address_fits


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
    secret = _secret()
    made = Endpoint.objects.create(
        unit=home, url=url, purpose=purpose.strip()[:200], events=wanted, secret=secret, author=author
    )
    after = {"url": url, "purpose": made.purpose, "events": wanted}
    audit.record(author, "created", "endpoint", made.pk, after=after)
    return made


@transaction.atomic
def rotate_secret(author: User, endpoint: Endpoint, at_once: bool = False) -> Endpoint:
    """A new secret. For a day the old one signs too, so that the recipient may change at his time.

    `at_once`: the old one is known to others and signs nothing from now on.
    """
    _demand(author, endpoint.unit)
    held = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    held.old_secret, held.old_until = ("", None) if at_once else (held.secret, timezone.now() + OVERLAP)
    held.secret = _secret()
    held.save(update_fields=["secret", "old_secret", "old_until"])
    audit.record(author, "rotated_secret", "endpoint", held.pk, after={"at_once": at_once})
    return held


@transaction.atomic
def forget_old_secret(author: User, endpoint: Endpoint) -> None:
    """The recipient has changed: the old secret signs nothing any more. Again is no change."""
    _demand(author, endpoint.unit)
    if Endpoint.objects.filter(pk=endpoint.pk).exclude(old_secret="").update(old_secret="", old_until=None):
        audit.record(author, "forgot_old_secret", "endpoint", endpoint.pk)


def _secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


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
