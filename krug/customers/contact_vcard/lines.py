"""A vCard's text as lines that mean something: folds joined, quoted-printable read, photos left aside."""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vobject.base import ParseError, parseLine

LONGEST = 64 * 1024
WANTED = frozenset(["BEGIN", "END", "FN", "N", "ORG", "TITLE", "ROLE", "TEL", "EMAIL", "ADR", "GEO", "NOTE"])
_NAME = re.compile(r"(?:[\w-]+\.)?([A-Za-z-]+)")
# Outlook leaves a semicolon or a backslash in a text escaped, others do not.
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """`value` is decoded but still escaped: `;` divides it, `\\;` does not."""

    name: str
    params: frozenset[str]
    value: str


def cards(lines: Iterable[str]) -> Iterator[list[Property]]:
    """The properties of one card after another. A card within a card (an assistant's) is left out."""
    depth, card = 0, list[Property]()
    for text in _unfolded(lines):
        one = _property(text)
        if one is None:
            continue
        what = one.value.strip().upper()
        if one.name == "BEGIN" and what == "VCARD":
            depth += 1
            card = [] if depth == 1 else card
        elif one.name == "END" and what == "VCARD":
            depth = max(0, depth - 1)
            if depth == 0:
                yield card
                card = []
        elif depth == 1:
            card.append(one)


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Logical lines of the properties that are wanted; of the others not even the text is kept."""
    held, wanted, soft = "", False, False
    for raw in lines:
        line = raw.rstrip("\r\n")
        if soft or line[:1] in (" ", "\t"):
            more = line if soft and line[:1] not in (" ", "\t") else line[1:]
            if wanted and len(held) < LONGEST:
                held = (held[:-1] if soft else held) + more
            soft = soft and line.endswith("=")
            continue
        if wanted:
            yield held
        held, wanted = line, _wanted(line)
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in line.split(":", 1)[0].upper()
    if wanted:
        yield held


def _wanted(line: str) -> bool:
    found = _NAME.match(line)
    return bool(found and found[1].upper() in WANTED)


def _property(text: str) -> Property | None:
    try:
        name, params, value, _group = parseLine(text)
    except ParseError:
        return None
    words = {word.upper() for param in params for word in param}
    if "QUOTED-PRINTABLE" in words:
        value = _printable(value, params)
    return Property(name.upper(), frozenset(words), value)


def _printable(value: str, params: list[list[str]]) -> str:
    charsets = [param[1] for param in params if len(param) > 1 and param[0].upper() == "CHARSET"]
    data = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
    try:
        return data.decode(charsets[0] if charsets else "utf-8")
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")


def parts(value: str, sign: str = ";") -> list[str]:
    """A value divided where its sign is not escaped, each part as plain text."""
    found, part, at = list[str](), "", 0
    while at < len(value):
        if value[at] == "\\" and at + 1 < len(value):
            part += value[at : at + 2]
            at += 2
        elif value[at] == sign:
            found.append(plain(part))
            part, at = "", at + 1
        else:
            part += value[at]
            at += 1
    return [*found, plain(part)]


def plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
