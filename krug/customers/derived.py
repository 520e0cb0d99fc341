"""What follows from persons and organisations: scopes, places in lists, search rows. Can be rebuilt."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from krug.access.actions.scope import place_many
from krug.customers.listing import places
from krug.customers.listing.places import Place
from krug.customers.models import Affiliation, ContactPoint, Organisation, Person
from krug.customers.search import index
from krug.site.bulk import chunks

_PERSON = (
    "id", "canonical", "unit", "territory", "sort", "last_name", "first_name", "middle_name", "city",
    "klass", "changed_at", "erased__id",
)  # fmt: skip
_ORGANISATION = (
    "id", "canonical", "unit", "territory", "sort", "name", "city", "tax_number", "state_number",
    "klass", "changed_at",
)  # fmt: skip
Row = dict[str, Any]


def refresh_persons(ids: Collection[int]) -> None:
    """Place persons in scopes and index them.

    A survivor is where any of those merged into him was, and is found by their names and phones too. Who was
    merged away is nowhere, and nor is who was erased.
    """
    rows = _whole_groups(Person, _PERSON, ids)
    gone = [row for row in rows if row["erased__id"]]
    rows = [row for row in rows if not row["erased__id"]]
    known = [row["id"] for row in rows]
    _write_persons(rows, _points("person", known), _works_at(known))
    absorbed = [*gone, *(row for row in rows if row["canonical"])]
    place_many([("person", row["id"], [], row["sort"]) for row in absorbed])
    places.drop("person", [row["id"] for row in absorbed])
    index.drop("person", [row["id"] for row in absorbed])


def place_new_persons(people: Sequence[Person], reached: Mapping[int, list[str]]) -> None:
    """The same for persons this transaction made, with what it knows of them. `reached`: phones, e-mails."""
    works = {person.pk: person.organisation_id for person in people if person.organisation_id}
    places = Organisation.objects.filter(id__in=set(works.values()))
    named = places.values_list("id", "name", "canonical__name")
    names = {id: [name for name in both if name] for id, *both in named}
    rows: list[Row] = [
        {
            "id": person.pk,
            "canonical": None,
            "unit": person.unit_id,
            "territory": person.territory_id,
            **{name: getattr(person, name) for name in index.PERSON_NAMES},
            "sort": person.sort,
            "klass": person.klass,
            "changed_at": person.changed_at,
        }
        for person in people
    ]
    _write_persons(rows, reached, {id: names[place] for id, place in works.items()}, made=True)


def _write_persons(
    rows: Iterable[Row],
    phones: Mapping[int, list[str]],
    works_at: Mapping[int, list[str]],
    made: bool = False,
) -> None:
    """Place and index the survivors of these rows, which hold their whole groups."""
    members, texts, listed = [], [], []
    for root, group in _grouped(rows).items():
        scopes = sorted({_scope(row) for row in group})
        members.append(("person", root, scopes, group[0]["sort"]))
        listed.append(_place(root, scopes, group))
        reached = [point for row in group for point in phones.get(row["id"], ())]
        works = [name for row in group for name in works_at.get(row["id"], ())]
        texts.append((root, index.person_text(group, works, reached, scopes)))
    place_many(members, made)
    places.put("person", listed, made)
    index.put("person", texts, made)


def refresh_organisations(ids: Collection[int]) -> None:
    """The same for organisations."""
    rows = _whole_groups(Organisation, _ORGANISATION, ids)
    phones = _points("organisation", [row["id"] for row in rows])
    members, texts, listed = [], [], []
    for root, group in _grouped(rows).items():
        scopes = sorted({_scope(row) for row in group})
        members.append(("organisation", root, scopes, group[0]["sort"]))
        listed.append(_place(root, scopes, group))
        reached = [point for row in group for point in phones[row["id"]]]
        texts.append((root, index.organisation_text(group, reached, scopes)))
    absorbed = [row for row in rows if row["canonical"]]
    place_many(members + [("organisation", row["id"], [], row["sort"]) for row in absorbed])
    places.put("organisation", listed)
    places.drop("organisation", [row["id"] for row in absorbed])
    index.put("organisation", texts)
    index.drop("organisation", [row["id"] for row in absorbed])


def _place(root: int, scopes: Sequence[tuple[str, int]], group: Sequence[Row]) -> Place:
    """By class and city of the survivor, who is the first, and by when any of them was worked on last."""
    first, changed = group[0], max(row["changed_at"] for row in group)
    return Place(root, scopes, first["sort"], first["klass"], first["city"], changed)


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Survivor → the rows of his group, his own first."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["canonical"] or row["id"]].append(row)
    for root, group in groups.items():
        group.sort(key=lambda row: (row["id"] != root, row["id"]))
    return groups


def _whole_groups(cards: Any, columns: Sequence[str], ids: Collection[int]) -> list[Row]:
    """The cards asked for and everyone of their groups."""
    roots: set[int] = set()
    for chunk in chunks(ids):
        pairs = cards.objects.filter(id__in=chunk).values_list("id", "canonical")
        roots |= {canonical or id for id, canonical in pairs}
    rows: list[Row] = []
    for chunk in chunks(roots | set(ids)):
        rows += cards.objects.filter(id__in=chunk).values(*columns)
        rows += cards.objects.filter(canonical__in=chunk).values(*columns)
    return list({row["id"]: row for row in rows}.values())


def _works_at(ids: Iterable[int]) -> dict[int, list[str]]:
    """The organisations where they work now, also by the name of who stands for them."""
    found: dict[int, list[str]] = defaultdict(list)
    for chunk in chunks(ids):
        rows = Affiliation.objects.filter(person__in=chunk, until=None).order_by("id")
        for person, *names in rows.values_list(
            "person", "organisation__name", "organisation__canonical__name"
        ):
            found[person] += [name for name in names if name]
    return found


def _points(of: str, ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for chunk in chunks(ids):
        rows = ContactPoint.objects.filter(**{f"{of}__in": chunk}).order_by("id")
        for owner, normal in rows.values_list(of, "normal"):
            found[owner].append(normal)
    return found


def _scope(row: Row) -> tuple[str, int]:
    return ("territory", row["territory"]) if row["territory"] else ("unit", row["unit"])
