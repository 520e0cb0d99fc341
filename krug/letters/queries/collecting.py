"""Whose address for copies a letter came to."""

from krug.access.models import User
from krug.letters.mail.parsing import Head
from krug.letters.models import CopyAddress, Mailbox
from krug.letters.words import Stopped


def addresses_of(user: User) -> list[str]:
    """His own, one in each collecting mailbox of his unit."""
    held = CopyAddress.objects.filter(user=user).first()
    boxes = Mailbox.objects.filter(unit=user.unit_id, collects=True, stopped=Stopped.NO).order_by("address")
    return [plus(one.address, held.token) for one in boxes] if held else []


def plus(address: str, token: str) -> str:
    name, _at, domain = address.partition("@")
    return f"{name}+{token}@{domain}"


def whose(mailbox: Mailbox, heads: dict[int, Head]) -> dict[int, User]:
    """Number of the letter → to whose address it came; of those that came to somebody's."""
    name, _at, domain = mailbox.address.partition("@")
    tokens: dict[int, str] = {}
    for number, head in heads.items():
        for one in (*head.told, *(address for _name, address in (*head.to, *head.cc))):
            local, _at, at_domain = one.partition("@")
            if at_domain == domain and local.startswith(f"{name}+"):
                tokens[number] = local[len(name) + 1 :]
    rows = CopyAddress.objects.filter(
        token__in=set(tokens.values()), user__unit=mailbox.unit_id, user__is_active=True
    ).select_related("user")
    users = {row.token: row.user for row in rows}
    return {number: users[token] for number, token in tokens.items() if token in users}
