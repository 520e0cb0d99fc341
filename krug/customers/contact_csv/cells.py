"""A record's cells as the data of a person."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from krug.customers import normal
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Organisation
from krug.fields.actions.values import PREFIX

_SEVERAL = re.compile(r"[,;\n|]+|\s+/\s+")
# Class letters are often typed in the other alphabet.
_CLASSES = {
    "А": "A",
    "В": "B",
    "С": "C",
    "а": "A",
    "в": "B",
    "с": "C",
    "б": "B",
    "Б": "B",
    "a": "A",
    "b": "B",
    "c": "C",
}

_KINDS: Mapping[str, tuple[str, ...]] = {
    Organisation.Kind.PHARMACY: ("аптек", "аптеч", "pharmac", "drugstore"),
    Organisation.Kind.CLINIC: (
        "клиник", "больниц", "госпиталь", "медцентр", "медицинск", "лпу", "clinic", "hospital", "medical",
    ),
    Organisation.Kind.COMPANY: ("компани", "company", "юрлицо", "юр. лицо", "legal entity"),
}  # fmt: skip


@dataclass(slots=True)
class Row:
    """A record understood: the person, his organisation by name, his own fields by key."""

    line: int
    cells: list[str]
    data: PersonData
    organisation: str
    tax_number: str
    own: dict[str, str]

    @property
    def title(self) -> str:
        return normal.full_name(self.data.last_name, self.data.first_name, self.data.middle_name)


@dataclass(slots=True)
class PlaceRow:
    """The same of an organisation, and of the chain it belongs to by name."""

    line: int
    cells: list[str]
    data: OrganisationData
    parent: str
    own: dict[str, str]

    @property
    def title(self) -> str:
        return self.data.name


def row_of(line: int, cells: Sequence[str], mapping: Mapping[str, str]) -> Row:
    """Text as it stands; what is wrong with it is for the actions' rules to say."""
    found = _by_field(cells, mapping)
    one = {field: values[0] for field, values in found.items()}
    last, first, middle = _names(one)
    data = PersonData(
        last_name=last,
        first_name=first,
        middle_name=middle,
        specialty=one.get("specialty", ""),
        klass=_klass(one),
        city=one.get("city", ""),
        address=one.get("address", ""),
        latitude=_number(one.get("latitude", "")),
        longitude=_number(one.get("longitude", "")),
        note="\n".join(found["note"]),
        birth=one.get("birth", ""),
        phones=_several(found["phone"]),
        emails=_several(found["email"]),
    )
    return Row(line, list(cells), data, one.get("organisation", ""), one.get("tax_number", ""), _own(one))


def _klass(one: Mapping[str, str]) -> str:
    letter = one.get("klass", "")
    return _CLASSES.get(letter, letter)


def place_of(line: int, cells: Sequence[str], mapping: Mapping[str, str]) -> PlaceRow:
    found = _by_field(cells, mapping)
    one = {field: values[0] for field, values in found.items()}
    name, kind = one.get("name", ""), one.get("kind", "")
    # Books often have both numbers in one column: 7701234567/770101001.
    number, _slash, reason = one.get("tax_number", "").partition("/")
    data = OrganisationData(
        name=name,
        kind=place_kind(kind, kind) if kind else place_kind(name),
        klass=_klass(one),
        city=one.get("city", ""),
        address=one.get("address", ""),
        latitude=_number(one.get("latitude", "")),
        longitude=_number(one.get("longitude", "")),
        tax_number=number.strip(),
        tax_reason=one.get("tax_reason", reason.strip()),
        state_number=one.get("state_number", ""),
        phones=_several(found["phone"]),
        emails=_several(found["email"]),
    )
    return PlaceRow(line, list(cells), data, one.get("parent", ""), _own(one))


def place_kind(text: str, otherwise: str = Organisation.Kind.COMPANY) -> str:
    """What an organisation is, by its name or by what people call its kind."""
    words = text.casefold()
    return next((kind for kind, stems in _KINDS.items() if any(stem in words for stem in stems)), otherwise)


def _by_field(cells: Sequence[str], mapping: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for column, field in sorted(mapping.items(), key=lambda pair: int(pair[0])):
        number = int(column)
        if number < len(cells) and cells[number]:
            found[field].append(cells[number])
    return found


def _own(one: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(PREFIX): value for name, value in one.items() if name.startswith(PREFIX)}


def _names(one: Mapping[str, str]) -> tuple[str, str, str]:
    """Family name, name, patronymic: the order in which a full name is written in Russia."""
    last, first, middle = (one.get(field, "") for field in ("last_name", "first_name", "middle_name"))
    if last or "full_name" not in one:
        return last, first, middle
    words = one["full_name"].replace(",", " ").split()
    return (words[0] if words else ""), (first or " ".join(words[1:2])), (middle or " ".join(words[2:]))


def _several(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in _SEVERAL.split(value) if part.strip()]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        # Out of any range: the rules will name the field.
        return float("nan")
