"""What is no answer of a person: automatic replies (RFC 3834) and letters that came back (RFC 3464). Pure."""

import re
from email.message import Message

from krug.letters.mail.headers import header
from krug.letters.words import Kind

DAEMON = re.compile(
    r"^\W*(mailer-daemon|postmaster|mail delivery (sub)?system)\b|<(mailer-daemon|postmaster)@", re.I
)
OUT_OF_OFFICE = re.compile(
    r"^\s*(automatic reply|auto(matic)?[ -]?(response|reply)|out of (the )?office|автоматический ответ|"
    r"автоответ|нет на месте|вне офиса)\b",
    re.I,
)
RETURNED = re.compile(r"^Message-ID:\s*<([^<>\s]{1,250})>", re.I | re.M)
MOST = 20


def kind_of(message: Message) -> str:
    """Of Kind."""
    if _comes_back(message):
        return Kind.BOUNCE
    said = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    marks = (
        said not in ("no", ""),
        message.get("X-Autoreply") is not None,
        message.get("X-Autorespond") is not None,
        str(message.get("X-Auto-Response-Suppress", "")).lower() in ("all", "oof") and _says_so(message),
        str(message.get("Precedence", "")).strip().lower() in ("auto_reply", "bulk", "junk", "list"),
        message.get("List-Unsubscribe") is not None or message.get("List-Id") is not None,
        message.get_content_type() == "multipart/report",
        _says_so(message),
    )
    return Kind.AUTOMATIC if any(marks) else Kind.LETTER


def may_come_back(message: Message) -> bool:
    """By its head alone: worth looking into, whoever sent it."""
    return _comes_back(message)


def _comes_back(message: Message) -> bool:
    if message.get_content_type() == "multipart/report":
        return str(message.get_param("report-type", "")).lower() in ("delivery-status", "", "none")
    if message.get("X-Failed-Recipients") is not None:
        return True
    empty_path = str(message.get("Return-Path", "")).strip() == "<>"
    return DAEMON.search(str(message.get("From", ""))) is not None and (
        empty_path or message.get("In-Reply-To") is None
    )


def _says_so(message: Message) -> bool:
    return OUT_OF_OFFICE.search(header(message, "Subject")) is not None


def returned(message: Message) -> list[str]:
    """Message-IDs of the letters that it carries back."""
    own = str(message.get("Message-ID", "")).strip(" <>")
    found: list[str] = []
    for number, part in enumerate(message.walk()):
        if number > MOST * 10:
            break
        kind = part.get_content_type()
        if number and kind == "message/rfc822" and isinstance(part.get_payload(), list):
            found += [str(one.get("Message-ID", "")).strip(" <>\r\n") for one in part.get_payload()]  # type: ignore[union-attr]
        elif not part.is_multipart():
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
            found += RETURNED.findall(text[:200_000])
    return [one for one in dict.fromkeys(found) if one and one != own][:MOST]
