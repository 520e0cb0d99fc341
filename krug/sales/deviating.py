"""How a deal leaves its method, found from its facts and journal. Pure: the same facts give the same list."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from krug.sales import working
from krug.sales.contract import Contract
from krug.sales.judging import Facts, Proof, Spans
from krug.sales.words import Deviation, Kind, Outcome
from krug.touches.words import Verb

EASY = Decimal("0.2")
"""Of the hours that the method gives to all its stages: won within less, with few words, is too easy."""
FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of the journal as far as deviations go."""

    kind: str
    at: datetime
    stage: str = ""
    stage_before: str = ""
    checkpoint: str = ""
    number_before: Decimal | None = None
    number_after: Decimal | None = None
    time_before: datetime | None = None
    time_after: datetime | None = None
    staff: int | None = None
    """Who owned the deal when it happened."""


@dataclass(frozen=True, slots=True)
class Found:
    kind: Deviation
    key: str
    stage: str
    at: datetime
    checkpoint: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """One deal from its opening to now or to its end."""

    contract: Contract
    facts: Facts
    proven: Mapping[str, Proof]
    journal: Sequence[Happened]
    outcome: str = Outcome.OPEN
    closed_at: datetime | None = None

    def end(self, now: datetime) -> datetime:
        return self.closed_at or now


def deviations(course: Course, now: datetime) -> list[Found]:
    """Everything that is found up to `now`, in no particular order."""
    return _each_once(
        [
            *_skipped(course),
            *_wrong_order(course),
            *_late_stages(course, now),
            *_late_checkpoints(course, now),
            *_postponed(course),
            *_over_budget(course, now),
            *_no_contact(course, now),
            *_unconfirmed(course),
            *_moved(course),
            *_went_back(course),
            *_alone(course),
            *_too_easy(course),
        ]
    )


def _each_once(found: Sequence[Found]) -> list[Found]:
    """What is loaded may tell of two changes at one moment: each keeps a key of its own."""
    counts = Counter[tuple[str, str]]()
    made = []
    for it in found:
        counts[it.kind, it.key] += 1
        times = counts[it.kind, it.key]
        made.append(it if times == 1 else replace(it, key=f"{it.key}:{times}"))
    return made


def _skipped(course: Course) -> Iterator[Found]:
    """Left out by leave, at a price; or, in a course that came from elsewhere, simply passed by."""
    asked = set()
    for it in course.journal:
        if it.kind == Kind.SKIPPED and it.checkpoint in course.facts.skipped:
            asked.add(it.checkpoint)
            price = f"{it.number_after or 0:.2f}"
            yield Found(Deviation.SKIPPED, it.checkpoint, it.stage, it.at, it.checkpoint, {"price": price})
    since = max((it.at for it in course.journal if it.kind == Kind.METHOD), default=None)
    for at, goal in _goals(course):
        for stage, point in course.contract.checkpoints():
            proof = course.proven.get(point.code)
            early = course.contract.place(stage.code) < goal and (since is None or at > since)
            if point.required and early and point.code not in asked and (proof is None or proof.at > at):
                asked.add(point.code)
                yield Found(Deviation.SKIPPED, point.code, stage.code, at, point.code, {"unasked": True})


def _goals(course: Course) -> Iterator[tuple[datetime, int]]:
    """(when, the first place on the path that it had a right to only now): moves on, and being won."""
    for it in course.journal:
        if it.kind == Kind.ADVANCED and it.stage in {stage.code for stage in course.contract.stages}:
            yield it.at, course.contract.place(it.stage)
    if course.outcome == Outcome.WON and course.closed_at:
        yield course.closed_at, len(course.contract.stages)


def _wrong_order(course: Course) -> Iterator[Found]:
    """A checkpoint of a later stage was passed before a required one of an earlier stage.

    Only a stage the deal had not come to yet counts as early: within a stage the order is free.
    """
    missing = [
        (course.contract.place(stage.code), point.code, course.proven.get(point.code))
        for stage, point in course.contract.checkpoints()
        if point.required and point.code not in course.facts.skipped
    ]
    for stage, point in course.contract.checkpoints():
        proof = course.proven.get(point.code)
        if proof is None or proof.at <= course.facts.opened_at:
            continue
        place = course.contract.place(stage.code)
        late = [code for at, code, own in missing if at < place and (own is None or own.at > proof.at)]
        entered = course.facts.entered.get(stage.code)
        if late and (entered is None or proof.at < entered):
            yield Found(Deviation.WRONG_ORDER, point.code, stage.code, proof.at, point.code, {"before": late})


def _stays(course: Course, now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """(stage, since, until) of each stay, as the journal tells."""
    stage, since = "", course.facts.opened_at
    for it in course.journal:
        # By another version at the same stage the stay goes on, and so does its clock.
        another = it.kind == Kind.METHOD and it.stage != it.stage_before
        if another or it.kind in (Kind.OPENED, Kind.ADVANCED, Kind.WENT_BACK):
            if stage:
                yield stage, since, it.at
            stage, since = it.stage, it.at
    if stage:
        yield stage, since, course.end(now)


def _late_stages(course: Course, now: datetime) -> Iterator[Found]:
    for number, (code, since, until) in enumerate(_stays(course, now)):
        try:
            limit = course.contract.stage(code).limit
        except KeyError:
            continue
        if limit is None:
            continue
        due = working.due(course.contract.working, since, limit, course.facts.pauses)
        if due is not None and due < until:
            over = working.elapsed(course.contract.working, due, until, course.facts.pauses)
            figures = {"limit": limit, "over": round(over / working.HOUR, 1)}
            yield Found(Deviation.LATE, f"stage:{code}:{number}", code, due, figures=figures)


def _late_checkpoints(course: Course, now: datetime) -> Iterator[Found]:
    for stage, point in course.contract.checkpoints():
        entered = course.facts.entered.get(stage.code)
        if point.within is None or entered is None or point.code in course.facts.skipped:
            continue
        due = working.due(course.contract.working, entered, point.within, course.facts.pauses)
        proof = course.proven.get(point.code)
        passed = proof.at if proof else course.end(now)
        if due is not None and due < passed:
            figures = {"limit": point.within}
            yield Found(Deviation.LATE, f"point:{point.code}", stage.code, due, point.code, figures)


def _postponed(course: Course) -> Iterator[Found]:
    """The next action was put off for the second time and on, before it was done."""
    times = 0
    for it in course.journal:
        if it.kind != Kind.NEXT:
            continue
        later = it.time_before and it.time_after and it.time_after > it.time_before
        times = times + 1 if later and not _word_between(course, it) else 0
        if times >= 2:
            yield Found(
                Deviation.POSTPONED, f"{it.at.isoformat()}", it.stage, it.at, figures={"times": times}
            )


def _word_between(course: Course, it: Happened) -> bool:
    """Something was said with the customer in the day the action was due: it was done, not put off."""
    if it.time_before is None:
        return False
    day = timedelta(days=1)
    return any(it.time_before - day <= word.at <= it.at for word in course.facts.words)


def _over_budget(course: Course, now: datetime) -> Iterator[Found]:
    for limit in course.contract.limits:
        spent = course.facts.spent.get(limit.resource, Decimal(0))
        if spent > limit.most:
            figures = {"most": str(limit.most), "spent": str(spent)}
            at = _over_at(course, limit.resource, limit.most) or course.end(now)
            yield Found(Deviation.OVER_BUDGET, limit.resource, course.facts.stage, at, figures=figures)


def _over_at(course: Course, resource: str, most: Decimal) -> datetime | None:
    verb = {"visits": Verb.VISITED, "calls": Verb.CALLED}.get(resource)
    if verb is not None:
        moments = [word.at for word in course.facts.words if word.verb == verb and word.met]
        return moments[int(most)] if len(moments) > most else None
    total = Decimal(0)
    for it in course.journal:
        if it.kind == Kind.SPENT and it.checkpoint == resource:
            total += it.number_after or 0
            if total > most:
                return it.at
    return None


def _no_contact(course: Course, now: datetime) -> Iterator[Found]:
    """Silence longer than the stage allows, counted from the last word; each silence once."""
    for number, (code, since, until) in enumerate(_stays(course, now)):
        try:
            quiet = course.contract.stage(code).quiet
        except KeyError:
            continue
        if quiet is None:
            continue
        earlier = max((w.at for w in course.facts.words if w.at <= since), default=course.facts.opened_at)
        moments = [max(earlier, course.facts.opened_at)]
        moments += [word.at for word in course.facts.words if since < word.at < until] + [until]
        for last, following in pairwise(moments):
            due = _quiet_until(last, quiet, course.facts.pauses)
            if due is not None and since < due < following:
                figures = {"days": (following - last).days, "quiet": quiet}
                yield Found(Deviation.NO_CONTACT, f"{number}:{last.isoformat()}", code, due, figures=figures)


def _quiet_until(last: datetime, days: int, pauses: Spans) -> datetime | None:
    """When silence has lasted so many days, pauses left out; None: never, while a pause has no end."""
    due = last + timedelta(days=days)
    for start, end in sorted(pauses, key=itemgetter(0)):
        if start >= due:
            break
        if end is None:
            return None
        if end > last:
            due += end - max(start, last)
            last = end
    return due


def _unconfirmed(course: Course) -> Iterator[Found]:
    for word in course.facts.words:
        if word.verb == Verb.VISITED and word.met and not word.confirmed:
            yield Found(Deviation.UNCONFIRMED, word.id.hex, course.facts.stage, word.at)


def _moved(course: Course) -> Iterator[Found]:
    """Amount or date changed after a proposal went out, or the date at all: how often, which way."""
    counts = {Kind.DATE: 0, Kind.AMOUNT: 0}
    offered = min(course.facts.proposals, default=None)
    for it in course.journal:
        if it.kind == Kind.DATE and it.time_before and it.time_after:
            counts[Kind.DATE] += 1
            days = (it.time_after - it.time_before).days
            yield Found(
                *(Deviation.DATE_MOVED, it.at.isoformat(), it.stage, it.at),
                figures={"days": days, "times": counts[Kind.DATE]},
            )
        if it.kind == Kind.AMOUNT and it.number_before and offered and it.at > offered:
            counts[Kind.AMOUNT] += 1
            by = str((it.number_after or Decimal(0)) - it.number_before)
            yield Found(
                *(Deviation.AMOUNT_MOVED, it.at.isoformat(), it.stage, it.at),
                figures={"by": by, "times": counts[Kind.AMOUNT]},
            )


def _went_back(course: Course) -> Iterator[Found]:
    for it in course.journal:
        if it.kind == Kind.WENT_BACK:
            yield Found(
                *(Deviation.WENT_BACK, it.at.isoformat(), it.stage, it.at), figures={"from": it.stage_before}
            )


def _alone(course: Course) -> Iterator[Found]:
    """Won with only one colleague having ever spoken to the customer, though the amount asks for two."""
    least, amount = course.contract.second_person, course.facts.amount
    if course.outcome != Outcome.WON or least is None or amount is None or amount < least:
        return
    if len({word.staff for word in course.facts.words if word.staff}) < 2:
        at = course.closed_at or course.facts.opened_at
        yield Found(Deviation.ALONE, "won", course.facts.stage, at, figures={"amount": str(amount)})


def _too_easy(course: Course) -> Iterator[Found]:
    hours = sum(stage.limit or 0 for stage in course.contract.stages)
    if course.outcome != Outcome.WON or not hours or course.closed_at is None:
        return
    used = working.elapsed(course.contract.working, course.facts.opened_at, course.closed_at) / working.HOUR
    if Decimal(used) < EASY * hours and len(course.facts.words) < FEW_WORDS:
        figures = {"hours": round(used, 1), "given": hours, "words": len(course.facts.words)}
        yield Found(Deviation.TOO_EASY, "won", course.facts.stage, course.closed_at, figures=figures)


def next_due(course: Course, now: datetime) -> datetime | None:
    """The next moment at which time alone changes what is found; None: it never will.

    What is late grows by the day: its figures are told anew each midnight.
    """
    if course.outcome != Outcome.OPEN:
        return None
    contract, facts = course.contract, course.facts
    stage = contract.stage(facts.stage)
    growing = [stage_due(course)]
    if stage.quiet:
        growing.append(_quiet_until(last_word(course), stage.quiet, facts.pauses))
    moments = [*growing, facts.ahead]
    if any(at is not None and at < now for at in growing):
        moments.append(_midnight(now, contract.working.zone))
    for own, point in contract.checkpoints():
        entered = facts.entered.get(own.code)
        if point.within and entered and point.code not in course.proven and point.code not in facts.skipped:
            moments.append(working.due(contract.working, entered, point.within, facts.pauses))
    return min((at for at in moments if at is not None and at >= now), default=None)


def _midnight(now: datetime, zone: str) -> datetime:
    there = now.astimezone(ZoneInfo(zone))
    return datetime.combine(there.date() + timedelta(days=1), time(), there.tzinfo).astimezone(UTC)


def stage_due(course: Course) -> datetime | None:
    """When the hours of the stage it stands at run out; None: never."""
    contract, facts = course.contract, course.facts
    limit = contract.stage(facts.stage).limit
    return working.due(contract.working, facts.stage_since, limit, facts.pauses) if limit else None


def last_word(course: Course) -> datetime:
    """Since when nothing was exchanged with the customer: the last word, or the opening."""
    return max((word.at for word in course.facts.words), default=course.facts.opened_at)
