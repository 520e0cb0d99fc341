"""One writing for things that are written in many ways."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from krug.site.writing import sort_key, text

__all__ = ["email", "full_name", "phone", "sort_key", "text"]

_MOBILE = re.compile(r"(?:\+7|[78])[ -]?\(?9([0-9]{2})\)?[ -]?([0-9]{3})[ -]?([0-9]{2})[ -]?([0-9]{2})")


def full_name(last: str, first: str, middle: str) -> str:
    return " ".join(part for part in (last, first, middle) if part)


def phone(value: str, region: str = "RU") -> str | None:
    """E.164, or None when it can't be a phone number. A number without + is taken as the region's."""
    # Most are mobile numbers of the home country: read at once, as the library would.
    mobile = _MOBILE.fullmatch(value) if region == "RU" else None
    if mobile:
        return f"+79{''.join(mobile.groups())}"
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    # Possible, not valid: new ranges come into use sooner than tables of them.
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(value: str) -> str | None:
    """Lower case, without mailto: and angle brackets; None when it is no address."""
    value = unicodedata.normalize("NFKC", value).strip().removeprefix("mailto:").strip("<>").lower()
    try:
        validate_email(value)
    except ValidationError:
        return None
    return value
