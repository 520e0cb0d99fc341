"""What a source may be. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

MOST = 50
FIELD = re.compile(r"(traits|properties|context)(\.[\w$ -]{1,60}){1,4}")


class Bad(ValueError):
    """The value that does not fit."""


def origins(written: Iterable[str]) -> list[str]:
    """`https://Shop.example/path` → https://shop.example; a bare host means https. Raises Bad."""
    found = []
    for line in written:
        value = line.strip().lower()
        if not value:
            continue
        found.append("*" if value == "*" else _origin(value))
    return list(dict.fromkeys(found))[:MOST]


def _origin(value: str) -> str:
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        port = parts.port
    except ValueError:
        raise Bad(value) from None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.-]+|\[?[0-9a-f:]+\]?", host):
        raise Bad(value)
    if not host.isascii():
        host = host.encode("idna").decode()
    plain = port is None or port == {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if plain else f":{port}")


def categories(written: Iterable[str]) -> list[str]:
    """As the consent tool spells them: capitals matter to it. Raises Bad."""
    found = [line.strip() for line in written if line.strip()]
    for value in found:
        if len(value) > 100:
            raise Bad(value)
    return list(dict.fromkeys(found))[:MOST]


def fields(written: Iterable[str]) -> list[str]:
    """Dotted paths below traits, properties or context. Raises Bad."""
    found = []
    for line in written:
        value = line.strip()
        if value and not FIELD.fullmatch(value):
            raise Bad(value)
        if value:
            found.append(value)
    return list(dict.fromkeys(found))[:MOST]
