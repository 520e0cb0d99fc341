"""Cards of the database as what is compared."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from krug.customers.matching.traits import Traits, organisation_traits, person_traits
from krug.customers.models import ContactPoint, Link, Organisation, Person

CHUNK = 20_000
_PERSON = ("id", "last_name", "first_name", "middle_name", "city", "address", "organisation", "unit", "birth")


def persons(ids: Collection[int] | None = None) -> Iterator[list[tuple[Traits, str]]]:
    """(traits, scope) of all cards, or of these, in parts. Cards of two business units never meet."""
    cards = (
        Person.objects.order_by("pk")
        if ids is None
        else Person.objects.filter(pk__in=list(ids)).order_by("pk")
    )
    last = 0
    while rows := list(cards.filter(pk__gt=last).values_list(*_PERSON)[:CHUNK]):
        first, last = rows[0][0], rows[-1][0]
        phones, emails = _points("person", first, last, ids)
        numbers = _numbers(first, last, ids)
        yield [
            (
                person_traits(
                    id, last_name, first_name, middle_name, number=numbers.get(id, ""), phones=phones[id],
                    emails=emails[id], city=city, address=address, work=str(work or ""),
                    birth=birth.isoformat() if birth else "",
                ),
                str(unit),
            )
            for id, last_name, first_name, middle_name, city, address, work, unit, birth in rows
        ]  # fmt: skip


def organisations(ids: Collection[int] | None = None) -> Iterator[list[tuple[Traits, str]]]:
    """The same for organisations."""
    places = Organisation.objects.order_by("pk")
    cards = places if ids is None else places.filter(pk__in=list(ids))
    last = 0
    while rows := list(
        cards.filter(pk__gt=last).values_list("id", "name", "city", "address", "tax_number", "unit")[:CHUNK]
    ):
        first, last = rows[0][0], rows[-1][0]
        phones, emails = _points("organisation", first, last, ids)
        yield [
            (
                organisation_traits(
                    id, name, number=number, phones=phones[id], emails=emails[id], city=city, address=address
                ),
                str(unit),
            )
            for id, name, city, address, number, unit in rows
        ]


READERS: dict[str, Callable[..., Iterator[list[tuple[Traits, str]]]]] = {
    "person": persons,
    "organisation": organisations,
}


def _points(
    of: str, first: int, last: int, ids: Collection[int] | None
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    found: tuple[dict[int, list[str]], dict[int, list[str]]] = (defaultdict(list), defaultdict(list))
    wanted = {f"{of}__gte": first, f"{of}__lte": last} if ids is None else {f"{of}__in": list(ids)}
    rows = ContactPoint.objects.filter(**wanted).order_by("id").values_list(of, "kind", "normal")
    for owner, kind, normal in rows:
        found[kind == ContactPoint.Kind.EMAIL][owner].append(normal)
    return found


def _numbers(first: int, last: int, ids: Collection[int] | None) -> dict[int, str]:
    wanted = {"person__gte": first, "person__lte": last} if ids is None else {"person__in": list(ids)}
    rows = Link.objects.filter(identity__kind="tax", **wanted).order_by("-id")
    return dict(rows.values_list("person", "identity__value"))
