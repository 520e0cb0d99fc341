"""Where a person works, and who works at an organisation with what part in its decisions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from krug.customers.models import Affiliation
from krug.customers.queries.organisations import cards_of


@dataclass(frozen=True, slots=True)
class Work:
    """An affiliation on a card; `main`: the one the card names. Former ones have an `until`."""

    of: Affiliation
    main: bool

    @property
    def uid(self) -> UUID:
        return self.of.uid

    @property
    def place(self) -> str:
        return self.of.organisation.standing.name

    @property
    def place_uid(self) -> UUID:
        return self.of.organisation.standing.uid


def works_of(group: Sequence[int], main: int | None) -> list[Work]:
    """Of a survivor (the first) and all merged into him: the main one first, former ones last.

    A place that several of them name is told once, as the survivor's card tells it.
    """
    rows = Affiliation.objects.filter(person__in=group).select_related("organisation__canonical")
    return _told(sorted(rows, key=lambda row: row.pk), group[0], main)


def works_of_many(mains: Mapping[int, int | None]) -> dict[int, list[Work]]:
    """Survivor → where he works now. `mains`: survivor → the organisation that his card names."""
    rows = (
        Affiliation.objects.filter(until=None)
        .select_related("organisation__canonical", "person")
        .order_by("id")
    )
    found: dict[int, list[Affiliation]] = defaultdict(list)
    for row in rows.filter(person__in=mains):
        found[row.person_id].append(row)
    for row in rows.filter(person__canonical__in=mains):
        found[row.person.canonical_id or row.person_id].append(row)
    return {root: _told(own, root, mains[root]) for root, own in found.items()}


def _told(rows: Sequence[Affiliation], root: int, main: int | None) -> list[Work]:
    found: dict[tuple[int, object], Affiliation] = {}
    for row in sorted(rows, key=lambda row: row.person_id != root):
        found.setdefault((row.organisation.standing.pk, row.until), row)
    # The card may name another card of the same place.
    named = {row.organisation.standing.pk for row in rows if row.organisation_id == main}
    now_at = {place for place, until in found if until is None}
    shown = [row for row in found.values() if row.until is None or row.organisation.standing.pk not in now_at]
    works = [Work(row, row.until is None and row.organisation.standing.pk in named) for row in shown]
    works.sort(key=lambda work: (work.of.until is not None, not work.main, work.of.pk))
    return works


def roles_at(organisation: int, people: Collection[int]) -> dict[int, Affiliation]:
    """Person → what he is there now; people are survivors, and answer for those merged into them."""
    rows = Affiliation.objects.filter(organisation__in=cards_of(organisation), until=None).select_related(
        "person"
    )
    found: dict[int, Affiliation] = {}
    for row in rows.filter(person__in=people) | rows.filter(person__canonical__in=people):
        root = row.person.canonical_id or row.person_id
        if root == row.person_id or root not in found:
            found[root] = row
    return found
