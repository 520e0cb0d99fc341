"""Numbers as phone systems write them. Pure."""

import re

from krug.customers import normal

LONGEST = 40
INTERNAL = 6
"""Up to so many digits it is one of the house's own extensions."""


def e164(written: str) -> str:
    """`79161234567`, `8 (916) …`, `+44…` → E.164; as it was written where it is no phone number."""
    text = written.strip().removeprefix("sip:").partition("@")[0].strip()
    digits = re.sub(r"\D", "", text)
    if len(digits) <= INTERNAL:
        return text[:LONGEST] if digits else ""
    # Eleven digits that begin with 7 or 8 are Russian with or without a plus; longer ones lack only the plus.
    abroad = len(digits) > 10 and not text.startswith("+") and not (len(digits) == 11 and digits[0] in "78")
    found = normal.phone(f"+{digits}") if abroad else None
    return found or normal.phone(text) or normal.phone(digits) or text[:LONGEST]


def is_internal(written: str) -> bool:
    """Between colleagues, who are no customers."""
    text = written.strip()
    return text.isascii() and text.isdigit() and len(text) <= INTERNAL


def is_phone(number: str) -> bool:
    return number.startswith("+") and number[1:].isdigit()
