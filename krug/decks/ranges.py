"""One `Range: bytes=…` of a file (RFC 9110 §14). Pure."""

import re

_ONE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


class OutOfFile(Exception):
    """The range begins behind the end: answer 416."""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """(first, last) bytes asked for; None for the whole file: no range, several, or an odd one."""
    found = _ONE.match(header.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        wanted = int(found[2])
        if wanted == 0 or size == 0:
            raise OutOfFile
        return max(0, size - wanted), size - 1
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if first >= size:
        raise OutOfFile
    return None if found[2] and int(found[2]) < first else (first, last)
