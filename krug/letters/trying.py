"""«Try it»: each step by itself, so that what is wrong is named."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.letters.errors import Trouble
from krug.letters.mail import imap, smtp
from krug.letters.models import Mailbox
from krug.letters.queries.servers import imap_of, smtp_of
from krug.letters.sealing import unseal
from krug.letters.words import Side


@dataclass(frozen=True, slots=True)
class Step:
    """`trouble` None: it went well."""

    title: str | Promise
    host: str
    trouble: Trouble | None


def try_mailbox(mailbox: Mailbox) -> list[Step]:
    steps = [_tried(_("Reading"), mailbox.imap_host, lambda: _read(mailbox))]
    if steps[0].trouble is None:
        steps.append(_tried(_("The folder of sent letters"), mailbox.imap_host, lambda: _sent(mailbox)))
    steps.append(_tried(_("Sending"), mailbox.smtp_host, lambda: _send(mailbox)))
    return steps


def _tried(title: Promise, host: str, act: Callable[[], None]) -> Step:
    try:
        act()
    except Trouble as trouble:
        return Step(title, host, trouble)
    return Step(title, host, None)


def _read(mailbox: Mailbox) -> None:
    with imap.session(imap_of(mailbox), mailbox.login, unseal(mailbox.secret)) as opened:
        opened.open(opened.folder_of(Side.IN))


def _sent(mailbox: Mailbox) -> None:
    with imap.session(imap_of(mailbox), mailbox.login, unseal(mailbox.secret)) as opened:
        opened.open(opened.folder_of(Side.OUT))


def _send(mailbox: Mailbox) -> None:
    with smtp.session(smtp_of(mailbox), mailbox.login, unseal(mailbox.secret)):
        pass
