"""Which mail servers may be reached: named one by one by somebody responsible."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import Role, User
from krug.access.rules import Permission, may
from krug.letters.models import MailServer
from krug.letters.providers import KNOWN
from krug.letters.rules import is_host


@transaction.atomic
def allow_servers(author: User, hosts: list[str], internal: bool = False) -> list[MailServer]:
    """For his unit; an administrator's for every unit. Again is no change.

    `internal`: they may be of the house's own network, which administrators alone allow.
    """
    _demand(author)
    if internal and author.role != Role.ADMIN:
        raise NotAllowed(_("A server of this house's own network is allowed by an administrator."))
    made = []
    for host in (one.strip().lower() for one in hosts):
        if not is_host(host) or ("." not in host and not internal):
            raise WrongInput(_("A name such as imap.example.com is expected."), field="host", value=host)
        row, new = MailServer.objects.get_or_create(
            unit=author.unit, host=host, defaults={"author": author, "internal": internal}
        )
        if internal and not row.internal:
            MailServer.objects.filter(pk=row.pk).update(internal=True)
            new = True
        if new:
            audit.record(author, "allowed", "mail_server", row.pk, after={"host": host, "internal": internal})
        made.append(row)
    return made


def allow_known(author: User, imap_host: str) -> list[MailServer]:
    """Both servers of a well-known provider."""
    known = next((one for one in KNOWN if one.imap_host == imap_host), None)
    if known is None:
        raise WrongInput(_("There is no such provider."), field="host", value=imap_host)
    return allow_servers(author, [known.imap_host, known.smtp_host])


@transaction.atomic
def forbid_server(author: User, server: MailServer) -> None:
    """It is not spoken to any more, from the next connection on."""
    _demand(author)
    if author.role != Role.ADMIN and author.unit_id != server.unit_id:
        raise NotAllowed
    gone, _by = MailServer.objects.filter(pk=server.pk).delete()
    if gone:
        audit.record(author, "forbade", "mail_server", server.pk, before={"host": server.host})


def _demand(author: User) -> None:
    if not may(author, Permission.MANAGE_MAILBOXES):
        raise NotAllowed
