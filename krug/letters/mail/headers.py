"""Headers as people read them, whatever a stranger wrote. Pure."""

from email.header import decode_header
from email.message import Message

from krug.site import writing

MOST = 4000
"""Characters of a header's words: longer ones are looked through for ever."""


def header(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else decoded(str(value))


def decoded(value: str) -> str:
    value = value[:MOST]
    try:
        parts = decode_header(value)
    except Exception:  # whatever a stranger wrote: no header is worth a letter
        return value
    return "".join(
        part if isinstance(part, str) else characters(part, charset or "ascii") for part, charset in parts
    )


def characters(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("cp1251", "replace")


def on_wire(address: str) -> str:
    """Its domain as servers know it: xn--… where it is not ASCII. Raises UnicodeError."""
    name, _at, domain = address.rpartition("@")
    wire = f"{name}@{domain.encode('idna').decode()}"
    wire.encode("ascii")
    return wire


def forms(address: str) -> set[str]:
    """The address, and how else it is written: its domain as people and as servers write it."""
    name, _at, domain = address.rpartition("@")
    if domain.isascii() and "xn--" not in domain:
        return {address}
    try:
        wire = domain.encode("idna")
        return {address, f"{name}@{wire.decode()}", f"{name}@{wire.decode('idna')}"}
    except UnicodeError:
        return {address}


def line(text: str, most: int) -> str:
    return writing.text(text)[:most]
