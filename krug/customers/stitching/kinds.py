"""What each kind of identity can say about whose it is. Pure; the tables here are the rules."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from uuid import UUID

from krug.customers import normal
from krug.customers.numbers import tax_number

MOST = 160


@dataclass(frozen=True, slots=True)
class Kind:
    """`names`: says who it is; the others (cookie, device) are things that people use in turn.

    `rank`: of several that disagree the higher is believed. `most`: persons one value may have at all; with
    more it is a public thing (a kiosk, a reception) and says nothing beyond the moment.
    """

    names: bool
    rank: int
    most: int


KINDS: dict[str, Kind] = {
    "card": Kind(names=True, rank=9, most=1),
    "tax": Kind(names=True, rank=7, most=1),
    "app": Kind(names=True, rank=6, most=1),
    "social": Kind(names=True, rank=5, most=1),
    "loyalty": Kind(names=True, rank=4, most=2),
    "email": Kind(names=True, rank=3, most=4),
    "phone": Kind(names=True, rank=2, most=6),
    "device": Kind(names=False, rank=0, most=8),
    "cookie": Kind(names=False, rank=0, most=5),
}
"""`listener` is not here: an unknown listener is known by nothing."""
IGNORED = frozenset({"ip"})
"""Weak evidence that never joins: taken in with the rest and left out."""
REFUSED = frozenset({"face", "voice", "fingerprint", "iris", "retina", "palm", "gait", "biometric"})
"""Of the body: not taken at all, so that nobody can ever join by it."""


class Evidence(StrEnum):
    """How it is known that these identities belong together."""

    IDENTIFY = "identify"
    ALIAS = "alias"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    CLICKED = "clicked"
    CALLED = "called"
    TILL = "till"


WEAK = frozenset({Evidence.CLICKED})
"""Letters get forwarded: a click holds from its moment, gives no past, displaces nobody who signed in."""

_USERS = re.compile(
    r"^(no|do[-_.]?not)[-_.]?reply|^(test|example|none|null|admin|user|mailer-daemon|postmaster)$"
)
_SHARED = re.compile(r"^(info|office|sales|support|hello|contact|reception|mail|zakaz|priem|registratura)$")
_HOSTS = re.compile(r"(^|\.)(example|test|invalid|localhost)(\.(com|org|net|ru))?$")
_BETWEEN = re.compile(r"[()\-\u2010-\u2015]")
_HOME = re.compile(r"^[78](?=[0-9])")
_NOTHING = re.compile(
    r"^(null|none|undefined|nan|unknown|anonymous|n/?a|true|false|\[object object\]|[-0]*)$", re.I
)


def clean(kind: str, value: str) -> str | None:
    """The value as compared, or None when it can be no value of its kind."""
    value = normal.text(value)[: MOST + 1]
    if not value or len(value) > MOST:
        return None
    if kind == "phone":
        return normal.phone(value)
    if kind == "email":
        return normal.email(value)
    if kind == "tax":
        return tax_number(value)
    if kind == "card":
        return _uuid(value)
    return value


def pattern(kind: str, value: str) -> str:
    """A value with * in it, written as the cleaned values are that it is to meet."""
    value = "".join(normal.text(value).split()) if kind in ("phone", "email") else normal.text(value)
    if kind == "phone":
        return _HOME.sub("+7", _BETWEEN.sub("", value))
    return unicodedata.normalize("NFKC", value).lower() if kind == "email" else value


def _uuid(value: str) -> str | None:
    try:
        return str(UUID(value))
    except ValueError:
        return None


def empty(kind: str, value: str) -> bool:
    """A cleaned value that programs and people write when there is none: it is nobody's, ever."""
    if kind == "phone":
        return _dull(value[-10:])
    if kind == "email":
        user, _, host = value.partition("@")
        return bool(_USERS.search(user) or _SHARED.search(user) or _HOSTS.search(host))
    return bool(_NOTHING.match(value))


def _dull(digits: str) -> bool:
    """The last seven digits are one digit over and over, or the row of digits."""
    last = digits[-7:]
    return len(set(last)) == 1 or last in "0123456789" or last in "9876543210"


def blocked(kind: str, value: str, patterns: Collection[str]) -> bool:
    """`patterns`: the kind's blocked values, whole or with * for any characters."""
    return any(value == one or ("*" in one and _meets(value, one)) for one in patterns)


def _meets(value: str, one: str) -> bool:
    """* alone stands for others: a question mark or a bracket of a value is itself."""
    return fnmatchcase(value, one.replace("[", "[[]").replace("?", "[?]"))
