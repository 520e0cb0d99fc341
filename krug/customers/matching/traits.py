"""What of a card is compared, in the writing in which it is compared. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from krug.customers.matching.forms import name_parts
from krug.customers.matching.names import first_root, last_root, middle_root, sex_of
from krug.customers.search.latin import latin as plain_latin

latin = lru_cache(maxsize=200_000)(plain_latin)


@dataclass(slots=True)
class Traits:
    """None or empty: not known. Names by their roots, `pair`: both in one order; birth as YYYYMMDD;
    `number`: of the tax office or a document.
    """

    id: int
    last: str | None = None
    first: str | None = None
    middle: str | None = None
    pair: str | None = None
    sex: str | None = None
    birth: str | None = None
    number: str | None = None
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    city: str | None = None
    postcode: str | None = None
    street: str | None = None
    words: list[str] = field(default_factory=list)
    house: str | None = None
    work: str | None = None


COLUMNS = tuple(Traits.__slots__)
LISTS = frozenset({"phones", "emails", "words"})
_STREET_WORDS = frozenset(
    [
        "ul",
        "ulica",
        "d",
        "dom",
        "pr",
        "prospect",
        "prospekt",
        "per",
        "pereulok",
        "str",
        "stroenie",
        "korp",
        "korpus",
        "kv",
        "g",
        "gorod",
        "sh",
        "shose",
        "bulv",
        "bulvar",
        "nab",
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "av",
        "blvd",
        "boulevard",
        "drive",
        "dr",
        "lane",
        "ln",
        "place",
        "pl",
        "court",
        "crt",
        "ct",
        "close",
        "crescent",
        "south",
        "north",
        "east",
        "west",
        "s",
        "n",
        "e",
        "v",
        "apt",
    ]
)
_HOUSE = re.compile(r"\d+[a-zа-яё]?(?:[/-]\d+)?", re.IGNORECASE)


def person_traits(
    id: int,
    last: str = "",
    first: str = "",
    middle: str = "",
    *,
    birth: str = "",
    number: str = "",
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    city: str = "",
    postcode: str = "",
    address: str = "",
    house: str = "",
    work: str = "",
) -> Traits:
    """`address` is taken apart into street and house, unless the house comes by itself."""
    street, words, found = address_parts(address)
    return Traits(
        id=id,
        last=last_root(last) or None,
        first=first_root(first) or None,
        middle=middle_root(middle) or None,
        pair=name_pair(last, first),
        sex=sex_of(last, first, middle),
        birth=digits(birth),
        number=digits(number),
        phones=list(phones),
        emails=list(emails),
        city=latin(city) or None,
        postcode=digits(postcode),
        street=street,
        words=words,
        house=(house.strip().lower() or None) if house else found,
        work=work or None,
    )


def name_pair(last: str, first: str) -> str | None:
    """Both names whichever stands first, so that those who changed places meet."""
    roots = sorted(last_root(first_root(name)) for name in (last, first) if name)
    return "|".join(roots) if len(roots) == 2 else None


def digits(text: str) -> str | None:
    return re.sub(r"\D", "", text) or None


@lru_cache(maxsize=200_000)
def _address(text: str) -> tuple[str | None, tuple[str, ...], str | None]:
    house = _HOUSE.search(text)
    rest = text[: house.start()] + " " + text[house.end() :] if house else text
    words = [word for word in latin(rest).split() if len(word) > 1 and word not in _STREET_WORDS]
    return " ".join(words) or None, tuple(sorted(set(words))), house.group().lower() if house else None


def address_parts(text: str) -> tuple[str | None, list[str], str | None]:
    """(street, its words, house): «ул. Ленина, д. 5» → lenina, [lenina], 5."""
    street, words, house = _address(text)
    return street, list(words), house


def organisation_traits(
    id: int,
    name: str,
    *,
    number: str = "",
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    city: str = "",
    address: str = "",
) -> Traits:
    """`last` is the name without its legal form, `first` the form, `words` the name's words."""
    plain, form = name_parts(name)
    street, _, house = address_parts(address)
    return Traits(
        id=id,
        last=plain or None,
        first=form,
        number=digits(number),
        phones=list(phones),
        emails=list(emails),
        city=latin(city) or None,
        street=street,
        words=sorted({word for word in plain.split() if len(word) > 1}),
        house=house,
    )
