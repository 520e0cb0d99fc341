"""Numbers of registers: INN and OGRN, which carry their own proof, KPP, tax numbers abroad. Pure."""

import re

from phonenumbers import SUPPORTED_REGIONS

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
# A Greek number begins with the country's own letters, a Northern Irish one with letters of no country.
COUNTRIES = frozenset(SUPPORTED_REGIONS) | {"EL", "XI"}
_ABROAD = re.compile(r"[A-Z]{2}(?=[A-Z]{0,3}\d)[A-Z0-9]{4,16}")
_REASON = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}")


def tax_number(value: str) -> str | None:
    """The INN's 10 (organisation) or 12 (person) digits; None when its check digits don't hold."""
    digits = plain(value)
    if not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return None
    if len(digits) == 10 and _inn_digit(digits, _INN_10) == digits[9]:
        return digits
    twelve = len(digits) == 12
    if twelve and _inn_digit(digits, _INN_11) == digits[10] and _inn_digit(digits, _INN_12) == digits[11]:
        return digits
    return None


def _inn_digit(digits: str, weights: tuple[int, ...]) -> str:
    return str(sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11 % 10)


def any_tax_number(value: str) -> str | None:
    """The INN, or a number of another country after its two letters: `DE136695976`."""
    written = plain(value).upper()
    if _ABROAD.fullmatch(written) and written[:2] in COUNTRIES and written[:2] != "RU":
        return written
    return tax_number(written)


def tax_reason(value: str) -> str | None:
    """The KPP's nine signs. It has no check digit."""
    written = plain(value).upper()
    return written if _REASON.fullmatch(written) and written.isascii() else None


def state_number(value: str) -> str | None:
    """The OGRN's 13 digits or the entrepreneur's 15; None when the check digit doesn't hold."""
    digits = plain(value)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (13, 15):
        return None
    divisor = 11 if len(digits) == 13 else 13
    return digits if int(digits[:-1]) % divisor % 10 == int(digits[-1]) else None


def plain(value: str) -> str:
    return re.sub(r"[\s-]", "", value)
