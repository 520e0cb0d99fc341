"""A customer's card as a vCard 3.0, the version that every address book reads."""

from collections.abc import Collection, Iterable, Iterator

from krug.customers.queries.card import Card

WIDTH = 75


def vcard(card: Card, hidden: Collection[str] = ()) -> bytes:
    """What a telephone needs of him; our notes and his class stay with us. `hidden`: fields not told."""
    return "".join(f"{folded}\r\n" for line in _lines(card, hidden) for folded in _folded(line)).encode()


def _lines(card: Card, hidden: Collection[str]) -> Iterator[str]:
    person = card.person
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:urn:uuid:{person.uid}"
    yield f"N:{_parts([person.last_name, person.first_name, person.middle_name, '', ''])}"
    yield f"FN:{_text(person.full_name)}"
    if person.organisation:
        yield f"ORG:{_text(person.organisation.standing.name)}"
    if person.specialty:
        yield f"TITLE:{_text(person.specialty)}"
    for phone in card.phones:
        yield f"TEL;TYPE=WORK,VOICE:{_text(phone.normal)}"
    for email in card.emails:
        yield f"EMAIL;TYPE=INTERNET:{_text(email.value)}"
    if person.birth and "birth" not in hidden:
        yield f"BDAY:{person.birth.isoformat()}"
    address = "" if "address" in hidden else person.address
    if address or person.city:
        yield f"ADR;TYPE=WORK:{_parts(['', '', address, person.city, '', '', ''])}"
    if not hidden and person.latitude is not None and person.longitude is not None:
        yield f"GEO:{person.latitude};{person.longitude}"
    yield "END:VCARD"


def _parts(values: Iterable[str]) -> str:
    return ";".join(_text(value) for value in values)


def _text(value: str) -> str:
    for sign in "\\;,":
        value = value.replace(sign, f"\\{sign}")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 bytes, no letter cut in two; what follows begins with a space."""
    held, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > WIDTH:
            yield held
            held, size = " ", 1
        held, size = held + letter, size + width
    yield held
