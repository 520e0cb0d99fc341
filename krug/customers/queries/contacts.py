"""What an address book needs of many customers, in a few queries for any number of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from krug.customers.models import ContactPoint, Person


@dataclass(frozen=True, slots=True)
class Contact:
    """As krug.customers.queries.card.Card has it: phones and e-mails of all merged cards."""

    person: Person
    phones: list[ContactPoint] = field(default_factory=list)
    emails: list[ContactPoint] = field(default_factory=list)


def contacts(ids: Sequence[int]) -> list[Contact]:
    """In the order of the ids."""
    people = Person.objects.select_related("organisation").in_bulk(ids)
    absorbed = dict(Person.objects.filter(canonical__in=ids).values_list("id", "canonical"))
    reached: dict[tuple[int, str], dict[str, ContactPoint]] = defaultdict(dict)
    for point in ContactPoint.objects.filter(person__in=[*ids, *absorbed]).order_by("id"):
        person = point.person_id or 0
        owner = absorbed.get(person) or person
        reached[owner, point.kind].setdefault(point.normal, point)
    kinds = ContactPoint.Kind
    return [
        Contact(people[id], list(reached[id, kinds.PHONE].values()), list(reached[id, kinds.EMAIL].values()))
        for id in ids
        if id in people
    ]
