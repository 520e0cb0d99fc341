"""One writing for what people type: as it is kept, and as it is compared."""

import re
import unicodedata

SORT_LENGTH = 80
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def text(value: str, lines: bool = False) -> str:
    """NFC, no control characters, spaces collapsed (line breaks kept where `lines`)."""
    value = unicodedata.normalize("NFC", value)
    if not value.isprintable():
        value = _CONTROLS.sub("", value)
    if lines:
        return value.replace("\r\n", "\n").strip()
    return " ".join(value.split())


def sort_key(*parts: str) -> str:
    """The list order of a name: lower case, ё as е, ≤ 80 characters."""
    return " ".join(" ".join(parts).casefold().replace("ё", "е").split())[:SORT_LENGTH]
