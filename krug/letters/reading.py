"""Mailboxes that are due are read: what is new in them since the last time, in batches."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import Q
from django.utils import timezone

from krug.letters.actions.collect import LARGEST, put_aside
from krug.letters.actions.health import read_badly, read_well
from krug.letters.actions.keep import Place, keep_batch
from krug.letters.errors import Trouble
from krug.letters.mail.imap import AT_ONCE, Fetched, Session, session
from krug.letters.mail.parsing import MOST_BYTES, Head, Parsed, head_of, parsed
from krug.letters.models import Mailbox, MailFolder
from krug.letters.queries.collecting import whose
from krug.letters.queries.known import ours, sifted
from krug.letters.queries.servers import imap_of
from krug.letters.rules import fitting
from krug.letters.sealing import unseal
from krug.letters.sent import file_sent
from krug.letters.words import Side, Stopped
from krug.site import faults

logger = logging.getLogger(__name__)
BACK = timedelta(days=90)
"""So far back a mailbox is looked through when it is new."""
LEASE = timedelta(minutes=15)
"""So long nobody else reads the mailbox; longer than a batch may last."""
MOST_AT_ONCE = 50 * 1024 * 1024
"""Bytes of letters that a batch holds in memory."""
AT_A_TIME = 20
"""Batches of one folder before the other mailboxes have their turn."""
TURN = 120.0
"""Seconds after which no further batch of a mailbox is begun: others wait for the worker."""


@dataclass(slots=True)
class Read:
    """`looked`: letters whose heads were looked at. `more`: there are further ones."""

    until: float = 0.0
    clock: Callable[[], float] = monotonic
    looked: int = 0
    kept: int = 0
    more: bool = False

    @property
    def over(self) -> bool:
        return self.clock() >= self.until


def read_due(now: datetime | None = None) -> int:
    """How many mailboxes were read. One of a killed worker is read again when its lease is over."""
    now = now or timezone.now()
    due = Mailbox.objects.filter(
        Q(owner=None) | Q(owner__is_active=True), stopped=Stopped.NO, next_at__lte=now
    )
    count, until = 0, monotonic() + TURN
    for mailbox in due.order_by("next_at", "id"):
        if monotonic() >= until:
            break
        held = Mailbox.objects.filter(pk=mailbox.pk, next_at=mailbox.next_at, stopped=Stopped.NO)
        if held.update(next_at=now + LEASE):
            read_and_tell(mailbox)
            count += 1
    return count


def read_and_tell(mailbox: Mailbox) -> Read:
    """With what came of it written on the mailbox."""
    try:
        found = read(mailbox, timezone.now())
    except Trouble as trouble:
        read_badly(mailbox, trouble)
        return Read()
    except Exception:
        # Said beside the mailbox: the other ones are read all the same.
        logger.exception("reading mailbox %s", mailbox.pk)
        read_badly(mailbox, Trouble("fault"))
        return Read()
    read_well(mailbox, found.more)
    return found


def read(mailbox: Mailbox, now: datetime, clock: Callable[[], float] = monotonic) -> Read:
    """Raises Trouble; what was kept before it stays kept."""
    found = Read(until=clock() + TURN, clock=clock)
    with session(imap_of(mailbox), mailbox.login, unseal(mailbox.secret)) as opened:
        # What we wrote first: whoever answers it may be unknown otherwise.
        for side in (Side.OUT, Side.IN):
            try:
                name = opened.folder_of(side)
            except Trouble:
                # Some have no Sent yet; the inbox is read all the same.
                continue
            _folder(mailbox, side, name, opened, found, now)
        file_sent(mailbox, opened)
    return found


def _folder(mailbox: Mailbox, side: str, name: str, opened: Session, found: Read, now: datetime) -> None:
    row, _new = MailFolder.objects.get_or_create(mailbox=mailbox, side=side)
    validity = opened.open(name)
    # Numbers of another life of the folder mean nothing: it is looked through anew, nothing comes twice.
    last = row.last_uid if row.validity == validity else 0
    before = (row.validity, row.last_uid)
    uids = opened.uids_after(last, (now - BACK).date())
    number = start = 0
    while start < len(uids):
        if number >= AT_A_TIME or (found.looked and found.over):
            found.more = True
            return
        batch = uids[start : start + AT_ONCE]
        taken = _wanted(mailbox, opened, batch, now)
        last = batch[taken.looked - 1]
        kept = keep_batch(mailbox, side, taken.letters, Place(before, validity, last), now, taken.passed)
        if kept is None:
            return
        faults.at("letters.batch")
        before = (validity, last)
        start, number = start + taken.looked, number + 1
        found.looked += taken.looked
        found.kept += kept


@dataclass(frozen=True, slots=True)
class Taken:
    """`looked`: how many of the batch; the others did not fit. `passed`: heads that could not be read."""

    letters: list[Parsed]
    looked: int
    passed: int


def _wanted(mailbox: Mailbox, opened: Session, uids: Sequence[int], now: datetime) -> Taken:
    """Of a batch those to be kept, whole; of the others the head was read, and is forgotten."""
    fetched = {one.uid: one for one in opened.heads(uids)}
    heads, bad = _heads(mailbox, fetched, now)
    wanted = sorted(
        _copies(mailbox, opened, fetched, heads) if mailbox.collects else sifted(mailbox.unit_id, heads)
    )
    fit = fitting([fetched[uid].size for uid in wanted], MOST_AT_ONCE)
    looked = list(uids).index(wanted[fit]) if fit < len(wanted) else len(uids)
    letters = [_whole(opened, fetched[uid], now) for uid in wanted[:fit]]
    return Taken(letters, looked, len(bad & set(uids[:looked])))


def _heads(mailbox: Mailbox, fetched: dict[int, Fetched], now: datetime) -> tuple[dict[int, Head], set[int]]:
    """And those that cannot be read."""
    heads, bad = dict[int, Head](), set[int]()
    for uid, one in fetched.items():
        try:
            heads[uid] = head_of(one.raw, now)
        except Exception:  # whatever a stranger wrote: no letter is worth a mailbox
            logger.exception("a letter of mailbox %s could not be read", mailbox.pk)
            bad.add(uid)
    return heads, bad


def _copies(
    mailbox: Mailbox, opened: Session, fetched: dict[int, Fetched], heads: dict[int, Head]
) -> list[int]:
    """What somebody sent a copy of to his own address; from elsewhere it is a question to him."""
    theirs = whose(mailbox, heads)
    senders = ours(mailbox.unit_id, {heads[uid].sender[1] for uid in theirs})
    found = []
    for uid, user in sorted(theirs.items()):
        if senders.get(heads[uid].sender[1]) == user.pk:
            found.append(uid)
        elif fetched[uid].size <= LARGEST and (whole := opened.whole(uid)):
            put_aside(mailbox, user, heads[uid], whole.raw)
    return found


def _whole(opened: Session, one: Fetched, now: datetime) -> Parsed:
    """Of one that is too large its head alone."""
    whole = opened.whole(one.uid) if one.size <= MOST_BYTES else None
    if whole is None:
        return Parsed(head_of(one.raw, now), "", "", cut=True)
    return parsed(whole.raw, now)
