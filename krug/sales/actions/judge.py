"""Looks at deals anew: checkpoints that are proven now or no longer, deviations, when to look again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from krug.access.signals import announce
from krug.sales.actions.costs import COLUMNS, costed, effects_of, keep_fits
from krug.sales.actions.signs import Signs
from krug.sales.actions.stays import keep_stays
from krug.sales.deviating import Course, deviations, last_word, next_due, stage_due
from krug.sales.facts import courses, plain
from krug.sales.models import Deal, DealDeviation, DealEvent, Passing
from krug.sales.words import Kind
from krug.site import bulk
from krug.site.bulk import chunks

AT_ONCE = 200


def judge(deals: Collection[int], now: datetime | None = None) -> int:
    """Any number of deals, each batch by itself. Again with nothing new: writes nothing. Returns changes."""
    return sum(_judge(chunk, now or timezone.now()) for chunk in chunks(deals, AT_ONCE))


@transaction.atomic
def _judge(ids: Sequence[int], now: datetime) -> int:
    held = list(Deal.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("id"))
    return settle(held, courses(held, now), now)


def settle(deals: Sequence[Deal], found: dict[int, Course], now: datetime) -> int:
    """Makes what is kept of locked deals what their courses say. The caller owns the transaction."""
    passed, told = _passings(deals, found, now)
    deviated = _deviations(deals, found, now)
    keep_fits(deals, found)
    signs = Signs(deals, found, now)
    told += signs.told
    keep_stays(deals, found)
    moved = []
    for deal in deals:
        course = found[deal.pk]
        due = min(filter(None, (next_due(course, now), signs.due.get(deal.pk))), default=None)
        clocks = due, last_word(course), stage_due(course)
        if clocks != (deal.due_at, deal.silent_since, deal.stage_due):
            deal.due_at, deal.silent_since, deal.stage_due = clocks
            moved.append(deal)
    bulk.change(Deal, ["due_at", "silent_since", "stage_due"], moved)
    bulk.create(DealEvent, told)
    announce("deal", passed | deviated | signs.changed)
    return len(told) + len(deviated)


def _passings(
    deals: Sequence[Deal], found: dict[int, Course], now: datetime
) -> tuple[set[int], list[DealEvent]]:
    """Deals whose passed checkpoints changed, and what the journal is told."""
    rows = Passing.objects.filter(deal__in=deals, by_hand=False)
    kept = {(one.deal_id, one.checkpoint): one for one in rows}
    new, other, gone, told = list[Passing](), list[Passing](), list[int](), list[DealEvent]()
    for deal in deals:
        course = found[deal.pk]
        wanted = {code: it for code, it in course.proven.items() if code not in course.facts.by_hand}
        for code, proof in wanted.items():
            row = kept.pop((deal.pk, code), None)
            if row is None:
                new.append(Passing(deal=deal, checkpoint=code, at=proof.at, touches=plain(proof)))
                told.append(_event(deal, Kind.PROVEN, code, proof.at))
            elif (row.at, row.touches) != (proof.at, plain(proof)):
                row.at, row.touches = proof.at, plain(proof)
                other.append(row)
    by_id = {deal.pk: deal for deal in deals}
    for (id, code), stale in kept.items():
        gone.append(stale.pk)
        told.append(_event(by_id[id], Kind.UNPROVEN, code, now))
    bulk.create(Passing, new)
    bulk.change(Passing, ["at", "touches"], other)
    Passing.objects.filter(pk__in=gone).delete()
    return {row.deal_id for row in [*new, *other]} | {id for id, _code in kept}, told


def _event(deal: Deal, kind: Kind, code: str, at: datetime) -> DealEvent:
    return DealEvent(deal=deal, kind=kind, at=at, stage=deal.stage, checkpoint=code, owner_id=deal.owner_id)


def _deviations(deals: Sequence[Deal], found: dict[int, Course], now: datetime) -> set[int]:
    rows = DealDeviation.objects.filter(deal__in=deals)
    kept = {(one.deal_id, one.kind, one.key): one for one in rows}
    new, other, changed = list[DealDeviation](), list[DealDeviation](), set[int]()
    effects = effects_of({deal.unit_id for deal in deals})
    for deal in deals:
        for it, columns in costed(deal, found[deal.pk], deviations(found[deal.pk], now), effects):
            shown: dict[str, Any] = {"figures": dict(it.figures), "at": it.at, "gone_at": None} | columns
            row = kept.pop((deal.pk, it.kind, it.key), None)
            if row is None:
                staff = _owner_at(found[deal.pk], it.at) or deal.owner_id
                new.append(
                    DealDeviation(
                        deal=deal,
                        kind=it.kind,
                        key=it.key,
                        stage=it.stage,
                        checkpoint=it.checkpoint,
                        staff_id=staff,
                        **shown,
                    )
                )
                changed.add(deal.pk)
            elif any(getattr(row, name) != value for name, value in shown.items()):
                for name, value in shown.items():
                    setattr(row, name, value)
                other.append(row)
                changed.add(deal.pk)
    for stale in kept.values():
        if stale.gone_at is None:
            stale.gone_at = now
            other.append(stale)
            changed.add(stale.deal_id)
    bulk.create(DealDeviation, new)
    bulk.change(DealDeviation, ["figures", "at", "gone_at", *COLUMNS], other)
    return changed


def _owner_at(course: Course, at: datetime) -> int | None:
    owner = None
    for it in course.journal:
        if it.at > at:
            break
        owner = it.staff or owner
    return owner
