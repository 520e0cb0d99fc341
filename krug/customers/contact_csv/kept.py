"""Which of the cards an import made have a life of their own by now, and why."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import CASCADE, F, Model, Q

from krug.customers.models import (
    Decision,
    ImportedRow,
    Link,
    Organisation,
    OrganisationDecision,
    Person,
    Seen,
)
from krug.site.clock import micros
from krug.touches.queries import last_received

Kept = ImportedRow.Kept
MADE = ("card", "contact point")
"""Where the links come from that a new card has by itself."""
# Judged below, each by its own rule.
_OWN = (Link, Decision, OrganisationDecision)
_WORDS = {
    "visits": Kept.VISITED,
    "customers.person": Kept.PEOPLE,
    "customers.affiliation": Kept.PEOPLE,
    "customers.consent": Kept.CONSENT,
    "customers.consentcover": Kept.CONSENT,
}


def reasons(kind: str, ids: Collection[int]) -> dict[int, str]:
    """Id → why the card must stay. The cards are locked: nobody takes up one that is about to go."""
    if kind == "person":
        return _people(ids)
    rows = Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    edited = {row.pk for row in rows if row.version > 1}
    merged = _merged(OrganisationDecision, ids)
    found = used(Organisation, ids) | dict.fromkeys(merged, str(Kept.MERGED))
    return found | dict.fromkeys(edited, str(Kept.EDITED))


def _people(ids: Collection[int]) -> dict[int, str]:
    rows = Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    people = {row.pk: row for row in rows}
    made = {id: micros(row.created_at) for id, row in people.items()}
    merged = _merged(Decision, ids)
    by_rule: list[tuple[Kept, set[int]]] = [
        (Kept.LINKED, _linked(ids)),
        (Kept.MERGED, merged),
        (Kept.EDITED, {id for id, row in people.items() if row.version > 1}),
    ]
    found = dict.fromkeys(_touched(made), str(Kept.TOUCHED)) | used(Person, ids)
    for why, those in by_rule:
        found |= dict.fromkeys(those, str(why))
    return found


def _merged(decisions: Any, ids: Collection[int]) -> set[int]:
    """Named by a decision, by one taken back too: its story is kept."""
    won = decisions.objects.filter(survivor__in=ids).values_list("survivor", flat=True)
    lost = decisions.objects.filter(absorbed__in=ids).values_list("absorbed", flat=True)
    return {*won, *lost}


def _touched(made: dict[int, int]) -> set[int]:
    """Those with a touch that came after the card was made, whichever of their identities it was by."""
    links = Link.objects.filter(person__in=made).values_list("identity", "person")
    pairs = [(identity, person) for identity, person in links]
    last = last_received({identity for identity, _ in pairs})
    return {person for identity, person in pairs if last.get(identity, 0) >= made[person]}


def _linked(ids: Collection[int]) -> set[int]:
    """By hand; or seen together with something since, which stitching went by."""
    # Compared here: to a database a key that is not there is neither the same nor different.
    links = Link.objects.filter(person__in=ids, rule="").values_list("person", "evidence")
    by_hand = {person for person, evidence in links if evidence.get("from") not in MADE}
    seen = Seen.objects.filter(
        identity__links__person__in=ids,
        sighting__created_at__gte=F("identity__links__person__created_at"),
    )
    return by_hand | set(seen.values_list("identity__links__person", flat=True))


def used(model: type[Model], ids: Collection[int]) -> dict[int, str]:
    """Whatever points at a row keeps it, save what goes with the row by its own rule: a cascade."""
    found: dict[int, str] = {}
    for field in _pointing(model):
        related: Any = field.model
        rows = related._base_manager.filter(Q(**{f"{field.name}__in": ids}))
        why = _WORDS.get(related._meta.label_lower) or _WORDS.get(related._meta.app_label, Kept.USED)
        found |= dict.fromkeys(rows.values_list(field.attname, flat=True).distinct(), str(why))
    return found


def _pointing(model: type[Model]) -> Iterator[Any]:
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        field: Any = getattr(relation, "field", None)
        cascades = getattr(relation, "on_delete", None) is CASCADE
        if field is not None and not cascades and field.model not in _OWN:
            yield field
