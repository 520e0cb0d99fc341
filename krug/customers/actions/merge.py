"""«These two are one», and taking it back, of persons and of organisations.

Only `canonical` and what is derived changes, so undo is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.rules import Permission
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import MergeRefused
from krug.customers.hierarchy import between, in_a_hierarchy
from krug.customers.kinds import ORGANISATION, PERSON, Kind, kind_of
from krug.customers.models import Decision, Organisation, OrganisationDecision, Person
from krug.customers.models.decision import Decided, Undone
from krug.customers.ownership import flatten
from krug.site.bulk import chunks

Card = TypeVar("Card", Person, Organisation)


@overload
def merge(
    author: Author,
    survivor: Person,
    absorbed: Person,
    evidence: dict[str, Any] | None = None,
    rule: str = "by hand",
) -> Decision: ...
@overload
def merge(
    author: Author,
    survivor: Organisation,
    absorbed: Organisation,
    evidence: dict[str, Any] | None = None,
    rule: str = "by hand",
) -> OrganisationDecision: ...
@transaction.atomic
def merge(
    author: Author,
    survivor: Any,
    absorbed: Any,
    evidence: dict[str, Any] | None = None,
    rule: str = "by hand",
) -> Any:
    """Make one card stand for both. Both must stand for themselves now: MergeRefused otherwise."""
    require(author, Permission.MERGE)
    kind = kind_of(survivor)
    both = _lock(kind, survivor.pk, absorbed.pk)
    if survivor.pk == absorbed.pk:
        raise MergeRefused(_("A card cannot be merged with itself."))
    if len({card.unit_id for card in both.values()}) > 1 or _foreign(author, survivor):
        raise MergeRefused(_("The cards belong to different business units."))
    for card in both.values():
        if card.canonical_id:
            raise MergeRefused(_("This card has been merged into another already."), value=str(card))
    if kind is ORGANISATION and between(survivor.pk, absorbed.pk):
        raise MergeRefused(_("Another organisation stands between the two. Change what they are part of."))
    decision = kind.decision.objects.create(
        survivor=survivor, absorbed=absorbed, author=author, evidence=evidence or {}, rule=rule
    )
    kind.card.objects.filter(canonical=absorbed.pk).update(canonical=survivor.pk)
    kind.card.objects.filter(pk=absorbed.pk).update(canonical=survivor.pk)
    kind.derive([survivor.pk])
    kind.settle(kind.group(survivor.pk))
    audit.record(author, "merged", kind.name, survivor.pk, after={"absorbed": absorbed.pk})
    return decision


@dataclass(frozen=True, slots=True)
class Pair:
    """Two to be made one by a rule, with why."""

    survivor: int
    absorbed: int
    evidence: dict[str, Any]


@transaction.atomic
def merge_many(author: Author, pairs: Sequence[Pair], rule: str, kind: Kind = PERSON) -> list[Decided]:
    """A forest of pairs of one rule: the survivor of each group is its oldest card. Same rules as `merge`.

    Pairs of which one has been merged away meanwhile, or of two units, are left out; so are organisations in
    a hierarchy: somebody said that one belongs to another, and whoever knows why may merge them.
    """
    require(author, Permission.MERGE)
    free = _free(kind, {id for pair in pairs for id in (pair.survivor, pair.absorbed)})
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
                kind.decision(
                    survivor_id=one, absorbed_id=other, author=author, rule=rule, evidence=pair.evidence
                )
            )
    kind.decision.objects.bulk_create(made, batch_size=500)
    involved = {id for one in made for id in (one.survivor_id, one.absorbed_id)}
    for chunk in chunks(involved):
        involved |= set(kind.card.objects.filter(canonical__in=chunk).values_list("id", flat=True))
    rebuild_canonical(involved, kind)
    audit.record_many(
        author, "merged", kind.name, [(one.survivor_id, {}, {"absorbed": one.absorbed_id}) for one in made]
    )
    kind.settle(involved)
    return made


def _free(kind: Kind, ids: set[int]) -> dict[int, int]:
    """Card → its unit, of those that stand for themselves and nothing speaks against."""
    found: dict[int, int] = {}
    for chunk in chunks(ids):
        rows = kind.card.objects.select_for_update().filter(pk__in=chunk, canonical=None).order_by("pk")
        found |= dict(rows.values_list("id", "unit"))
        for bound in in_a_hierarchy(chunk) if kind is ORGANISATION else ():
            found.pop(bound, None)
    return found


def _top(top: dict[int, int], card: int) -> int:
    while card in top:
        card = top[card]
    return card


@transaction.atomic
def undo_merge(author: Author, decision: Decided) -> Undone:
    """Take a decision back, whichever were made after it. Those that still hold go on holding."""
    require(author, Permission.MERGE)
    kind = kind_of(decision)
    survivor = kind.card.objects.get(pk=decision.survivor_id)
    if _foreign(author, survivor):
        raise MergeRefused(_("The cards belong to different business units."))
    root = survivor.canonical_id or survivor.pk
    _lock(kind, root)
    group = kind.group(root)
    if kind.undoing.objects.filter(decision=decision).exists():
        raise MergeRefused(_("This merge has been taken back already."))
    undoing: Undone = kind.undoing.objects.create(decision=decision, author=author)
    rebuild_canonical(group, kind)
    kind.settle(group)
    audit.record(author, "unmerged", kind.name, survivor.pk, before={"absorbed": decision.absorbed_id})
    return undoing


@transaction.atomic
def rebuild_canonical(cards: set[int] | None = None, kind: Kind = PERSON) -> int:
    """Set `canonical` from the decisions in force: of whole groups or of everybody. Returns rows changed."""
    decisions = kind.decision.objects.filter(undoing=None)
    rows = kind.card.objects.exclude(canonical=None)
    if cards is not None:
        decisions = decisions.filter(absorbed__in=cards)
        rows = rows.filter(pk__in=cards)
    wanted = flatten(dict(decisions.values_list("absorbed", "survivor")))
    held: dict[int, int] = dict(rows.values_list("id", "canonical"))
    changed = {id for id in wanted.keys() | held.keys() if wanted.get(id) != held.get(id)}
    kind.card.objects.bulk_update(
        [kind.card(pk=id, canonical_id=wanted.get(id)) for id in sorted(changed)],
        ["canonical"],
        batch_size=500,
    )
    roots = {root for id in changed for root in (held.get(id), wanted.get(id)) if root}
    kind.derive(changed | roots)
    return len(changed)


def _lock(kind: Kind, *ids: int) -> dict[int, Any]:
    # In order of id: two merges at once can't wait for one another.
    rows = kind.card.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {card.pk: card for card in rows}


def _foreign(author: Author, card: Person | Organisation) -> bool:
    return author is not None and author.unit_id is not None and author.unit_id != card.unit_id
