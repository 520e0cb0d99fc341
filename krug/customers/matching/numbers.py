"""Numbers that carry their own proof: INN of persons and organisations, OGRN. Pure."""

import re

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def tax_number(value: str) -> str | None:
    """The INN's 10 (organisation) or 12 (person) digits; None when its check digits don't hold."""
    digits = re.sub(r"[\s-]", "", value)
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


def state_number(value: str) -> str | None:
    """The OGRN's 13 digits or the entrepreneur's 15; None when the check digit doesn't hold."""
    digits = re.sub(r"[\s-]", "", value)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (13, 15):
        return None
    divisor = 11 if len(digits) == 13 else 13
    return digits if int(digits[:-1]) % divisor % 10 == int(digits[-1]) else None
