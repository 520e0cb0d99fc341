"""Running deals go on by the newest version of their method."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access import audit
from krug.access.errors import Conflict, FieldError, Invalid
from krug.access.signals import announce
from krug.sales.actions.held import Author
from krug.sales.actions.judge import judge
from krug.sales.actions.method import demand
from krug.sales.actions.standard import newest_of
from krug.sales.contract import Contract
from krug.sales.facts import courses
from krug.sales.models import Deal, DealEvent, Method, MethodVersion
from krug.sales.moving import outcome, target
from krug.sales.words import Kind, Outcome

AT_ONCE = 200
LOOKED_AT = 1000
"""Deals that a preview judges, the newest; stages are counted of all."""


@dataclass(slots=True)
class Moved:
    """`left`: deals that stand in a stage that nobody mapped, and stay where they are."""

    moved: int = 0
    left: int = 0


def move_deals(
    author: Author, method: Method, version: MethodVersion, mapping: Mapping[str, str] | None = None
) -> Moved:
    """Every open deal of the method that goes by an older version goes by this one, the newest, from now on.

    `mapping`: stage that the version has no more → one that it has. Each batch is a transaction of its own,
    and what was moved is not moved again: cut short, the call goes on. Raises NotAllowed, Conflict unless
    the version is the newest that holds, Invalid naming stages that need a mapping.
    """
    demand(author, method.unit_id)
    _demand_newest(method, version)
    mapping, contract = dict(mapping or {}), version.meant
    _demand_mapped(method, version, contract, mapping)
    done, after = Moved(), 0
    while ids := list(
        _behind(method, version).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        after = ids[-1]
        _batch(author, version, contract, mapping, ids, done)
    return done


def _demand_newest(method: Method, version: MethodVersion) -> None:
    if version.method_id != method.pk or newest_of(method).pk != version.pk:
        raise Conflict(
            _("Only the version that holds can take deals over."), field="version", value=version.number
        )


def _demand_mapped(
    method: Method, version: MethodVersion, contract: Contract, mapping: Mapping[str, str]
) -> None:
    unknown = [
        stage
        for stage in _behind(method, version).values_list("stage", flat=True).distinct().order_by()
        if target(stage, contract, mapping) is None
    ]
    if unknown:
        message = _("Say at which stage the deals of this one go on.")
        raise Invalid(
            [FieldError(f"mapping/{stage}", mapping.get(stage, ""), "unmapped", message) for stage in unknown]
        )


def _behind(method: Method, version: MethodVersion) -> QuerySet[Deal]:
    older = Deal.objects.filter(method__method=method, method__number__lt=version.number)
    return older.filter(outcome=Outcome.OPEN)


@transaction.atomic
def _batch(
    author: Author,
    version: MethodVersion,
    contract: Contract,
    mapping: Mapping[str, str],
    ids: Sequence[int],
    done: Moved,
) -> None:
    now = timezone.now()
    rows = Deal.objects.select_for_update(of=("self",)).filter(pk__in=ids, outcome=Outcome.OPEN)
    held = list(rows.filter(method__number__lt=version.number).order_by("pk"))
    events, moved, told = [], [], []
    for deal in held:
        stage = target(deal.stage, contract, mapping)
        if stage is None:
            done.left += 1
            continue
        told.append(
            (
                deal.pk,
                {"version": deal.method_id, "stage": deal.stage},
                {"version": version.pk, "stage": stage},
            )
        )
        events.append(_event(author, deal, stage, version, now))
        _put(deal, version, contract, stage, now)
        moved.append(deal)
    fields = ["method", "stage", "stage_since", "coarse", "version", "edited"]
    Deal.objects.bulk_update(moved, fields, batch_size=AT_ONCE)
    DealEvent.objects.bulk_create(events)
    audit.record_many(author, "moved_to_version", "deal", told)
    announce("deal", {deal.pk for deal in moved})
    judge([deal.pk for deal in moved], now)
    done.moved += len(moved)


def _put(deal: Deal, version: MethodVersion, contract: Contract, stage: str, now: datetime) -> None:
    """The clock of a stage that stays the same goes on: a newer version takes no lateness away."""
    if stage != deal.stage:
        deal.stage, deal.stage_since = stage, now
    deal.method, deal.coarse = version, contract.stage(stage).coarse
    deal.version += 1
    deal.edited["method"] = deal.edited["stage"] = deal.version


def _event(author: Author, deal: Deal, stage: str, version: MethodVersion, now: datetime) -> DealEvent:
    return DealEvent(
        deal=deal,
        kind=Kind.METHOD,
        at=now,
        author=author,
        owner_id=deal.owner_id,
        stage=stage,
        stage_before=deal.stage,
        number_after=version.number,
    )


@dataclass(slots=True)
class StagePreview:
    """Deals that stand at a stage. `to`: where they go on; "": it must be said."""

    code: str
    name: str
    count: int
    to: str


@dataclass(slots=True)
class Preview:
    """`looked_at`: deals of which `missing` and `late` were counted, the newest ones."""

    total: int
    stages: list[StagePreview] = field(default_factory=list)
    missing: int = 0
    late: int = 0
    checkpoints: list[tuple[str, int]] = field(default_factory=list)
    """(name, deals) of those that would be missing behind deals."""
    looked_at: int = 0

    @property
    def complete(self) -> bool:
        return all(one.to for one in self.stages)


def preview(method: Method, version: MethodVersion, mapping: Mapping[str, str], now: datetime) -> Preview:
    """What `move_deals` would do now; writes nothing."""
    contract, behind = version.meant, _behind(method, version)
    counts = Counter(dict(_counted(behind)))
    found = Preview(sum(counts.values()))
    names = _names(method)
    for code in sorted(counts, key=lambda code: (_place(contract, code), code)):
        to = target(code, contract, mapping) or ""
        found.stages.append(StagePreview(code, names.get(code, code), counts[code], to))
    missing = Counter[str]()
    ids = list(behind.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT])
    for start in range(0, len(ids), AT_ONCE):
        deals = list(Deal.objects.filter(pk__in=ids[start : start + AT_ONCE]))
        for course in courses(deals, now).values():
            stage = target(course.facts.stage, contract, mapping)
            if stage is None:
                continue
            found.looked_at += 1
            result = outcome(course, contract, stage, now)
            missing.update(result.missing)
            found.missing += bool(result.missing)
            found.late += result.becomes_late
    found.checkpoints = [(contract.checkpoint(code)[1].name, count) for code, count in missing.most_common()]
    return found


def _counted(behind: QuerySet[Deal]) -> list[tuple[str, int]]:

    return list(behind.values_list("stage").annotate(count=Count("id")).order_by("stage"))


def _place(contract: Contract, code: str) -> int:
    try:
        return contract.place(code)
    except KeyError:
        return -1


def _names(method: Method) -> dict[str, str]:
    """Stage → what it is called in the newest version that has it."""
    found: dict[str, str] = {}
    for version in method.versions.order_by("number"):
        found |= {stage.code: stage.name for stage in version.meant.stages}
    return found
