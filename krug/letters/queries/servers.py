"""Which mail servers may be spoken to: those that somebody responsible named (D6)."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from krug.letters.mail.reaching import Server
from krug.letters.models import Mailbox, MailServer


def listed(unit: int, host: str) -> MailServer | None:
    """The entry that allows it; of several the one that allows more."""
    return _of(unit).filter(host=host).order_by("-internal", "id").first()


def servers_of(unit: int | None) -> Sequence[MailServer]:
    """Of the unit, and those of the whole company. None: all."""
    rows = MailServer.objects.select_related("unit", "author")
    return list((rows if unit is None else rows.filter(Q(unit=unit) | Q(unit=None))).order_by("host", "id"))


def imap_of(mailbox: Mailbox) -> Server:
    return server(mailbox.unit_id, mailbox.imap_host, mailbox.imap_port, mailbox.imap_security)


def smtp_of(mailbox: Mailbox) -> Server:
    return server(mailbox.unit_id, mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security)


def server(unit: int, host: str, port: int, security: str) -> Server:
    entry = listed(unit, host)
    return Server(host, port, security, entry is not None, bool(entry and entry.internal))


def _of(unit: int) -> QuerySet[MailServer]:
    return MailServer.objects.filter(Q(unit=unit) | Q(unit=None))
