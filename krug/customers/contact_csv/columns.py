"""Which column holds what: by its heading in Russian or English, else by what stands in it."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.customers import normal


@dataclass(frozen=True, slots=True)
class Fields:
    """What a file of one kind may hold. `headings`: heading in one writing → field.

    `many`: fields that several columns may fill; `needed`: one of these must be there, else `missing` is
    said; `by_content`: what a cell is by itself; `alone`: what a column is for want of a needed one.
    `own`: own.<key> → name, the own fields that whoever imports may write.
    """

    kind: str
    names: Mapping[str, Any]
    many: frozenset[str]
    needed: frozenset[str]
    missing: Any
    headings: Mapping[str, str]
    by_content: Callable[[str], str]
    alone: Mapping[str, str]
    own: Mapping[str, str]


def by_heading(headings: Mapping[str, str]) -> dict[str, str]:
    """Field → its headings, parted by `|`: turned round."""
    return {heading: field for field, own in headings.items() for heading in own.split("|")}


ADDRESSED = {
    "phone": "телефон|тел|телефоны|моб|мобильный|мобильный телефон|сотовый|сотовый телефон|рабочий телефон|"
    "домашний телефон|контактный телефон|номер телефона|номер|phone|phones|mobile|mobile phone|cell|tel|"
    "telephone|phone number|work phone|home phone|business phone|phone 1 value|phone 2 value",
    "email": "почта|эл почта|электронная почта|емейл|имейл|e mail|email|mail|e mail address|email address|"
    "адрес электронной почты|e mail 1 value|e mail 2 value|emails",
    "city": "город|нас пункт|населенный пункт|населённый пункт|city|town|home city|business city|locality",
    "address": "адрес|улица|адрес работы|фактический адрес|address|street|street address|business street|"
    "home address|address 1 formatted",
    "latitude": "широта|lat|latitude",
    "longitude": "долгота|lon|lng|long|longitude",
}
"""Headings of what people and organisations have alike."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?\.?")


def _kind(cell: str) -> str:
    if "@" in cell and normal.email(cell):
        return "email"
    if sum(sign.isdigit() for sign in cell) >= 7 and normal.phone(cell):
        return "phone"
    words = cell.split()
    if 2 <= len(words) <= 4 and all(_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return "full_name"
    return ""


PERSON = Fields(
    kind="person",
    names={
        "full_name": _("Full name"),
        "last_name": _("Last name"),
        "first_name": _("First name"),
        "middle_name": _("Middle name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "organisation": _("Organisation"),
        "specialty": _("Specialty"),
        "klass": _("Class"),
        "city": _("City"),
        "address": _("Address"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "birth": _("Date of birth"),
        "tax_number": _("INN of the organisation"),
        "note": _("Note"),
    },
    many=frozenset({"phone", "email", "note"}),
    needed=frozenset({"last_name", "full_name"}),
    missing=_("Say which column holds the last name or the full name."),
    headings=by_heading(
        {
            **ADDRESSED,
            "full_name": "фио|ф и о|полное имя|имя полностью|контакт|контактное лицо|сотрудник|врач|"
            "клиент|доктор|"
            "full name|name|contact|contact name|person|doctor|customer|display name|fullname",
            "last_name": "фамилия|фам|last name|lastname|surname|family name|second name",
            "first_name": "имя|first name|firstname|given name|forename",
            "middle_name": "отчество|middle name|middlename|patronymic|additional name",
            "organisation": "организация|компания|лпу|учреждение|место работы|клиника|аптека|фирма|"
            "предприятие|"
            "название организации|organisation|organization|company|company name|workplace|clinic|account|"
            "account name|employer|organization name|organization 1 name",
            "specialty": "специальность|специализация|должность|профессия|specialty|speciality|"
            "specialization|"
            "position|title|job title|job|organization title|organization 1 title",
            "klass": "класс|категория|сегмент|abc|class|category|segment|grade|tier",
            "birth": "дата рождения|день рождения|др|д р|рождение|родился|birth date|birthdate|birthday|"
            "date of birth|dob|born|bday",
            "tax_number": "инн|инн организации|инн компании|налоговый номер|inn|tax number|tax id|vat|"
            "vat number|tin",
            "note": "заметка|заметки|примечание|примечания|комментарий|комментарии|описание|note|"
            "notes|comment|"
            "comments|description|remarks",
        }
    ),
    by_content=_kind,
    # A lone column «Name» with no family name beside it holds the whole name.
    alone={"first_name": "full_name"},
    own={},
)


def plain(heading: str) -> str:
    """A heading as the table has it: «Тел. (моб.)» → `тел моб`."""
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def field_of(heading: str, of: Fields = PERSON) -> str | None:
    """The field a heading means: the whole of it, or the longest known heading it begins with.

    An own field's whole name goes before a heading that only begins like one of Krug's.
    """
    text = plain(heading)
    named = {plain(name): own for own, name in of.own.items()}
    if exact := of.headings.get(text) or named.get(text):
        return exact
    begins = [known for known in of.headings if len(known) > 2 and text.startswith(f"{known} ")]
    return of.headings[max(begins, key=len)] if begins else None


def has_header(first: Sequence[str], of: Fields = PERSON) -> bool:
    """Whether the first record is headings: some are known, and nothing in it is a phone or an e-mail."""
    if any("@" in cell or normal.phone(cell) for cell in first):
        return False
    known = sum(field_of(cell, of) is not None for cell in first)
    return known > 0 and (known >= 2 or len(first) <= 3)


def guess(header: Sequence[str] | None, rows: Sequence[Sequence[str]], of: Fields = PERSON) -> dict[str, str]:
    """Column number (as text, from «0») → field, no field twice save `many`."""
    width = max((len(row) for row in [header or [], *rows]), default=0)
    mapping: dict[str, str] = {}
    for column in range(width):
        field = field_of(header[column], of) if header and column < len(header) else None
        if field is None and header is None:
            field = _by_content([row[column] for row in rows if column < len(row) and row[column]], of)
        if field and (field in of.many or field not in mapping.values()):
            mapping[str(column)] = field
    if not of.needed & set(mapping.values()):
        _promote(mapping, of)
    return mapping


def _promote(mapping: dict[str, str], of: Fields) -> None:
    for column, field in mapping.items():
        if field in of.alone:
            mapping[column] = of.alone[field]
            return


def _by_content(cells: Sequence[str], of: Fields) -> str | None:
    votes = Counter(of.by_content(cell) for cell in cells[:100])
    kind, many = votes.most_common(1)[0] if votes else ("", 0)
    return kind if kind and many * 2 > len(cells[:100]) else None


def signature(headings: Sequence[str], of: Fields = PERSON) -> str:
    """One for files of one kind with the same headings in the same order; empty where a file has none."""
    text = "\n".join(plain(heading) for heading in headings)
    marked = text if of.kind == PERSON.kind else f"{of.kind}\n{text}"
    return hashlib.sha256(marked.encode()).hexdigest() if text.strip() else ""


def check(mapping: Mapping[str, str], width: int, of: Fields = PERSON) -> str | None:
    """What is wrong with a mapping: unknown_column, unknown_field, twice, no_name; or None."""
    if any(not column.isdecimal() or int(column) >= width for column in mapping):
        return "unknown_column"
    fields = [field for field in mapping.values() if field]
    if set(fields) - of.names.keys() - of.own.keys():
        return "unknown_field"
    if any(fields.count(field) > 1 for field in fields if field not in of.many):
        return "twice"
    return None if of.needed & set(fields) else "no_name"
