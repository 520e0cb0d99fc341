"""A letter as it goes out. Pure: twice from the same it is the same letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from krug.letters.mail.headers import on_wire

QUOTED = 400
"""Lines of what is answered."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`references`: Message-IDs of the thread, the oldest first; `quoted`: what is answered."""

    message_id: str
    at: datetime
    sender: str
    sender_name: str
    to: Sequence[str]
    subject: str
    text: str
    signature: str = ""
    references: Sequence[str] = ()
    quoted_head: str = ""
    quoted: str = ""


def new_id(address: str) -> str:
    """Without its brackets."""
    return make_msgid(domain=on_wire(address).rpartition("@")[2]).strip("<>")


def composed(draft: Draft) -> bytes:
    """Raises ValueError where an address cannot travel."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["From"] = Address(draft.sender_name, addr_spec=on_wire(draft.sender))
    message["To"] = [Address(addr_spec=on_wire(one)) for one in draft.to]
    message["Subject"] = draft.subject
    message["Date"] = format_datetime(draft.at)
    message["Message-ID"] = f"<{draft.message_id}>"
    if draft.references:
        message["In-Reply-To"] = f"<{draft.references[-1]}>"
        message["References"] = " ".join(f"<{one}>" for one in draft.references[-20:])
    message["X-Mailer"] = "Krug"
    message.set_content(_body(draft), cte="quoted-printable" if len(draft.text) > 900 else None)
    return message.as_bytes()


def _body(draft: Draft) -> str:
    parts = [draft.text.rstrip()]
    if draft.signature.strip():
        parts.append(f"-- \n{draft.signature.strip()}")
    if draft.quoted.strip():
        lines = draft.quoted.strip().split("\n")[:QUOTED]
        parts.append(f"{draft.quoted_head}\n" + "\n".join(f"> {line}" for line in lines))
    return "\n\n".join(parts) + "\n"
