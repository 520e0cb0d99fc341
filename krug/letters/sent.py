"""What the Sent folder says of letters that were written here."""

from krug.letters.actions.sent import mark_sent, raw_of
from krug.letters.actions.write import recipients_of
from krug.letters.errors import Trouble
from krug.letters.mail.imap import Session
from krug.letters.models import Mailbox, Outgoing
from krug.letters.providers import files_by_itself
from krug.letters.words import Side, State


def file_sent(mailbox: Mailbox, opened: Session) -> None:
    """Finds what nobody could tell of, and puts there what the provider does not put there itself."""
    rows = Outgoing.objects.filter(mailbox=mailbox, filed=False).select_related("mailbox", "answers", "deal")
    waiting = list(rows.filter(state__in=(State.SENT, State.UNKNOWN)).order_by("id")[:50])
    if not waiting:
        return
    try:
        folder = opened.folder_of(Side.OUT)
    except Trouble:
        return
    for one in waiting:
        found = opened.has(folder, one.message_id)
        if one.state == State.UNKNOWN:
            if found:
                mark_sent(one, filed=True)
            continue
        if not found and not files_by_itself(mailbox.smtp_host):
            opened.put(folder, raw_of(one, recipients_of(one.to)))
        Outgoing.objects.filter(pk=one.pk).update(filed=True)
