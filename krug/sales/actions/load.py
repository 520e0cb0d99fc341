"""Deals that were sold elsewhere or earlier come with their whole course: what was, was.

No checkpoint holds them up; what their method asks for and nothing proves is found as a deviation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.rules import Permission, may
from krug.sales import rules
from krug.sales.actions.deal import moment_of, write_opened
from krug.sales.actions.earn import earn
from krug.sales.actions.ending import wrong_ending
from krug.sales.actions.held import Author
from krug.sales.actions.judge import settle
from krug.sales.contract import ByHand, Contract
from krug.sales.data import DealData
from krug.sales.facts import courses
from krug.sales.judging import effort
from krug.sales.models import Closing, Deal, DealEvent, Passing
from krug.sales.words import Kind, Outcome
from krug.site import writing

BATCH = 500


@dataclass(frozen=True, slots=True)
class Ended:
    won: bool
    at: datetime
    reason: str
    competitor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastDeal:
    """`data.opened_at` is needed. Moves, amounts, dates, next actions, chances: (when it changed, to what).

    `confirmed`: (when, checkpoint, document) of somebody's word.
    """

    data: DealData
    moves: Sequence[tuple[datetime, str]] = ()
    amounts: Sequence[tuple[datetime, Decimal]] = ()
    dates: Sequence[tuple[datetime, date]] = ()
    nexts: Sequence[tuple[datetime, datetime]] = ()
    chances: Sequence[tuple[datetime, int]] = ()
    confirmed: Sequence[tuple[datetime, str, str]] = ()
    ended: Ended | None = None


def load_deals(author: Author, rows: Sequence[PastDeal]) -> list[Deal]:
    """Any number, in batches; each batch all or none. Raises Invalid naming rows (1, 2, …) and fields."""
    if author is not None and not may(author, Permission.IMPORT):
        raise NotAllowed
    made: list[Deal] = []
    for start in range(0, len(rows), BATCH):
        made += _load(author, rows[start : start + BATCH], start)
    return made


@transaction.atomic
def _load(author: Author, rows: Sequence[PastDeal], before: int) -> list[Deal]:
    now, rows = timezone.now(), [_written(row) for row in rows]
    if early := list(_untimely(rows, before, now)):
        raise Invalid(early)
    deals, contracts = write_opened(author, [row.data for row in rows], before, by_owner=True)
    wrong = [
        error
        for number, (deal, row) in enumerate(zip(deals, rows, strict=True), before + 1)
        for error in _wrong(deal, row, contracts[deal.method_id], number, now)
    ]
    if wrong:
        raise Invalid(wrong)
    events = [
        event
        for deal, row in zip(deals, rows, strict=True)
        for event in _events(deal, row, contracts[deal.method_id])
    ]
    for deal, row in zip(deals, rows, strict=True):
        _stand(deal, row, contracts[deal.method_id])
    changed = ("stage", "coarse", "stage_since", "amount", "expected_on", "next_at", "chance", "outcome")
    Deal.objects.bulk_update(deals, (*changed, "closed_at"), batch_size=BATCH)
    DealEvent.objects.bulk_create(events, batch_size=BATCH)
    words = [word for deal, row in zip(deals, rows, strict=True) for word in _words(deal, row)]
    Passing.objects.bulk_create(words, batch_size=BATCH)
    found = courses(deals, now)
    endings = []
    for deal, row in zip(deals, rows, strict=True):
        if row.ended:
            course = found[deal.pk]
            done = effort(course.contract, course.facts, course.proven, deal.spent, row.ended.at)
            endings.append(
                Closing(deal=deal, author_id=deal.owner_id, effort=asdict(done), **asdict(row.ended))
            )
    Closing.objects.bulk_create(endings, batch_size=BATCH)
    earn(endings, contracts)
    settle(deals, found, now)
    audit.record_many(author, "loaded", "deal", [(deal.pk, {}, {"name": deal.name}) for deal in deals])
    return deals


def _written(row: PastDeal) -> PastDeal:
    if row.ended is None:
        return row
    competitor, note = writing.text(row.ended.competitor), writing.text(row.ended.note, lines=True)
    return replace(row, ended=replace(row.ended, competitor=competitor, note=note))


def _untimely(rows: Sequence[PastDeal], before: int, now: datetime) -> Iterator[FieldError]:
    """What a row tells lies between its opening and now, in moments that name their zone; a uid is new."""
    given = [row.data.uid for row in rows if row.data.uid]
    known = set(Deal.objects.filter(uid__in=given).values_list("uid", flat=True))
    for number, row in enumerate(rows, before + 1):
        opened = row.data.opened_at
        if row.data.uid in known:
            message = _("There is another deal of this uid.")
            yield FieldError("uid", str(row.data.uid), "known", message, number)
        if row.data.uid:
            known.add(row.data.uid)
        if opened is None or opened.tzinfo is None or opened > now:
            message = _("In the order of time, up to now.")
            yield FieldError("opened_at", str(opened), "wrong_order", message, number)
            continue
        for name in ("moves", "amounts", "dates", "nexts", "chances", "confirmed"):
            for at, *_rest in getattr(row, name):
                if at.tzinfo is None or not opened <= at <= now:
                    message = _("Between the deal's opening and now.")
                    yield FieldError(name, str(at), "out_of_range", message, number)
        if row.ended and row.ended.at.tzinfo is None:
            yield FieldError("ended", str(row.ended.at), "out_of_range", _("A date is expected."), number)


def _unsaid(row: PastDeal, contract: Contract, number: int) -> Iterator[FieldError]:
    """Words that somebody gave, and values, are as an action of today would take them."""
    words = {point.code: point.evidence for _stage, point in contract.checkpoints()}
    seen = set[str]()
    for _at, code, document in row.confirmed:
        evidence = words.get(code)
        if not isinstance(evidence, ByHand):
            message = _("This checkpoint proves itself; nobody can confirm it.")
            yield FieldError("confirmed", code, "proves_itself", message, number)
        elif code in seen:
            yield FieldError("confirmed", code, "twice", _("This is here twice."), number)
        elif evidence.document and not writing.text(document):
            yield FieldError("confirmed", code, "empty", _("Name the document that shows it."), number)
        seen.add(code)
    said: list[tuple[str, object]] = [("amount", amount) for _at, amount in row.amounts]
    said += [("expected_on", day) for _at, day in row.dates] + [("next_at", due) for _at, due in row.nexts]
    said += [("chance", chance) for _at, chance in row.chances]
    for name, value in said:
        for error in rules.clean({name: value})[1]:
            yield FieldError(name, str(value), error.code, error.message, number)
    amount = row.amounts[-1][1] if row.amounts else row.data.amount
    if row.ended and row.ended.won and amount is None:
        yield FieldError("amount", "", "empty", _("A won deal has an amount."), number)


def _wrong(deal: Deal, row: PastDeal, contract: Contract, number: int, now: datetime) -> Iterator[FieldError]:
    yield from _unsaid(row, contract, number)
    codes = {stage.code for stage in contract.stages}
    at = deal.opened_at
    for when, stage in row.moves:
        if stage not in codes:
            yield FieldError("stage", stage, "unknown", _("The deal's method has no such thing."), number)
        if not at <= when <= now:
            yield FieldError("moves", str(when), "wrong_order", _("In the order of time, up to now."), number)
        at = when
    if row.ended:
        if not at <= row.ended.at <= now:
            message = _("In the order of time, up to now.")
            yield FieldError("ended", str(row.ended.at), "wrong_order", message, number)
        one = row.ended
        for error in wrong_ending(one.won, one.reason, one.competitor, one.note):
            yield FieldError(error.field, error.value, error.code, error.message, number)


def _events(deal: Deal, row: PastDeal, contract: Contract) -> Iterator[DealEvent]:
    """As its owner's doing: who loaded it has done none of it, and the audit names him."""
    stage, amount, day, due = deal.stage, deal.amount, moment_of(deal.expected_on), deal.next_at

    def event(kind: Kind, at: datetime, **columns: object) -> DealEvent:
        given = {"stage": stage} | columns
        owner = deal.owner_id
        return DealEvent(deal=deal, kind=kind, at=at, author_id=owner, owner_id=owner, **given)

    for at, to in row.moves:
        ahead = contract.place(to) > contract.place(stage)
        before, stage = stage, to
        yield event(Kind.ADVANCED if ahead else Kind.WENT_BACK, at, stage_before=before)
    for at, sum_now in row.amounts:
        yield event(Kind.AMOUNT, at, number_before=amount, number_after=sum_now)
        amount = sum_now
    for at, day_now in row.dates:
        yield event(Kind.DATE, at, time_before=day, time_after=moment_of(day_now))
        day = moment_of(day_now)
    for at, due_now in row.nexts:
        yield event(Kind.NEXT, at, time_before=due, time_after=due_now)
        due = due_now
    chance: Decimal | None = None
    for at, chance_now in row.chances:
        before_it, chance = chance, Decimal(chance_now)
        yield event(Kind.CHANCE, at, number_before=before_it, number_after=chance)
    if row.ended:
        kind = Kind.WON if row.ended.won else Kind.LOST
        reason, note = row.ended.reason, row.ended.note
        yield event(kind, row.ended.at, number_after=amount, checkpoint=reason, note=note)


def _words(deal: Deal, row: PastDeal) -> Iterator[Passing]:
    for at, code, document in row.confirmed:
        said = writing.text(document)[:300]
        yield Passing(deal=deal, checkpoint=code, at=at, by_hand=True, author_id=deal.owner_id, document=said)


def _stand(deal: Deal, row: PastDeal, contract: Contract) -> None:
    """Where its course has brought it."""
    if row.moves:
        deal.stage_since, deal.stage = row.moves[-1]
        deal.coarse = contract.stage(deal.stage).coarse
    if row.amounts:
        deal.amount = row.amounts[-1][1]
    if row.dates:
        deal.expected_on = row.dates[-1][1]
    if row.nexts:
        deal.next_at = row.nexts[-1][1]
    if row.chances:
        deal.chance = row.chances[-1][1]
    if row.ended:
        deal.outcome = Outcome.WON if row.ended.won else Outcome.LOST
        deal.closed_at = row.ended.at
