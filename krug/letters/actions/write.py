"""A letter is written, put in the queue, taken back, mended and sent again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed, WrongInput
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.customers import normal
from krug.customers.models import Person
from krug.letters.data import Typed
from krug.letters.errors import AlreadySent, ChangedMeanwhile
from krug.letters.mail.composing import new_id
from krug.letters.models import Letter, Mailbox, Outgoing
from krug.letters.queries.mailboxes import writable
from krug.letters.tasks import send_at, send_soon
from krug.letters.words import State
from krug.sales.models import Deal
from krug.site import writing

MOST_RECIPIENTS = 20
MOST_TEXT = 50_000
GRACE = timedelta(seconds=10)
"""So long it may be taken back."""
MENDED = (State.DRAFT, State.FAILED)
"""What may still be changed."""


@transaction.atomic
def begin_letter(
    author: User,
    person: Person | None = None,
    deal: Deal | None = None,
    answers: Letter | None = None,
    to: str = "",
) -> Outgoing:
    """A draft; the one he began there already, where there is one. Raises NotAllowed, WrongInput."""
    boxes = _boxes(author)
    User.objects.select_for_update().get(pk=author.pk)
    begun = Outgoing.objects.filter(
        author=author, state=State.DRAFT, person=person, deal=deal, answers=answers
    ).first()
    if begun is not None:
        return begun
    subject = f"Re: {answers.thread.subject}"[:300] if answers else ""
    return Outgoing.objects.create(
        author=author,
        mailbox=boxes[0],
        person=person,
        deal=deal,
        answers=answers,
        to=to[:2000],
        subject=subject,
    )


@transaction.atomic
def save_letter(
    author: User,
    letter: Outgoing,
    typed: Typed,
    version: int,
    window: str,
    mailbox: Mailbox | None = None,
) -> Outgoing:
    """Kept as it was typed, however unfinished. Raises AlreadySent, ChangedMeanwhile."""
    held = _hold(author, letter, MENDED)
    if held.version != version and held.window != window:
        raise ChangedMeanwhile
    if mailbox is not None and mailbox.pk != held.mailbox_id:
        if mailbox.pk not in {one.pk for one in writable(author)}:
            raise NotAllowed
        held.mailbox = mailbox
    if len(typed.text) > MOST_TEXT:
        raise WrongInput(_("At most 50,000 characters."), field="text")
    held.to, held.subject = writing.text(typed.to, lines=True)[:2000], writing.text(typed.subject)[:300]
    held.text = writing.text(typed.text, lines=True)
    held.window = window[:40]
    held.version += 1
    held.save()
    return held


@transaction.atomic
def queue_letter(author: User, letter: Outgoing) -> Outgoing:
    """It is sent soon. Pressed twice it goes once. Raises Invalid, AlreadySent."""
    held = _hold(author, letter, MENDED)
    if held.mailbox_id not in {one.pk for one in _boxes(author)}:
        raise WrongInput(_("The mailbox is stopped: choose another one."), field="mailbox")
    _demand_whole(held)
    held.state, held.reason = State.QUEUED, ""
    held.attempts, held.next_at, held.lease_until = 0, timezone.now() + GRACE, None
    # A new letter to the world also where an earlier one was refused or came back.
    held.message_id, held.dated_at = new_id(held.mailbox.address), timezone.now().replace(microsecond=0)
    held.letter, held.filed = None, False
    held.version += 1
    held.save()
    audit.record(author, "queued", "letter_out", held.pk, after={"to": recipients_of(held.to)})
    transaction.on_commit(lambda: send_at(held.next_at))
    return held


@transaction.atomic
def take_back(author: User, letter: Outgoing) -> Outgoing:
    """Out of the queue, as long as nobody has begun to send it. Raises AlreadySent."""
    held = _hold(author, letter, (State.QUEUED,))
    held.state, held.next_at = State.DRAFT, None
    held.version += 1
    held.save()
    return held


@transaction.atomic
def decide_unknown(author: User, letter: Outgoing, sent: bool) -> Outgoing:
    """Nobody could tell whether it went: he looked. `sent` False: the same letter is sent once more."""
    from krug.letters.actions.sent import mark_sent

    held = _hold(author, letter, (State.UNKNOWN,))
    if sent:
        return mark_sent(held, filed=True)
    held.state, held.reason, held.attempts, held.next_at = State.QUEUED, "", 0, timezone.now()
    held.version += 1
    held.save()
    transaction.on_commit(send_soon)
    return held


@transaction.atomic
def discard_letter(author: User, letter: Outgoing) -> None:
    held = _hold(author, letter, MENDED)
    if held.letter_id is None:
        audit.forget_values("letter_out", [held.pk])
        held.delete()
    else:
        # It went and came back: what was sent stays in its thread.
        Outgoing.objects.filter(pk=held.pk).update(state=State.SENT, next_at=None)


def recipients_of(text: str) -> list[str]:
    parts = (one.strip() for one in text.replace(";", ",").replace("\n", ",").split(","))
    return list(
        dict.fromkeys(normal.email(one.rpartition("<")[2].strip(" >")) or one for one in parts if one)
    )


def _demand_whole(held: Outgoing) -> None:
    errors = []
    recipients = recipients_of(held.to)
    wrong = [one for one in recipients if normal.email(one) is None]
    if not recipients or wrong:
        message = _("This is no e-mail address: %s") % wrong[0] if wrong else _("Say to whom it goes.")
        errors.append(FieldError("to", held.to, "wrong", message))
    if len(recipients) > MOST_RECIPIENTS:
        errors.append(FieldError("to", held.to, "too_many", _("At most 20 addresses: this is for letters.")))
    if not held.text.strip():
        errors.append(FieldError("text", "", "empty", _("There is nothing written yet.")))
    if not held.subject.strip():
        errors.append(FieldError("subject", "", "empty", _("Say in a few words what it is about.")))
    if errors:
        raise Invalid(errors)


def _boxes(author: User) -> list[Mailbox]:
    if not may(author, Permission.WRITE_LETTERS):
        raise NotAllowed
    boxes = writable(author)
    if not boxes:
        raise WrongInput(_("Connect your mailbox first."))
    return boxes


def _hold(author: User, letter: Outgoing, states: tuple[str, ...]) -> Outgoing:
    if not may(author, Permission.WRITE_LETTERS):
        raise NotAllowed
    held = Outgoing.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=letter.pk)
    if held.author_id != author.pk:
        raise NotAllowed
    if held.state not in states:
        raise AlreadySent
    return held
