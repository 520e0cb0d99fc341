"""vCards 2.1, 3.0 and 4.0 as a table of contacts: one record a card."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from krug.customers.contact_csv import sniff
from krug.customers.contact_csv.columns import PERSON
from krug.customers.contact_vcard.lines import Property, cards, parts, plain

COLUMNS = (
    "last_name", "first_name", "middle_name", "full_name", "organisation", "specialty", "phone", "email",
    "city", "address", "latitude", "longitude", "birth", "note",
)  # fmt: skip
# A fax is nobody's phone.
_NO_PHONE = frozenset({"FAX", "PAGER", "TTY", "TEXTPHONE", "MODEM", "BBS"})


def headings() -> list[str]:
    return [str(PERSON.names[name]) for name in COLUMNS]


def table(path: Path) -> Iterator[list[str]]:
    encoding = sniff.encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="\n") as file:
        for card in cards(file):
            row = _row(card)
            yield [row.get(name, "") for name in COLUMNS]


def _row(card: Sequence[Property]) -> dict[str, str]:
    row = _names(card) | _address(card) | _place(card)
    row["organisation"] = next((parts(one.value)[0] for one in card if one.name == "ORG"), "")
    row["specialty"] = next((plain(one.value) for one in card if one.name in ("TITLE", "ROLE")), "")
    phones = [one for one in card if one.name == "TEL" and not one.params & _NO_PHONE]
    row["phone"] = _joined(_phone(one.value) for one in phones)
    row["email"] = _joined(plain(one.value) for one in card if one.name == "EMAIL")
    row["birth"] = next((plain(one.value)[:10] for one in card if one.name == "BDAY"), "")
    row["note"] = "\n".join(plain(one.value) for one in card if one.name == "NOTE")
    return row


def _joined(values: Iterator[str]) -> str:
    # A number told twice, at work and preferred, is one number.
    return "; ".join(dict.fromkeys(value for value in values if value))


def _phone(value: str) -> str:
    """A number as written; vCard 4 may have it as an address, `tel:+7-999-…;ext=5`."""
    text = plain(value)
    return text[4:].split(";", 1)[0] if text.lower().startswith("tel:") else text


def _names(card: Sequence[Property]) -> dict[str, str]:
    """By the parts of a name; else by the name as shown, which foreign programs write given name first."""
    whole = next((plain(one.value) for one in card if one.name == "FN"), "")
    name = next((parts(one.value) for one in card if one.name == "N"), [])
    last, first, middle = [*name, "", "", ""][:3]
    if last:
        return {
            "last_name": last,
            "first_name": first,
            "middle_name": " ".join(middle.replace(",", " ").split()),
        }
    words = whole.split()
    if len(words) == 2 and whole.isascii():
        return {"last_name": words[1].strip(","), "first_name": words[0].strip(",")}
    return {"full_name": whole or first}


def _address(card: Sequence[Property]) -> dict[str, str]:
    """City and street of the first address that has either."""
    for one in card:
        if one.name == "ADR":
            _box, more, street, city, *_ = [*parts(one.value), "", "", "", ""]
            street = ", ".join(" ".join(part.split()) for part in (street, more) if part)
            if street or city:
                return {"city": city, "address": street}
    return {}


def _place(card: Sequence[Property]) -> dict[str, str]:
    """`GEO:55.75;37.62`, or in vCard 4 `geo:55.75,37.62`."""
    for one in card:
        if one.name == "GEO":
            found = plain(one.value).lower().removeprefix("geo:").replace(",", ";").split(";")
            if len(found) >= 2:
                return {"latitude": found[0], "longitude": found[1]}
    return {}
