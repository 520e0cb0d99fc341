"""Segment's HTTP API as its clients really speak it. Pure: bytes in, a message or a reason out."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic_core import from_json, to_json

MAX_EVENT = 32 * 1024
MAX_EVENTS = 2_500
MAX_BODY = 500 * 1024 + 16 * 1024
"""The clients fill a batch up to 500 KB and put their envelope around it."""

KINDS = {
    "identify": "identify", "i": "identify", "track": "track", "t": "track", "page": "page", "p": "page",
    "screen": "screen", "s": "screen", "group": "group", "g": "group", "alias": "alias", "a": "alias",
    "batch": "batch", "b": "batch", "import": "import",
}  # fmt: skip
MANY = ("batch", "import")
SETTINGS = re.compile(r"/v1/projects/([\w-]{1,80})/settings")
HALVES = re.compile("[\ud800-\udfff]")
Message = dict[str, Any]


class Rejected(Exception):
    """The request is answered with `status`: what it holds cannot be read at all."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


def kind_of(path: str) -> str | None:
    """`/v1/t` → track; None: there is no such address."""
    return KINDS.get(path.removeprefix("/v1/").rstrip("/"))


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without gzip, at most MAX_BODY of it. Raises Rejected."""
    if encoding in ("", "identity"):
        plain = body
    elif encoding in ("gzip", "x-gzip", "deflate"):
        unpacker = zlib.decompressobj(wbits=47)
        try:
            plain = unpacker.decompress(body, MAX_BODY + 1)
        except zlib.error:
            raise Rejected(400, "bad_gzip", "The body is not gzip as its header says.") from None
        if not unpacker.eof and len(plain) <= MAX_BODY:
            raise Rejected(400, "bad_gzip", "The gzip body is cut off.")
    else:
        raise Rejected(415, "bad_encoding", "Send the body plain or as gzip.")
    if len(plain) > MAX_BODY:
        raise Rejected(400, "too_large", f"The request is larger than {MAX_BODY // 1024} KB.")
    return plain


def message_of(body: bytes, kind: str) -> tuple[Message, bytes]:
    """The JSON object (of many events under `batch`) and the body it is read from. Raises Rejected."""
    try:
        message, body = _json(body)
    except (ValueError, RecursionError):
        raise Rejected(400, "bad_json", "The body is not JSON.") from None
    if not isinstance(message, dict):
        raise Rejected(400, "not_an_object", "The body is not a JSON object.")
    if kind in MANY and not isinstance(message.get("batch"), list):
        raise Rejected(400, "no_batch", "A batch has its events in a list “batch”.")
    return message, body


def _json(body: bytes) -> tuple[Any, bytes]:
    try:
        return from_json(body), body
    except ValueError:
        # Browsers send halves of emoji that a text was cut through: Python reads them, and we mend them.
        mended = to_json(_mended(json.loads(body.decode("utf-8", "replace"))))
        return from_json(mended), mended


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return HALVES.sub("�", value)
    if isinstance(value, list):
        return [_mended(one) for one in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(one) for name, one in value.items()}
    return value


def header_key(authorization: str) -> str:
    """The write key of `Basic key:` or `Bearer key`; empty when there is none."""
    scheme, _, value = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def key_of(authorization: str, message: Message) -> str:
    """The key in the body goes before the header's; a batch may carry it in its events alone."""
    said = message.get("writeKey")
    if isinstance(said, str) and said:
        return said
    if key := header_key(authorization):
        return key
    batch = message.get("batch")
    first = batch[0] if isinstance(batch, list) and batch else None
    within = first.get("writeKey") if isinstance(first, dict) else None
    return within if isinstance(within, str) else ""


def size_refusal(message: Message, kind: str) -> str:
    """Why a batch is refused whole, or nothing."""
    return "too_many_events" if kind in MANY and len(message["batch"]) > MAX_EVENTS else ""


def without(message: Message, blocked: Iterable[Sequence[str]]) -> bytes:
    """The message without its write key and without the fields that are never to be stored."""
    message.pop("writeKey", None)
    batch = message.get("batch")
    events = [message, *batch] if isinstance(batch, list) else [message]
    for event in events:
        if isinstance(event, dict):
            event.pop("writeKey", None)
            for path in blocked:
                _drop(event, path)
    return to_json(message, inf_nan_mode="null")


def _drop(value: Any, path: Sequence[str]) -> None:
    for name in path[:-1]:
        if isinstance(value, list):
            for one in value:
                _drop(one, path)
            return
        value = value.get(name) if isinstance(value, dict) else None
        path = path[1:]
    if isinstance(value, dict):
        value.pop(path[-1], None)
    elif isinstance(value, list):
        for one in value:
            _drop(one, path)


def origin_allowed(origins: Sequence[str], origin: str) -> bool:
    """Whether pages of `origin` may send. A program sends none and is asked for its key alone."""
    return not origin or "*" in origins or origin.lower() in origins
