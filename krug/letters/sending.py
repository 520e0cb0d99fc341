"""Letters that wait are handed over to their sender's server, each once as far as that can be."""

import logging
import random
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from krug.letters.actions.sent import mark_sent, raw_of
from krug.letters.actions.write import GRACE, recipients_of
from krug.letters.errors import Trouble
from krug.letters.mail import smtp
from krug.letters.models import Mailbox, Outgoing
from krug.letters.queries.servers import smtp_of
from krug.letters.rules import retry
from krug.letters.sealing import unseal
from krug.letters.words import State, Stopped
from krug.site import faults

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
"""So long an attempt may last at most; whoever was killed in it leaves «perhaps sent» behind."""
AT_ONCE = 50
GRACE_OVER = GRACE + timedelta(seconds=1)
FINAL = frozenset({"unlisted", "internal", "plain", "certificate", "password", "secret", "tls"})
"""What waiting does not mend."""


def send_due(now: datetime | None = None) -> int:
    """How many attempts were made."""
    now = now or timezone.now()
    lost = Outgoing.objects.filter(state=State.SENDING, lease_until__lt=now)
    lost.update(state=State.UNKNOWN, next_at=None, lease_until=None, version=F("version") + 1)
    due = Outgoing.objects.filter(state=State.QUEUED, next_at__lte=now).order_by("next_at", "id")
    count = 0
    for one in due.select_related("mailbox", "author", "answers", "deal")[:AT_ONCE]:
        held = Outgoing.objects.filter(pk=one.pk, state=State.QUEUED, version=one.version)
        if held.update(
            state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1, version=F("version") + 1
        ):
            one.attempts += 1
            with override(one.author.language):
                _guarded(one)
            count += 1
    return count


def _guarded(one: Outgoing) -> None:
    """What nobody foresaw happens to one letter: it is «perhaps sent» when its lease is over, others go."""
    try:
        _attempt(one)
    except Exception as error:
        logger.error("letter %s could not be sent: %s", one.pk, type(error).__name__)


def _attempt(one: Outgoing) -> None:
    box = Mailbox.objects.get(pk=one.mailbox_id)
    if box.stopped != Stopped.NO:
        _failed(one, _("The mailbox is stopped."))
        return
    recipients = recipients_of(one.to)
    try:
        raw = raw_of(one, recipients)
    except ValueError as error:
        _failed(one, _("An address in it cannot travel by mail: %s") % error)
        return
    try:
        with smtp.session(smtp_of(box), box.login, unseal(box.secret)) as client:
            smtp.hand_over(client, box.address, recipients, raw)
            faults.at("letters.handed_over")
    except smtp.Refused as error:
        _failed(one, str(error))
    except smtp.Later as error:
        _later(one, str(error))
    except smtp.Unknown:
        Outgoing.objects.filter(pk=one.pk).update(state=State.UNKNOWN, lease_until=None, next_at=None)
    except Trouble as trouble:
        (_failed if trouble.code in FINAL else _later)(one, f"{trouble.words} {trouble.said}")
    else:
        mark_sent(one, filed=False)


def _failed(one: Outgoing, reason: str) -> None:
    Outgoing.objects.filter(pk=one.pk).update(
        state=State.FAILED, reason=reason.strip()[:300], next_at=None, lease_until=None
    )


def _later(one: Outgoing, reason: str) -> None:
    wait = retry(one.attempts)
    if wait is None:
        _failed(one, reason)
        return
    spread = wait * (0.9 + 0.2 * random.random())  # noqa: S311 - spreads load, guards nothing
    Outgoing.objects.filter(pk=one.pk).update(
        state=State.QUEUED, reason=reason.strip()[:300], next_at=timezone.now() + spread, lease_until=None
    )
