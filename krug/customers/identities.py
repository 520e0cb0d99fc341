"""Identities as rows: found, or made when missing. Used by this domain's actions."""

import json
from collections.abc import Collection, Iterable

from django.utils import timezone

from krug.customers.models import Identity, Link, Person
from krug.customers.stitching.refresh import refresh
from krug.site import bulk

Pair = tuple[str, str]
CHUNK = 5_000


def ensure(pairs: Collection[Pair]) -> dict[Pair, int]:
    """(kind, normalised value) → id. Safe beside others doing the same."""
    ids = _ids(pairs)
    return ids | _make([pair for pair in dict.fromkeys(pairs) if pair not in ids])[0]


def _make(missing: Collection[Pair]) -> tuple[dict[Pair, int], set[int]]:
    """Ids of the pairs, made where they are not there; and which of them were made here and now."""
    # In one order everywhere: two writers at once cannot wait for one another.
    made = {(kind, value): id for id, kind, value in bulk.add(Identity, ("kind", "value"), sorted(missing))}
    others = [pair for pair in missing if pair not in made]
    return made | (_ids(others) if others else {}), set(made.values())


def _ids(pairs: Collection[Pair]) -> dict[Pair, int]:
    found: dict[Pair, int] = {}
    for kind in {kind for kind, _ in pairs}:
        values = list({value for its, value in pairs if its == kind})
        for start in range(0, len(values), CHUNK):
            where, params = bulk.among("value", values[start : start + CHUNK])
            sql = f"SELECT id, value FROM customers_identity WHERE kind = %s AND {where}"
            found |= {(kind, value): id for id, value in bulk.select(sql, [kind, *params])}
    return found


def link_cards(people: Iterable[Person], author: int | None) -> None:
    """Every new card's own identity: its uid."""
    owners = {(str(Identity.Kind.CARD), str(person.uid)): person.pk for person in people}
    ids, _ = _make(list(owners))
    _link([(ids[pair], person, None) for pair, person in owners.items()], author, "card")


def _link(links: Iterable[tuple[int, int, int | None]], author: int | None, source: str) -> None:
    """(identity, person, since): links without an end, by `source`."""
    columns = ("identity_id", "person_id", "since", "priority", "rule", "evidence", "author_id", "created_at")
    now, evidence = timezone.now(), json.dumps({"from": source})
    rows = [(identity, person, since, 0, "", evidence, author, now) for identity, person, since in links]
    bulk.insert(Link, columns, rows)


def link_points(wanted: Collection[tuple[int, str, str]], author: int | None, now: int) -> None:
    """Link phones and e-mails, (person, kind, normal), to their persons.

    The first person known by a phone is given all of its past; whoever comes next has it from `now` (µs) on.
    """
    pairs = {(kind, value) for _, kind, value in wanted}
    ids = _ids(pairs)
    there, made = _make(pairs - ids.keys())
    ids |= there
    # Nobody has had, nor been seen with, what did not exist.
    taken = _linked(set(ids.values()) - made)
    rows = []
    for person, kind, value in wanted:
        identity = ids[kind, value]
        owners = taken.setdefault(identity, set())
        if (person, None) in owners:
            continue
        since = now if owners else None
        owners.add((person, None))
        rows.append((identity, person, since))
    _link(rows, author, "contact point")
    refresh({identity for identity, _, _ in rows} - made)


def _linked(identities: set[int]) -> dict[int, set[tuple[int, int | None]]]:
    """Identity → {(person, until)} of the links there are."""
    found: dict[int, set[tuple[int, int | None]]] = {}
    ids = list(identities)
    for start in range(0, len(ids), CHUNK):
        rows = Link.objects.filter(identity__in=ids[start : start + CHUNK], rule="")
        for identity, person, until in rows.values_list("identity", "person", "until"):
            found.setdefault(identity, set()).add((person, until))
    return found


def unlink_points(person: int, pairs: Collection[Pair], now: int) -> None:
    """A contact point was taken off the card: from `now` (µs) on the phone is no longer this person's."""
    values = [value for _, value in pairs]
    ended = Link.objects.filter(
        person=person,
        identity__kind__in=[kind for kind, _ in pairs],
        identity__value__in=values,
        until=None,
        rule="",
    )
    names = list(ended.values_list("identity", flat=True))
    ended.update(until=now)
    refresh(names)
