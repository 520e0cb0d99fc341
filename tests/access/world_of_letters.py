"""Letters of Rita and Qwertova for the walk: a mailbox that reaches nobody, a thread, a file, a draft."""

from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy

from django.utils import timezone

from krug.access.models import User
from krug.customers.actions import edit_person
from krug.customers.models import Person
from krug.letters.actions import allow_servers, begin_letter, connect_mailbox, keep_letter, save_letter
from krug.letters.actions.collect import put_aside
from krug.letters.data import MailboxData, Typed
from krug.letters.mail.parsing import head_of, parsed
from krug.letters.models import Aside, Attachment, Mailbox, MailServer, Outgoing, Thread
from krug.sales.models import Deal
from tests.letters.made import letter

NOWHERE = "127.0.0.1"
"""On the list, but of this machine: nothing is ever sent there."""


@dataclass(slots=True)
class Mail:
    server: MailServer
    box: Mailbox
    thread: Thread
    file: Attachment
    draft: Outgoing
    aside: Aside


def corresponding(head: User, rep: User, doctor: Person, deal: Deal) -> Mail:
    (server,) = allow_servers(head, [NOWHERE])
    box = connect_mailbox(
        rep, MailboxData(f"walk-{rep.email}", rep.name, NOWHERE, NOWHERE, password="qwertopassword")
    )
    edit_person(rep, doctor, {"emails": ["doctor@qwertomail.test"]})
    now = timezone.now()
    raw = letter(
        "Q <doctor@qwertomail.test>", rep.email, "Qwertosubject", "qwertowords", at=now - timedelta(days=2)
    )
    made = message_from_bytes(raw, policy=policy.default)
    made.add_attachment(b"qwertobytes", maintype="application", subtype="pdf", filename="qwertofile.pdf")  # type: ignore[attr-defined]
    kept = keep_letter(box, "in", parsed(made.as_bytes(), now), now)
    assert kept
    draft = begin_letter(rep, doctor, deal)
    typed = Typed("doctor@qwertomail.test", "Qwertosubject again", "qwertodraft")
    draft = save_letter(rep, draft, typed, draft.version, "w")
    strange = letter("stranger@else.test", "x@krug.test", "Qwertoaside", id="<aside@else.test>")
    put_aside(box, rep, head_of(strange, now), strange)
    return Mail(server, box, kept.thread, kept.attachments.get(), draft, Aside.objects.get(user=rep))
