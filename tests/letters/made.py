"""Mailboxes of the cast on the test's own servers, customers with an address, letters as bytes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from django.utils import timezone

from krug.access.models import User
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.letters.actions import allow_servers, connect_mailbox
from krug.letters.data import MailboxData
from krug.letters.models import Mailbox
from tests.cast import Cast
from tests.letters.dovecot import PASSWORD

HERE = "127.0.0.1"


def allow_here(cast: Cast) -> None:
    allow_servers(cast.admin, [HERE], internal=True)


def box(cast: Cast, owner: User, imap_port: int = 1, smtp_port: int = 1, **more: Any) -> Mailbox:
    """`login`: a mailbox of its own on the server, so that tests do not meet."""
    allow_here(cast)
    data = {
        "address": f"{owner.name.lower()}@krug.test",
        "name": owner.name,
        "password": PASSWORD,
        "imap_host": HERE,
        "smtp_host": HERE,
        "imap_port": imap_port,
        "smtp_port": smtp_port,
        "imap_security": "plain",
        "smtp_security": "plain",
    }
    return connect_mailbox(owner, MailboxData(**(data | more)))


def buyer(author: User, email: str = "buyer@shop.test", name: str = "Buyer", **more: Any) -> Person:
    return create_person(author, PersonData(last_name=name, emails=[email], **more))


def letter(
    sender: str = "Buyer <buyer@shop.test>",
    to: str = "rita@krug.test",
    subject: str = "Price",
    text: str = "How much is it?",
    id: str = "<one@shop.test>",
    at: datetime | None = None,
    **headers: str,
) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = sender, to, subject, id
    made["Date"] = format_datetime(at or timezone.now().replace(microsecond=0) - timedelta(hours=1))
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def bounce(
    of: str,
    sender: str = "MAILER-DAEMON@mx.test",
    to: str = "rita@krug.test",
    id: str = "",
    said: Mapping[str, str] | None = None,
) -> bytes:
    """`of`: the Message-ID of what could not be delivered; `said`: address → Action of it."""
    at = format_datetime(datetime.now(UTC))
    told = "".join(
        f"Final-Recipient: rfc822;\r\n {address}\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        for address, action in ({"buyer@shop.test": "failed"} if said is None else said).items()
    )
    return f"""From: {sender}\r
To: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Date: {at}\r
Message-ID: <returned-{id}{at.replace(" ", "")}@mx.test>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
There is no such mailbox.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.test\r
\r
{told}--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {of}\r
Subject: x\r
\r
--b--\r
""".encode()
