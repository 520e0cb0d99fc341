"""What a file can be of. Everything else of an import is the same for all kinds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from krug.customers.contact_csv import people, places
from krug.customers.contact_csv.columns import PERSON, Fields
from krug.customers.contact_csv.doubles import Seen
from krug.customers.contact_csv.judged import Judged
from krug.customers.contact_csv.own import own_columns
from krug.customers.contact_csv.place_columns import ORGANISATION
from krug.customers.contact_csv.place_doubles import SeenPlaces
from krug.customers.contact_csv.reading import Record
from krug.customers.models import ContactImport


@dataclass(frozen=True, slots=True)
class Kind:
    """`seen`: an empty memory of rows above; `judge`: what each row is, in their order, and puts it into that
    memory; `take`: makes the good ones.
    """

    fields: Fields
    seen: Callable[[], Any]
    judge: Callable[[ContactImport, Sequence[Record], Any], list[Judged]]
    take: Callable[[ContactImport, Sequence[Judged]], None]


KINDS: Mapping[str, Kind] = {
    "person": Kind(PERSON, Seen, people.judge, people.take),
    "organisation": Kind(ORGANISATION, SeenPlaces, places.judge, places.take),
}


def kind_of(held: ContactImport) -> Kind:
    """With the own fields that whoever imports may write now."""
    kind = KINDS[held.kind]
    own = own_columns(held.author, held.kind, held.unit_id)
    return replace(kind, fields=replace(kind.fields, own=own))
