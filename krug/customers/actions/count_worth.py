"""Buyers compared with one another, each unit's among themselves. With nothing new nothing is written."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from krug.access.models import User
from krug.access.signals import announce
from krug.analysis.question import run
from krug.customers.models import Counting, Person, Worth
from krug.customers.worth.rules import ENOUGH_BUYERS, VERSION, group_of_fifths
from krug.customers.worth.steps import WORTH

BATCH = 500
FIELDS = ("unit_id", "last_at", "times", "amount", "currency", "recency", "frequency", "monetary", "group")


def count_worth(now: datetime) -> int:
    """How many buyers' worth changed. Interrupted, it is put right by the next run: all of it is derived."""
    found = {row["person"]: row for row in run(WORTH, User())}
    changed = _write({person: _valued(row) for person, row in found.items()})
    _stamp(found.values(), now)
    return changed


def _valued(row: Mapping[str, Any]) -> tuple[Any, ...]:
    enough = row["buyers"] >= ENOUGH_BUYERS
    fifths = (row["recency"], row["frequency"], row["monetary"]) if enough else (0, 0, 0)
    group = group_of_fifths(*fifths) if enough else ""
    return (row["unit"], row["last_at"], row["times"], row["amount"], row["currency"], *fifths, str(group))


def _write(wanted: Mapping[int, tuple[Any, ...]]) -> int:
    held = {person: tuple(rest) for person, *rest in Worth.objects.values_list("person", *FIELDS)}
    stale = [person for person in held if person not in wanted]
    other = [person for person, values in wanted.items() if held.get(person) != values]
    for start in range(0, len(stale), BATCH):
        with transaction.atomic():
            some = stale[start : start + BATCH]
            Worth.objects.filter(person__in=some).delete()
            announce("person", set(some))
    for start in range(0, len(other), BATCH):
        _put(other[start : start + BATCH], wanted, held)
    return len(stale) + len(other)


@transaction.atomic
def _put(
    people: list[int], wanted: Mapping[int, tuple[Any, ...]], held: Mapping[int, tuple[Any, ...]]
) -> None:
    # Who was removed since the log was read has no worth any more.
    there = Person.objects.filter(pk__in=people).values_list("id", flat=True)
    rows = [Worth(person_id=one, **dict(zip(FIELDS, wanted[one], strict=True))) for one in there]
    Worth.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person"], update_fields=[*FIELDS], batch_size=BATCH
    )
    # Segments ask of the group alone.
    announce("person", {one for one in people if wanted[one][-1] != held.get(one, (None,))[-1]})


def _stamp(rows: Iterable[Mapping[str, Any]], now: datetime) -> None:
    units: dict[int, tuple[int, int]] = {}
    for row in rows:
        _buyers, upto = units.get(row["unit"], (0, 0))
        units[row["unit"]] = (row["buyers"], max(upto, row["upto"]))
    with transaction.atomic():
        Counting.objects.exclude(unit__in=units).delete()
        for unit, (buyers, upto) in units.items():
            told = {"at": now, "upto": upto, "version": VERSION, "buyers": buyers}
            Counting.objects.update_or_create(unit_id=unit, defaults=told)
