"""Letters that were read become rows and touches, a batch and how far it was read in one transaction."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from krug.letters.files import keep_files
from krug.letters.mail.parsing import Head, Parsed
from krug.letters.models import Copy, Correspondent, Letter, Mailbox, MailFolder, Outgoing, Reference, Thread
from krug.letters.queries.deals import only_deal
from krug.letters.queries.known import Addresses, Customer, threads_of
from krug.letters.rules import named_in, parent_first
from krug.letters.words import Kind, Side, State, Tied
from krug.sales.models import Deal
from krug.site.clock import micros
from krug.touches.actions import append, retract
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb

ANSWERS = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|отв|ha|пер)(?:\[\d+\])?\s*:\s*)+", re.I)
MOST_REFERENCES = 80
OURS = (OperationalError, InterfaceError, OSError, MemoryError)
"""No letter's fault: the batch is read again later."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """How far the folder was read: as it was before, and as it is with this batch."""

    before: tuple[int, int]
    validity: int
    last_uid: int


@transaction.atomic
def keep_batch(
    mailbox: Mailbox, side: str, letters: Sequence[Parsed], place: Place, now: datetime, passed: int = 0
) -> int | None:
    """How many were new to this mailbox; None: another worker has read on, nothing is written.

    One that cannot be kept is passed over and counted: it must not hold up those after it. `passed`: how many
    were not even taken apart.

    Read again from the beginning it comes out the same: a letter is known by its key.
    """
    folder = MailFolder.objects.select_for_update().get(mailbox=mailbox, side=side)
    if (folder.validity, folder.last_uid) != place.before:
        return None
    new = 0
    for one in letters:
        try:
            new += keep_letter(mailbox, side, one, now) is not None
        except OURS:
            raise
        except Exception as error:
            # What a database says of a row holds its words.
            logger.error("a letter of mailbox %s could not be kept: %s", mailbox.pk, type(error).__name__)
            passed += 1
    if passed:
        Mailbox.objects.filter(pk=mailbox.pk).update(passed=F("passed") + passed)
    MailFolder.objects.filter(pk=folder.pk).update(validity=place.validity, last_uid=place.last_uid)
    return new


@transaction.atomic
def keep_letter(
    mailbox: Mailbox,
    side: str,
    parsed: Parsed,
    now: datetime,
    deal: Deal | None = None,
    seller: int | None = None,
) -> Letter | None:
    """None: this mailbox has it already, or it is of nobody who is known.

    `deal`: it was written from there. `seller`: who wrote it, where its sender does not tell.
    """
    head = parsed.head
    known = Letter.objects.filter(unit=mailbox.unit_id, key=head.key).first()
    if known is not None:
        _copy, new = Copy.objects.get_or_create(letter=known, mailbox=mailbox)
        if new:
            _count(mailbox)
        return known if new else None
    addresses = Addresses(mailbox.unit_id, head.addresses | {mailbox.address})
    customers = addresses.customers(head)
    thread = _thread_of(mailbox.unit_id, head, parsed.returns)
    if thread is None and (not customers or head.kind == Kind.BOUNCE):
        return None
    # What colleagues say to one another is no correspondence with a customer.
    if head.addresses <= addresses.ours.keys():
        return None
    # What stands in Sent went, and what one of ours signed; all else came.
    out = side == Side.OUT or head.sender[1] in addresses.ours
    if thread is None:
        thread = _begun(mailbox, head, list(customers.values()), deal, seller)
    letter = _written(mailbox, thread, parsed, out, seller or addresses.ours.get(head.sender[1]))
    Copy.objects.create(letter=letter, mailbox=mailbox)
    _count(mailbox)
    _refer(letter, head)
    _touch(letter, mailbox, head, customers, thread, out)
    keep_files(letter, parsed.files)
    Thread.objects.filter(pk=thread.pk).update(count=F("count") + 1, last_at=max(thread.last_at, letter.at))
    if head.kind == Kind.BOUNCE:
        _came_back(mailbox, parsed)
    return letter


def _count(mailbox: Mailbox) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(kept=F("kept") + 1)


def _thread_of(unit: int, head: Head, returns: Sequence[str]) -> Thread | None:
    asked = [*parent_first(head.in_reply_to, head.references), *returns]
    threads = threads_of(unit, asked)
    for id in asked:
        if id in threads:
            return Thread.objects.select_related("deal").get(pk=threads[id])
    return None


def _begun(
    mailbox: Mailbox, head: Head, customers: Sequence[Customer], deal: Deal | None, seller: int | None
) -> Thread:
    tied: str = Tied.WRITTEN if deal else Tied.NO
    if deal is None:
        deal = only_deal(mailbox.unit_id, seller or mailbox.owner_id, [one.person for one in customers])
        tied = Tied.ONLY if deal else Tied.NO
    subject = ANSWERS.sub("", head.subject) or head.subject
    return Thread.objects.create(
        unit_id=mailbox.unit_id, subject=subject, deal=deal, tied=tied, last_at=head.at, count=0
    )


def _written(mailbox: Mailbox, thread: Thread, parsed: Parsed, out: bool, sender: int | None) -> Letter:
    head = parsed.head
    return Letter.objects.create(
        unit_id=mailbox.unit_id,
        thread=thread,
        key=head.key,
        message_id=head.message_id,
        kind=head.kind,
        side=Side.OUT if out else Side.IN,
        sender=head.sender[1],
        sender_name=head.sender[0],
        to=head.to,
        cc=head.cc,
        references=list(dict.fromkeys([*head.references, *head.in_reply_to])),
        subject=head.subject,
        text=parsed.text,
        fresh=parsed.fresh,
        cut=parsed.cut,
        staff_id=(sender or mailbox.owner_id) if out else mailbox.owner_id,
        at=head.at,
    )


def _refer(letter: Letter, head: Head) -> None:
    """Who answers any of these, answers in this thread; which of two heard of one first, has it."""
    ids = list(
        dict.fromkeys(filter(None, [head.message_id, *parent_first(head.in_reply_to, head.references)]))
    )
    Reference.objects.bulk_create(
        [
            Reference(unit_id=letter.unit_id, message_id=id, thread=letter.thread)
            for id in ids[:MOST_REFERENCES]
        ],
        ignore_conflicts=True,
    )


def _touch(
    letter: Letter, mailbox: Mailbox, head: Head, customers: dict[str, Customer], thread: Thread, out: bool
) -> None:
    """One for each customer. What a program sent by itself is no word of anybody's."""
    touches, rows, seen = list[Touch](), list[Correspondent](), set[int]()
    for address, customer in sorted(customers.items(), key=lambda one: one[0] != head.sender[1]):
        if customer.person.pk in seen:
            continue
        seen.add(customer.person.pk)
        touch = None
        if letter.kind == Kind.LETTER:
            wrote = not out and address == head.sender[1]
            direction = Direction.OUT if out else Direction.IN if wrote else Direction.BOTH
            touch = _made(letter, thread, customer, direction)
            touches.append(touch)
        rows.append(
            Correspondent(
                letter=letter,
                person=customer.person,
                identity_id=customer.identity,
                touch=touch.id if touch else None,
            )
        )
    Correspondent.objects.bulk_create(rows)
    append(touches, author_of(letter, mailbox))


def author_of(letter: Letter, mailbox: Mailbox) -> str:
    """What came is news to everybody; what somebody wrote is none to himself."""
    own = letter.side == Side.OUT and letter.staff_id
    return f"user:{letter.staff_id}" if own else f"source:mailbox.{mailbox.uid}"


def _made(letter: Letter, thread: Thread, customer: Customer, direction: Direction) -> Touch:
    """Neither subject nor words stand in the log: who may read them is asked when they are read."""
    at = micros(letter.at)
    return Touch(
        id=stable_id(at, "letter", letter.unit_id, letter.key, customer.identity),
        at=at,
        identity=customer.identity,
        organisation=customer.person.organisation_id,
        channel=Channel.LETTER,
        direction=direction,
        verb=Verb.WRITTEN,
        object_kind="letter",
        object_id=str(letter.uid),
        cause_kind="deal" if thread.deal else "",
        cause_id=str(thread.deal.uid) if thread.deal else "",
        staff=letter.staff_id,
    )


def _came_back(mailbox: Mailbox, parsed: Parsed) -> None:
    """What could not be delivered was no word to him: its touch does not count. The others have it."""
    sent = Letter.objects.filter(unit=mailbox.unit_id, message_id__in=parsed.returns, side=Side.OUT)
    said = next((line for line in parsed.fresh.splitlines() if line.strip()), "")[:200]
    reason = f"{parsed.head.subject}: {said}"
    gone: list[UUID] = []
    for letter in sent.prefetch_related("correspondents"):
        named = [one for one in letter.recipients if one in parsed.failed]
        for held in Outgoing.objects.select_for_update().filter(letter=letter):
            _not_reached(held, letter, named, reason)
        whole = len(letter.recipients) == 1
        lost = set() if whole else _lost(letter, set(named))
        reached_by_none = (one for one in letter.correspondents.all() if whole or one.person_id in lost)
        gone += [one.touch for one in reached_by_none if one.touch]
    retract(gone, f"source:mailbox.{mailbox.uid}", "came back")


def _not_reached(held: Outgoing, letter: Letter, named: Sequence[str], reason: str) -> None:
    """Where it says whom it did not reach, it goes again to them alone: the others would have it twice."""
    several, again = len(letter.recipients) > 1, held.state == State.FAILED
    if several and named:
        # One that is told of already may have been mended since.
        fresh = [one for one in named if not (again and one in named_in(held.reason))]
        if not fresh:
            return
        held.to = ", ".join([held.to, *fresh] if again else fresh)[:2000]
        reason = f"{', '.join(fresh)}: {reason}"
    held.reason = (f"{reason} · {held.reason}" if several and again else reason)[:300]
    held.state = State.FAILED
    # A page that is open with the former addresses must not write over them.
    held.window, held.version = "", held.version + 1
    held.save()


def _lost(letter: Letter, named: set[str]) -> set[int]:
    """Customers whom it reached at none of their addresses."""
    addresses = Addresses(letter.unit_id, letter.recipients)
    people = {one: addresses.customer(one, letter.at) for one in letter.recipients}
    reached = {it.person.pk for one, it in people.items() if it and one not in named}
    return {it.person.pk for one, it in people.items() if it and one in named} - reached
