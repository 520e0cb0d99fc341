"""What 1C asks, step by step."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from krug.access import audit
from krug.access.actions.issue_token import digest
from krug.access.models import Token, User
from krug.access.rules import Permission, may
from krug.access.tokens import owner
from krug.integrations.models import Exchange, ExchangeFile
from krug.integrations.onec.folder import FileRefused, add_part, clear, folder, safe_name, unpack_all
from krug.integrations.tasks import take_exchange_file

COOKIE = "krug_1c"
LASTS = timedelta(days=1)
State = ExchangeFile.State


def begin(login: str, secret: str) -> str | None:
    """The cookie of a new exchange: the login is the e-mail of the token's owner. None: not let in."""
    user = owner(secret)
    if user is None or user.email.lower() != login.strip().lower() or user.unit_id is None:
        return None
    if not may(user, Permission.EXCHANGE):
        return None
    token = Token.objects.get(digest=digest(secret))
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        old = list(Exchange.objects.filter(token=token, created_at__lt=timezone.now() - LASTS))
        for one in old:
            clear(one)
            one.delete()
        made = Exchange.objects.create(token=token, digest=_digest(key))
        audit.record(user, "began_exchange", "exchange", made.uid)
    return key


def reach_exchange(key: str) -> Exchange | None:
    """None: unknown, too old, or its token was revoked."""
    since = timezone.now() - LASTS
    rows = Exchange.objects.select_related("token__user").filter(digest=_digest(key), created_at__gt=since)
    found = rows.filter(token__revoked_at=None).first()
    if found is None:
        return None
    user = author_of(found)
    user.limited_to = frozenset(found.token.permissions)
    allowed = may(user, Permission.EXCHANGE)
    user.limited_to = None
    return found if allowed else None


def author_of(exchange: Exchange) -> User:
    """He acts with all his rights: what an exchange does is what its permission is for."""
    return exchange.token.user


def begin_files(exchange: Exchange) -> None:
    """`init`: what came before in this exchange and was not taken is forgotten."""
    if not exchange.files.filter(state=State.WAITING).exists():
        clear(exchange)
        exchange.files.all().delete()


def receive(exchange: Exchange, name: str, chunks: Iterable[bytes]) -> None:
    """A part of a file. One that was taken before under this name begins anew. Raises FileRefused."""
    name = safe_name(name)
    held = exchange.files.filter(name=name).first()
    if held is not None and held.state == State.WAITING:
        raise FileRefused(f"{name}: being taken")
    if held is not None:
        (folder(exchange) / name).unlink(missing_ok=True)
        held.delete()
    add_part(exchange, name, chunks)


def take_all(exchange: Exchange) -> None:
    """Everything that has come and was not taken: 1C may name no orders afterwards. Raises FileRefused."""
    unpack_all(exchange)
    for path in sorted(folder(exchange).glob("*.xml")):
        ask_to_take(exchange, path.name)


def ask_to_take(exchange: Exchange, name: str) -> ExchangeFile:
    """The first asking puts it into the queue, each later one tells how far it is. Raises FileRefused."""
    name = safe_name(name)
    unpack_all(exchange)
    with transaction.atomic():
        held, new = ExchangeFile.objects.get_or_create(
            exchange=exchange, name=name, defaults={"state": State.WAITING}
        )
        if new and not (folder(exchange) / name).is_file():
            held.state, held.said = State.FAILED, f"{name}: no such file"
            held.save()
        elif new:
            transaction.on_commit(lambda: take_exchange_file.enqueue(held.pk))
    return held


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
