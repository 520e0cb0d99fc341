"""The address under which a customer reads his proposal: whoever has it, has it; nobody guesses it."""

from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

LETTERS = 32
"""Hexadecimal: 128 bits."""


def key_of(uid: UUID, turn: int) -> str:
    """`turn` grows when the seller renews the link: the one before opens nothing any more."""
    return salted_hmac("sales.proposal", f"{uid}/{turn}", algorithm="sha256").hexdigest()[:LETTERS]


def fits(uid: UUID, turn: int, key: str) -> bool:
    return constant_time_compare(key, key_of(uid, turn))
