"""Copies of letters: one's own address for them, renewed at will; what came there from a stranger."""

import secrets
from datetime import datetime

from django.db import transaction

from krug.access import audit
from krug.access.errors import NotAllowed
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.letters.actions.keep import keep_letter
from krug.letters.mail.parsing import Head, parsed
from krug.letters.models import Aside, CopyAddress, Letter, Mailbox
from krug.letters.words import Side

LARGEST = 5 * 1024 * 1024
MOST = 100
"""Questions of one person: whoever floods his address is not asked about for ever."""


@transaction.atomic
def renew_copy_address(author: User) -> CopyAddress:
    """The one before files nothing any more."""
    if not may(author, Permission.WRITE_LETTERS):
        raise NotAllowed
    token = secrets.token_hex(8)
    made, _new = CopyAddress.objects.update_or_create(user=author, defaults={"token": token})
    audit.record(author, "renewed", "copy_address", author.pk)
    return made


def put_aside(mailbox: Mailbox, user: User, head: Head, raw: bytes) -> None:
    """Again is no change."""
    if len(raw) > LARGEST or Aside.objects.filter(user=user).count() >= MOST:
        return
    Aside.objects.get_or_create(
        mailbox=mailbox,
        key=head.key,
        defaults={
            "user": user,
            "sender": head.sender[1],
            "subject": head.subject,
            "at": head.at,
            "raw": raw,
        },
    )


@transaction.atomic
def settle_aside(author: User, aside: Aside, mine: bool, now: datetime) -> Letter | None:
    """`mine`: he wrote it from another address of his; it is filed as his. Else it is gone."""
    held = Aside.objects.select_for_update().select_related("mailbox").get(pk=aside.pk)
    if held.user_id != author.pk:
        raise NotAllowed
    kept = None
    if mine:
        kept = keep_letter(held.mailbox, Side.OUT, parsed(bytes(held.raw), now), now, seller=author.pk)
    audit.record(author, "filed" if mine else "refused", "letter_aside", held.pk)
    held.delete()
    return kept
