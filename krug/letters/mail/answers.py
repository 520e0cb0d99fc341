"""What is no answer of a person: automatic replies (RFC 3834) and letters that came back (RFC 3464). Pure."""

import re
from email.message import Message

from krug.customers import normal
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
STATUS = ("message/delivery-status", "message/global-delivery-status")
ACTION = re.compile(r"^Action:[ \t]*([a-z]+)", re.I | re.M)
RECIPIENT = re.compile(r"^(?:Final|Original)-Recipient:[^;\n]*;(.*)$", re.I | re.M)
WAITING = re.compile(
    r"^\s*(warning: message \S+ delayed|delayed mail\b|delivery status notification \(delay\))", re.I
)
"""Subjects of servers that say no Action of a letter they have not given up."""
MOST = 20


def kind_of(message: Message) -> str:
    """Of Kind. By a head alone a report is a bounce: it is read whole before anything follows from it."""
    if comes_from_server(message):
        return Kind.BOUNCE if _gave_up(message) else Kind.AUTOMATIC
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


def comes_from_server(message: Message) -> bool:
    """It tells what became of a letter."""
    if message.get_content_type() == "multipart/report":
        return str(message.get_param("report-type", "")).lower() in ("delivery-status", "", "none")
    if message.get("X-Failed-Recipients") is not None:
        return True
    empty_path = str(message.get("Return-Path", "")).strip() == "<>"
    return DAEMON.search(str(message.get("From", ""))) is not None and (
        empty_path or message.get("In-Reply-To") is None
    )


def _gave_up(message: Message) -> bool:
    """Delayed, delivered and passed on is not failed; where nothing is said, it came back."""
    said = [action.lower() for block in _blocks(message) for action in ACTION.findall(block)]
    return "failed" in said if said else WAITING.search(header(message, "Subject")) is None


def failed(message: Message) -> list[str]:
    """Addresses that it could not be delivered to; none: it does not say."""
    found = [
        address.strip(" \t\r<>")
        for block in _blocks(message)
        if "failed" in [action.lower() for action in ACTION.findall(block)]
        for address in RECIPIENT.findall(block)
    ]
    named = str(message.get("X-Failed-Recipients", "")).split(",")
    known = (normal.email(one.strip()) for one in [*found, *named[: MOST * 10]])
    return list(dict.fromkeys(filter(None, known)))[: MOST * 10]


def _blocks(message: Message) -> list[str]:
    """What a server says of the letter, and of each of whom it goes to, in fields."""
    texts = list[str]()
    for number, part in enumerate(message.walk()):
        if number > MOST * 10:
            break
        if part.get_content_type() in STATUS:
            texts += (_fields(one) for _number, one in zip(range(MOST * 20), part.walk(), strict=False))
    whole = "\n\n".join(texts)[:200_000].replace("\r\n", "\n")
    return re.split(r"\n[ \t]*\n", re.sub(r"\n[ \t]+(?=\S)", " ", whole))


def _fields(part: Message) -> str:
    said = "\n".join(f"{name}: {value}" for name, value in part.items())
    payload = part.get_payload()
    return f"{said}\n\n{payload}" if isinstance(payload, str) else said


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
