"""What trackers said of a customer's company, as his card shows it: decided, or a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from krug.access.models import User
from krug.behaviour.models import Belonging, Deciding
from krug.customers.models import Organisation, Person
from krug.customers.queries.candidates import KnownPlace, place_candidates, places_called, places_numbered
from krug.customers.queries.identity import IdentitySpan, identities_of

SHOWN = 20
OFFERED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """`deciding` None: open; then `offered` are organisations that it may be, the likeliest first."""

    of: Belonging
    deciding: Deciding | None
    offered: Sequence[Organisation] = ()

    @property
    def name(self) -> str:
        return self.of.name or self.of.key

    @property
    def place(self) -> Organisation | None:
        held = self.deciding.organisation if self.deciding else None
        return held.standing if held else None


def companies_of(viewer: User, person: Person) -> list[Told]:
    """The newest first, of the times in which his identities were his."""
    return [_told(viewer, row) for row in reversed(_rows(person)[-SHOWN:])]


def belonging_of(person: Person, uid: UUID) -> Belonging:
    """Http404 for another's."""
    for row in _rows(person):
        if row.uid == uid:
            return row
    raise Http404


def _rows(person: Person) -> list[Belonging]:
    spans = identities_of(person)
    rows = Belonging.objects.filter(unit=person.unit_id, identity__in={identity for identity, *_ in spans})
    held = rows.select_related("source", "deciding__organisation__canonical").order_by("at", "id")
    return [row for row in held if any(_holds(span, row) for span in spans)]


def _holds(span: IdentitySpan, row: Belonging) -> bool:
    identity, since, until = span
    return (
        identity == row.identity and (since is None or since <= row.at) and (until is None or row.at < until)
    )


def _told(viewer: User, row: Belonging) -> Told:
    deciding: Deciding | None = getattr(row, "deciding", None)
    if deciding is not None:
        return Told(row, deciding)
    known = KnownPlace(name=row.name, tax_number=row.tax_number)
    likely = place_candidates(viewer, known, row.unit_id) if row.name or row.tax_number else []
    called = places_called(viewer, row.name, row.unit_id, OFFERED) if row.name else []
    numbered = places_numbered(viewer, row.tax_number, row.unit_id, OFFERED)
    offered = {one.pk: one for one in (*numbered, *(it.card for it in likely), *called)}
    return Told(row, None, list(offered.values())[:OFFERED])
