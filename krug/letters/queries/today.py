"""What of letters somebody must look at: what did not go out, what is not read, who waits for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.letters.models import Letter, Mailbox, Outgoing
from krug.letters.queries.mailboxes import managed
from krug.letters.rules import GIVES_UP
from krug.letters.words import Kind, Side, State, Stopped

WAITS, FORGOTTEN = timedelta(days=1), timedelta(days=21)
"""A letter waits from a day on; one that nobody answered for weeks wants no answer."""


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """`failed`: letters that did not go out, or perhaps did. `unread`: mailboxes that cannot be read."""

    failed: int = 0
    waiting: int = 0
    unread: tuple[Mailbox, ...] = ()


def to_look_at(user: User, now: datetime) -> ToLookAt:
    if not may(user, Permission.WRITE_LETTERS):
        return ToLookAt()
    failed = Outgoing.objects.filter(author=user, state__in=(State.FAILED, State.UNKNOWN)).count()
    wrong = Q(stopped=Stopped.PASSWORD) | Q(stopped=Stopped.NO, failures__gte=GIVES_UP)
    return ToLookAt(
        failed, _waiting(user, now), tuple(managed(user).filter(wrong).order_by("address", "id")[:5])
    )


def _waiting(user: User, now: datetime) -> int:
    """Threads of his own mailboxes in which a customer wrote last."""
    later = Letter.objects.filter(thread=OuterRef("thread"), at__gte=OuterRef("at"), side=Side.OUT)
    came = Letter.objects.filter(
        copies__mailbox__owner=user,
        correspondents__touch__isnull=False,
        kind=Kind.LETTER,
        side=Side.IN,
        at__range=(now - FORGOTTEN, now - WAITS),
    )
    return came.filter(~Exists(later)).values("thread").distinct().count()
