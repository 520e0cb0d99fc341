"""A letter that the server has: it stands in its thread, and as a touch with whom it was written to."""

from django.db import transaction
from django.utils import timezone

from krug.letters.actions.keep import keep_letter
from krug.letters.mail.composing import Draft, composed
from krug.letters.mail.parsing import parsed
from krug.letters.models import Letter, Outgoing
from krug.letters.words import Side, State


@transaction.atomic
def mark_sent(outgoing: Outgoing, filed: bool) -> Outgoing:
    """Again is no change. `filed`: the Sent folder has it."""
    from krug.letters.actions.write import recipients_of

    held = (
        Outgoing.objects.select_for_update(of=("self",)).select_related("mailbox", "deal").get(pk=outgoing.pk)
    )
    if held.state == State.SENT:
        return held
    now = timezone.now()
    raw = raw_of(held, recipients_of(held.to))
    kept = keep_letter(held.mailbox, Side.OUT, parsed(raw, now), now, held.deal)
    if kept is None:
        # Read from Sent before this was written down; or to nobody who is a customer.
        kept = Letter.objects.filter(unit=held.mailbox.unit_id, message_id=held.message_id).first()
    held.letter, held.state, held.reason = kept, State.SENT, ""
    held.sent_at, held.next_at, held.lease_until, held.filed = now, None, None, filed
    held.version += 1
    held.save()
    return held


def raw_of(held: Outgoing, recipients: list[str]) -> bytes:
    """The letter itself, the same at every attempt."""
    answered = held.answers
    return composed(
        Draft(
            message_id=held.message_id,
            at=held.dated_at or held.created_at,
            sender=held.mailbox.address,
            sender_name=held.mailbox.name,
            to=recipients,
            subject=held.subject,
            text=held.text,
            signature=held.mailbox.signature,
            references=[*answered.references, answered.message_id]
            if answered and answered.message_id
            else (),
            quoted_head=_head_of(answered) if answered else "",
            quoted=answered.text if answered else "",
        )
    )


def _head_of(letter: Letter) -> str:
    """As mail programs write it, in no language: they all read it."""
    at = timezone.localtime(letter.at)
    return f"{at:%d.%m.%Y, %H:%M}, {letter.sender_name} <{letter.sender}>:".replace(" <>", "")
