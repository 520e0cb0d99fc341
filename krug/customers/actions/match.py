"""Likely doubles: found over all cards, merged or proposed; what a person says of a proposed pair."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.rules import Permission
from krug.customers.actions.merge import Pair, merge, merge_many
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import MergeRefused
from krug.customers.kinds import ORGANISATION, PERSON, Kind, kind_of
from krug.customers.matching import rows
from krug.customers.matching.grouping import Likely as Joined
from krug.customers.matching.grouping import joined
from krug.customers.matching.judge import sure
from krug.customers.matching.kept import current, keep, keep_often
from krug.customers.matching.model import Model
from krug.customers.models import Organisation
from krug.customers.models.decision import Decided
from krug.customers.models.match import Apart, Likely
from krug.site.bulk import chunks

RULE = "match"
BATCH = 500
Progress = Callable[[str, int], None]
Found = list[tuple[int, int, float, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Matched:
    """Of one run: cards looked at, pairs found likely, merged by themselves, left for people."""

    cards: int
    pairs: int
    merged: int
    asked: int


def match_persons(author: Author = None, progress: Progress | None = None, merging: bool = True) -> Matched:
    """Look through all cards. Can be stopped and run again at any time; each batch of merges is whole."""
    return _match(PERSON, author, progress, merging)


def match_organisations(
    author: Author = None, progress: Progress | None = None, merging: bool = True
) -> Matched:
    """The same for organisations."""
    return _match(ORGANISATION, author, progress, merging)


def _match(kind: Kind, author: Author, progress: Progress | None, merging: bool) -> Matched:
    require(author, Permission.MERGE)
    tell = progress or (lambda _what, _count: None)
    model = current(kind.name)
    count, found = _search(model, tell)
    tell("pairs", len(found))
    roots, apart = _standing(kind, found), _apart(kind)
    likely = [
        (one, other, probability, levels)
        for left, right, probability, levels in found
        for one, other in [sorted((roots[left], roots[right]))]
        if one != other and (one, other) not in apart
    ]
    merged = _merge_sure(kind, author, model, likely, apart, tell) if merging else 0
    asked = _propose(kind, model, likely)
    return Matched(count, len(likely), merged, asked)


def _search(model: Model, tell: Progress) -> tuple[int, Found]:
    # Splink takes a third of a process's start; web processes and commands never need it.
    from krug.customers.matching.engine import Engine, Limits, table

    tables, count = [], 0
    for part in rows.READERS[model.kind]():
        scope = {one.id: unit for one, unit in part}
        tables.append(table(model.kind, [one for one, _ in part], lambda one, scope=scope: scope[one.id]))  # type: ignore[misc]
        count += len(part)
        tell("cards", count)
    if count < 2:
        return count, []
    folder = settings.KRUG_HOME / "matching"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as spill:
        engine = Engine(model.kind, tables, Limits(folder=spill))
        tables.clear()
        if not engine.count:
            return count, []
        pairs = engine.match(model, model.ask)
        keep_often(model.kind, count, engine.often(model.features))
        names = [feature.name for feature in model.features]
        found = [
            (row["id_l"], row["id_r"], row["probability"], {name: row[name] for name in names if row[name]})
            for batch in pairs.to_batches(max_chunksize=20_000)
            for row in batch.to_pylist()
        ]
        engine.close()
    return count, found


def _standing(kind: Kind, found: Found) -> dict[int, int]:
    """Card → who stands for it."""
    ids = {id for left, right, _, _ in found for id in (left, right)}
    roots = {id: id for id in ids}
    for chunk in chunks(ids):
        roots |= kind.standing(chunk)
    return roots


def _apart(kind: Kind) -> set[tuple[int, int]]:
    """Survivors whom somebody said to be different: in so many words, by taking apart what a rule had merged,
    or by making one a part of the other.
    """
    said = list(kind.not_same.objects.values_list("left", "right", "left__canonical", "right__canonical"))
    undone = kind.decision.objects.filter(rule__startswith=RULE, undoing__isnull=False)
    said += undone.values_list("survivor", "absorbed", "survivor__canonical", "absorbed__canonical")
    if kind is ORGANISATION:
        parts = Organisation.objects.filter(parent__isnull=False)
        said += parts.values_list("id", "parent", "canonical", "parent__canonical")
    pairs = {(a or left, b or right) for left, right, a, b in said}
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


def _branches(kind: Kind, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Pairs of one company's branches: their tax reasons (KPP) differ."""
    if kind is not ORGANISATION:
        return set()
    pairs = list(pairs)
    known: dict[int, str] = {}
    for chunk in chunks({id for pair in pairs for id in pair}):
        known |= dict(Organisation.objects.filter(pk__in=chunk).values_list("id", "tax_reason"))
    return {(a, b) for a, b in pairs if known.get(a) and known.get(b) and known[a] != known[b]}


def _merge_sure(
    kind: Kind, author: Author, model: Model, likely: Found, apart: set[tuple[int, int]], tell: Progress
) -> int:
    why = {
        (one, other): {"version": model.version, "probability": round(probability, 6), "levels": levels}
        for one, other, probability, levels in sorted(likely, key=lambda pair: pair[2])
        if sure(model, probability, levels)
    }
    surely = {(one, other): p for one, other, p, levels in likely if sure(model, p, levels)}
    apart = apart | _branches(kind, surely)
    forest = joined([Joined(one, other, p) for (one, other), p in surely.items()], apart)
    merged = 0
    for batch in _whole_groups(forest):
        made = merge_many(
            author,
            [Pair(pair.left, pair.right, why[pair.left, pair.right]) for pair in batch],
            f"{RULE} {model.version}",
            kind,
        )
        merged += len(made)
        tell("merged", merged)
    return merged


def _whole_groups(forest: Iterable[Joined]) -> Iterable[list[Joined]]:
    """In batches, no group in two of them: its oldest card has to be known when it is merged."""
    root: dict[int, int] = {}
    trees: dict[int, list[Joined]] = {}
    for pair in forest:
        a, b = root.get(pair.left, pair.left), root.get(pair.right, pair.right)
        trees[a] = [*trees.pop(a, []), *trees.pop(b, []), pair]
        root |= dict.fromkeys({id for one in trees[a] for id in (one.left, one.right)}, a)
    batch: list[Joined] = []
    for tree in trees.values():
        batch += tree
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def _propose(kind: Kind, model: Model, likely: Found) -> int:
    """The queue becomes what this run found and did not merge."""
    ids = {id for one, other, _, _ in likely for id in (one, other)}
    standing: set[int] = set()
    for chunk in chunks(ids):
        standing |= {id for id, root in kind.standing(chunk).items() if id == root}
    best: dict[tuple[int, int], tuple[float, dict[str, str]]] = {}
    for one, other, probability, levels in likely:
        if one in standing and other in standing and probability >= best.get((one, other), (0.0, {}))[0]:
            best[one, other] = (probability, levels)
    held = {(left, right): id for id, left, right in kind.match.objects.values_list("id", "left", "right")}
    gone = [id for pair, id in held.items() if pair not in best]
    for chunk in chunks(gone):
        kind.match.objects.filter(pk__in=chunk).delete()
    kind.match.objects.bulk_create(
        [
            kind.match(
                left_id=one, right_id=other, probability=probability, version=model.version, levels=levels
            )
            for (one, other), (probability, levels) in best.items()
            if (one, other) not in held
        ],
        batch_size=500,
    )
    return len(best)


@transaction.atomic
def same(author: Author, match: Likely) -> Decided:
    """A person says that the two are one; the older card stays."""
    evidence: Mapping[str, Any] = {
        "seen": "side by side", "version": match.version, "probability": round(match.probability, 6),
        "levels": match.levels,
    }  # fmt: skip
    decision: Decided = merge(author, match.left, match.right, dict(evidence), "review")
    return decision


@transaction.atomic
def not_same(author: Author, match: Likely) -> Apart:
    """A person says that they are two: kept, and never proposed again."""
    require(author, Permission.MERGE)
    kind = kind_of(match)
    made: Apart
    made, new = kind.not_same.objects.get_or_create(
        left_id=match.left_id,
        right_id=match.right_id,
        defaults={
            "author": author,
            "evidence": {"version": match.version, "probability": match.probability, "levels": match.levels},
        },
    )
    if new:
        audit.record(author, "not_same", kind.name, match.left_id, after={"other": match.right_id})
    return made


@transaction.atomic
def undo_not_same(author: Author, said: Apart) -> None:
    require(author, Permission.MERGE)
    kind = kind_of(said)
    if not kind.not_same.objects.filter(pk=said.pk).exists():
        raise MergeRefused(_("This has been taken back already."))
    audit.record(author, "not_same_undone", kind.name, said.left_id, before={"other": said.right_id})
    kind.not_same.objects.filter(pk=said.pk).delete()


def learn_persons(author: Author) -> Model:
    """This company's own model, from its cards alone; from now on used instead of the shipped one."""
    from krug.customers.matching.engine import Engine, table

    require(author, Permission.MERGE)
    tables = [table("person", [one for one, _ in part]) for part in rows.persons()]
    if not tables:
        raise MergeRefused(_("There are no cards to learn from."))
    engine = Engine("person", tables)
    model = engine.learn(f"own {timezone.now():%Y-%m-%d}")
    engine.close()
    keep(model)
    return model
