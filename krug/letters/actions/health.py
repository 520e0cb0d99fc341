"""How a mailbox is: written after each reading, and shown beside it."""

from django.db.models import F
from django.utils import timezone

from krug.access import audit
from krug.letters.errors import Trouble
from krug.letters.models import Mailbox
from krug.letters.rules import EVERY, GIVES_UP, pause
from krug.letters.words import Stopped


def read_well(mailbox: Mailbox, more: bool) -> None:
    """`more`: it is read on at once."""
    now = timezone.now()
    Mailbox.objects.filter(pk=mailbox.pk).update(
        read_at=now, failure="", failure_said="", failures=0, next_at=now if more else now + EVERY
    )


def read_badly(mailbox: Mailbox, trouble: Trouble) -> None:
    """Later and later; a password that is not taken is not tried for ever."""
    failures = mailbox.failures + 1
    told = {"failure": trouble.code, "failure_said": trouble.said, "failures": F("failures") + 1}
    if trouble.code == "password" and failures >= GIVES_UP:
        told["stopped"] = Stopped.PASSWORD
        audit.record(None, "stopped_mailbox", "mailbox", mailbox.pk, after={"why": trouble.code})
    Mailbox.objects.filter(pk=mailbox.pk).update(next_at=timezone.now() + pause(failures), **told)
