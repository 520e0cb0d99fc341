"""A letter as bytes → what is kept of it. Pure, and written for bytes that mean harm."""

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from krug.customers import normal
from krug.letters.mail.answers import comes_from_server, failed, kind_of, returned
from krug.letters.mail.fresh import fresh_of
from krug.letters.mail.headers import characters, decoded, header, line
from krug.letters.mail.pages import MOST_PAGE, words_of
from krug.letters.words import Kind
from krug.site import writing

MOST_TEXT = 60_000
MOST_ADDRESSES = 100
MOST_REFERENCES = 60
MOST_PARTS = 200
MOST_FILES = 40
MOST_BYTES = 25 * 1024 * 1024
"""Of a letter: of a larger one the head alone is kept."""
MOST_NESTED = 200
MOST_LOOKS = 10_000_000
MOST_HEADER = 40_000
MESSAGE_ID = re.compile(r"<([^<>\s\x00-\x1f\x7f]{1,250})>")
logger = logging.getLogger(__name__)
Address = tuple[str, str]
"""Name, address as it is compared."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Of `answers` the nearest first. `told`: the server's words to whom it was delivered."""

    key: str
    message_id: str
    in_reply_to: list[str]
    references: list[str]
    sender: Address
    to: list[Address]
    cc: list[Address]
    told: list[str]
    subject: str
    at: datetime
    kind: str

    @property
    def addresses(self) -> set[str]:
        return {address for _name, address in [self.sender, *self.to, *self.cc] if address}


@dataclass(frozen=True, slots=True)
class Parsed:
    """`returns`: Message-IDs of ours of which a server says what became of them. `failed`: addresses that
    it came back from, where that is said."""

    head: Head
    text: str
    fresh: str
    cut: bool = False
    files: list[File] = field(default_factory=list)
    returns: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class _Short(policy.Compat32):
    """The old policy takes whatever comes, the new one raises on headers that mean harm. No header is longer
    than anybody writes it: what takes them apart slows down with the square of their length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        most = MOST_HEADER // 10 if name.lower().startswith("content-") else MOST_HEADER
        return name, value[:most]


SHORT = _Short()


def head_of(raw: bytes, now: datetime) -> Head:
    raw = _headers(raw)
    return _head(_message(raw), raw, now)


def parsed(raw: bytes, now: datetime) -> Parsed:
    """Of what cannot be taken apart the head alone."""
    if _is_endless(raw):
        return Parsed(head_of(raw, now), "", "", cut=True)
    try:
        return _parsed(raw, now)
    except Exception as error:  # whatever a stranger wrote: the other letters are read all the same
        logger.warning("a letter could not be taken apart: %s", type(error).__name__)
        return Parsed(head_of(raw, now), "", "", cut=True)


def _is_endless(raw: bytes) -> bool:
    """The reader of letters looks at each line once for every part around it, and goes in as deep."""
    lower = raw.lower()
    nested = lower.count(b"multipart/") + lower.count(b"message/")
    lines = raw.count(b"\n") + raw.count(b"\r")
    return nested > MOST_NESTED or lines * (nested + 1) > MOST_LOOKS


def _parsed(raw: bytes, now: datetime) -> Parsed:
    message = _message(raw)
    head = _head(message, raw, now)
    text = _text(message)
    cut = len(text) > MOST_TEXT
    text = text[:MOST_TEXT]
    tells = comes_from_server(message)
    fresh = text if tells else fresh_of(text)
    files = list(_files(message))[:MOST_FILES]
    return Parsed(
        head,
        text,
        fresh,
        cut,
        files,
        returned(message) if tells else [],
        failed(message) if head.kind == Kind.BOUNCE else [],
    )


def key_of(message_id: str, sender: str, at: datetime, raw: bytes) -> str:
    """The same for every copy of a letter; another's for whoever takes a Message-ID that is not his."""
    own = f"{message_id}\n{sender}\n{int(at.timestamp())}".encode() if message_id else raw
    return hashlib.sha256(own).hexdigest()


def _message(raw: bytes) -> Message:
    return message_from_bytes(raw, policy=SHORT)


def _headers(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0] if b"\r\n\r\n" in raw else raw.partition(b"\n\n")[0]


def _head(message: Message, raw: bytes, now: datetime) -> Head:
    sender = next(iter(_addresses(message, "From")), ("", ""))
    own = _ids(message, "Message-ID")
    message_id = own[0] if own else ""
    at = _moment(message, now)
    return Head(
        key=key_of(message_id, sender[1], at, _headers(raw)),
        message_id=message_id,
        in_reply_to=_ids(message, "In-Reply-To"),
        references=_ids(message, "References")[-MOST_REFERENCES:],
        sender=sender,
        to=_addresses(message, "To"),
        cc=_addresses(message, "Cc"),
        told=[
            address
            for name in ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
            for _name, address in _addresses(message, name)
        ],
        subject=line(header(message, "Subject"), 300),
        at=at,
        kind=kind_of(message),
    )


def _addresses(message: Message, name: str) -> list[Address]:
    values = [str(one) for one in (message.get_all(name) or [])]
    try:
        found = getaddresses(values)[:MOST_ADDRESSES]
    except Exception:  # as above
        return []
    pairs = ((line(decoded(said), 200), normal.email(address) or "") for said, address in found)
    return [(said, address) for said, address in pairs if address and len(address) <= 160]


def _ids(message: Message, name: str) -> list[str]:
    text = " ".join(str(one) for one in (message.get_all(name) or []))
    return list(dict.fromkeys(MESSAGE_ID.findall(text)))


def _moment(message: Message, now: datetime) -> datetime:
    """When it says it was written: not later than now, not before mail was."""
    try:
        at = parsedate_to_datetime(str(message.get("Date")))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return now.replace(microsecond=0)
    return (
        at
        if datetime(2000, 1, 2, tzinfo=UTC) < at <= now + timedelta(hours=1)
        else now.replace(microsecond=0)
    )


def _leaves(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _text(message: Message) -> str:
    """What a person reads: the plain parts; where there are none, the words of the others."""
    read = [
        part
        for part in _leaves(message)
        if not (part.get_filename() or part.get_content_disposition() == "attachment")
    ]
    plain = [_body(part)[:MOST_PAGE] for part in read if part.get_content_type() == "text/plain"]
    if any(one.strip() for one in plain):
        return _tidy("\n".join(plain)[:MOST_PAGE])
    pages = (_body(part) for part in read if part.get_content_type() == "text/html")
    return _tidy("\n".join(words_of(page) for page in _up_to(pages, MOST_PAGE)))


def _up_to(texts: Iterator[str], most: int) -> Iterator[str]:
    """As many characters of all of them."""
    for text in texts:
        yield text[:most]
        most -= len(text)
        if most <= 0:
            return


def _body(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return characters(raw, part.get_content_charset() or "utf-8") if isinstance(raw, bytes) else ""


def _tidy(text: str) -> str:
    text = writing.text(text.replace("\xa0", " ").replace("\u200b", ""), lines=True)
    return re.sub(r"\n{4,}", "\n\n\n", text)


def _files(message: Message) -> Iterator[File]:
    for part in _leaves(message):
        name = part.get_filename()
        kept = part.get_content_disposition() == "attachment" or name
        if not kept or part.get_content_type() == "message/delivery-status":
            continue
        body = part.get_payload(decode=True)
        said = line(decoded(name or ""), 200).replace("/", "_").replace("\\", "_")
        yield File(said or line(part.get_content_type(), 200), body if isinstance(body, bytes) else b"")
