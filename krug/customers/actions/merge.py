"""«These two are one», and taking it back. Only `canonical` and what is derived changes, so undo is exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.rules import Permission
from krug.customers import derived
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import MergeRefused
from krug.customers.models import Decision, Person, Undoing
from krug.customers.ownership import flatten
from krug.customers.stitching.refresh import refresh_people
from krug.site.bulk import chunks


@transaction.atomic
def merge(
    author: Author,
    survivor: Person,
    absorbed: Person,
    evidence: dict[str, Any] | None = None,
    rule: str = "by hand",
) -> Decision:
    """Make one person stand for both. Both must stand for themselves now: MergeRefused otherwise."""
    require(author, Permission.MERGE)
    both = _lock(survivor.pk, absorbed.pk)
    if survivor.pk == absorbed.pk:
        raise MergeRefused(_("A card cannot be merged with itself."))
    if len({person.unit_id for person in both.values()}) > 1 or _foreign(author, survivor):
        raise MergeRefused(_("The cards belong to different business units."))
    for person in both.values():
        if person.canonical_id:
            raise MergeRefused(_("This card has been merged into another already."), value=str(person))
    decision = Decision.objects.create(
        survivor=survivor, absorbed=absorbed, author=author, evidence=evidence or {}, rule=rule
    )
    Person.objects.filter(canonical=absorbed.pk).update(canonical=survivor.pk)
    Person.objects.filter(pk=absorbed.pk).update(canonical=survivor.pk)
    derived.refresh_persons([survivor.pk])
    refresh_people(_group(survivor.pk))
    audit.record(author, "merged", "person", survivor.pk, after={"absorbed": absorbed.pk})
    return decision


@dataclass(frozen=True, slots=True)
class Pair:
    """Two to be made one by a rule, with why."""

    survivor: int
    absorbed: int
    evidence: dict[str, Any]


@transaction.atomic
def merge_many(author: Author, pairs: Sequence[Pair], rule: str) -> list[Decision]:
    """A forest of pairs of one rule: the survivor of each group is its oldest card. Same rules as `merge`.

    Pairs of which one has been merged away meanwhile, or of two units, are left out.
    """
    require(author, Permission.MERGE)
    people = {id for pair in pairs for id in (pair.survivor, pair.absorbed)}
    free: dict[int, int] = {}
    for chunk in chunks(people):
        rows = Person.objects.select_for_update().filter(pk__in=chunk, canonical=None).order_by("pk")
        free |= dict(rows.values_list("id", "unit"))
    top: dict[int, int] = {}
    made = []
    for pair in pairs:
        if pair.survivor not in free or free.get(pair.survivor) != free.get(pair.absorbed):
            continue
        if author is not None and author.unit_id not in (None, free[pair.survivor]):
            continue
        one, other = sorted((_top(top, pair.survivor), _top(top, pair.absorbed)))
        if one != other:
            top[other] = one
            made.append(
                Decision(survivor_id=one, absorbed_id=other, author=author, rule=rule, evidence=pair.evidence)
            )
    Decision.objects.bulk_create(made, batch_size=500)
    involved = {id for one in made for id in (one.survivor_id, one.absorbed_id)}
    for chunk in chunks(involved):
        involved |= set(Person.objects.filter(canonical__in=chunk).values_list("id", flat=True))
    rebuild_canonical(involved)
    audit.record_many(
        author, "merged", "person", [(one.survivor_id, {}, {"absorbed": one.absorbed_id}) for one in made]
    )
    refresh_people(involved)
    return made


def _top(top: dict[int, int], person: int) -> int:
    while person in top:
        person = top[person]
    return person


@transaction.atomic
def undo_merge(author: Author, decision: Decision) -> Undoing:
    """Take a decision back, whichever were made after it. Those that still hold go on holding."""
    require(author, Permission.MERGE)
    survivor = Person.objects.get(pk=decision.survivor_id)
    if _foreign(author, survivor):
        raise MergeRefused(_("The cards belong to different business units."))
    root = survivor.canonical_id or survivor.pk
    _lock(root)
    group = _group(root)
    if Undoing.objects.filter(decision=decision).exists():
        raise MergeRefused(_("This merge has been taken back already."))
    undoing = Undoing.objects.create(decision=decision, author=author)
    rebuild_canonical(group)
    refresh_people(group)
    audit.record(author, "unmerged", "person", survivor.pk, before={"absorbed": decision.absorbed_id})
    return undoing


@transaction.atomic
def rebuild_canonical(people: set[int] | None = None) -> int:
    """Set `canonical` from the decisions in force: of whole groups or of everybody. Returns rows changed."""
    decisions = Decision.objects.filter(undoing=None)
    rows = Person.objects.exclude(canonical=None)
    if people is not None:
        decisions = decisions.filter(absorbed__in=people)
        rows = rows.filter(pk__in=people)
    wanted = flatten(dict(decisions.values_list("absorbed", "survivor")))
    held = dict(rows.values_list("id", "canonical"))
    changed = {id for id in wanted.keys() | held.keys() if wanted.get(id) != held.get(id)}
    Person.objects.bulk_update(
        [Person(pk=id, canonical_id=wanted.get(id)) for id in sorted(changed)], ["canonical"], batch_size=500
    )
    roots = {root for id in changed for root in (held.get(id), wanted.get(id)) if root}
    derived.refresh_persons(changed | roots)
    return len(changed)


def _group(root: int) -> set[int]:
    return {root, *Person.objects.filter(canonical=root).values_list("id", flat=True)}


def _lock(*ids: int) -> dict[int, Person]:
    # In order of id: two merges at once can't wait for one another.
    return {
        person.pk: person for person in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }


def _foreign(author: Author, person: Person) -> bool:
    return author is not None and author.unit_id is not None and author.unit_id != person.unit_id
