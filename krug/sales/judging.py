"""What a deal's facts prove: checkpoints passed, what stands in the way, its clocks. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from krug.sales import working
from krug.sales.contract import (
    ByHand,
    Called,
    Checkpoint,
    Contract,
    DeciderKnown,
    Evidence,
    Met,
    NeedRecorded,
    Priced,
    ProposalSent,
    QuestionsAgreed,
    Reference,
    Replied,
    Stage,
)
from krug.sales.words import Part
from krug.touches.words import Direction, Verb

Spans = Sequence[tuple[datetime, datetime | None]]
SPOKEN = frozenset({Verb.CALLED, Verb.VISITED})
HEARD = frozenset({Verb.WRITTEN, Verb.OPENED, Verb.CLICKED, Verb.ANSWERED, Verb.COMPLAINED, Verb.BOOKED})


@dataclass(frozen=True, slots=True)
class Word:
    """One touch as far as deals go. `met`: somebody was met or answered the call."""

    id: UUID
    at: datetime
    verb: Verb
    direction: Direction
    person: int | None
    staff: int | None
    met: bool = True
    confirmed: bool = True
    """A visit that left something of the listener's behind: a reaction, an answer, a time, his name."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of a deal. Words in the order of time, from its opening on."""

    opened_at: datetime
    stage: str
    stage_since: datetime
    words: Sequence[Word] = ()
    ahead: datetime | None = None
    """When the next word comes that a clock running ahead wrote down."""
    parts: Mapping[int, tuple[str, datetime]] = field(default_factory=dict)
    """person → (part, since when it is known)"""
    need_at: datetime | None = None
    amount: Decimal | None = None
    priced_at: datetime | None = None
    lined_at: datetime | None = None
    agreed_at: datetime | None = None
    """Since when the six questions of all its products are agreed."""
    proposals: Sequence[datetime] = ()
    references: Sequence[datetime] = ()
    by_hand: Mapping[str, tuple[datetime, str]] = field(default_factory=dict)
    """checkpoint → (when, document)"""
    skipped: frozenset[str] = frozenset()
    pauses: Spans = ()
    spent: Mapping[str, Decimal] = field(default_factory=dict)
    """resource → quantity"""
    counted: Mapping[str, Decimal] = field(default_factory=dict)
    """Of these the visits and calls that touches tell of: nobody wrote down what they cost."""
    entered: Mapping[str, datetime] = field(default_factory=dict)
    """stage → when the deal first came to it"""


@dataclass(frozen=True, slots=True)
class Proof:
    """When a checkpoint was passed, and by which touches."""

    at: datetime
    touches: tuple[UUID, ...] = ()
    document: str = ""


def proofs(contract: Contract, facts: Facts) -> dict[str, Proof]:
    """Checkpoint → its proof, of those that are passed, wherever on the path the deal stands."""
    found = {}
    for _stage, point in contract.checkpoints():
        proof = _proof(point.code, point.evidence, facts)
        if proof is not None:
            found[point.code] = proof
    return found


def _proof(code: str, evidence: Evidence, facts: Facts) -> Proof | None:
    match evidence:
        case Met():
            return _nth(_met(facts), evidence.times)
        case Called():
            return _nth((w for w in facts.words if w.verb == Verb.CALLED and w.met), evidence.times)
        case Replied():
            return _nth((w for w in facts.words if w.direction == Direction.IN and w.verb in HEARD), 1)
        case NeedRecorded():
            return Proof(facts.need_at) if facts.need_at else None
        case DeciderKnown():
            return _decider(evidence, facts)
        case Priced():
            return _priced(evidence, facts)
        case ProposalSent():
            return Proof(min(facts.proposals)) if facts.proposals else None
        case Reference():
            return Proof(min(facts.references)) if facts.references else None
        case QuestionsAgreed():
            return Proof(max(facts.agreed_at, facts.opened_at)) if facts.agreed_at else None
        case ByHand():
            said = facts.by_hand.get(code)
            return Proof(said[0], document=said[1]) if said else None


def _priced(evidence: Priced, facts: Facts) -> Proof | None:
    if facts.priced_at is None or (evidence.products and facts.lined_at is None):
        return None
    lined = facts.lined_at if evidence.products else None
    return Proof(max(facts.priced_at, lined or facts.priced_at))


def _met(facts: Facts) -> Iterator[Word]:
    """Visits at which somebody was met, one for each moment: three listeners of one visit are one meeting."""
    seen = set[tuple[datetime, int | None]]()
    for word in facts.words:
        if word.verb == Verb.VISITED and word.met and (word.at, word.staff) not in seen:
            seen.add((word.at, word.staff))
            yield word


def _nth(words: Iterator[Word] | Sequence[Word], times: int) -> Proof | None:
    found: list[Word] = []
    for word in words:
        found.append(word)
        if len(found) == times:
            return Proof(word.at, tuple(one.id for one in found))
    return None


def _decider(evidence: DeciderKnown, facts: Facts) -> Proof | None:
    deciders = {person: at for person, (part, at) in facts.parts.items() if part == Part.DECIDES}
    if not deciders:
        return None
    if not evidence.met:
        return Proof(max(min(deciders.values()), facts.opened_at))
    return _nth((w for w in facts.words if w.person in deciders and w.verb in SPOKEN and w.met), 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A checkpoint as the card shows it. `due`: when its own hours run out."""

    stage: Stage
    point: Checkpoint
    proof: Proof | None
    skipped: bool
    due: datetime | None = None

    @property
    def done(self) -> bool:
        return self.proof is not None or self.skipped


def path(contract: Contract, facts: Facts, proven: Mapping[str, Proof]) -> list[Step]:
    return [
        Step(
            stage,
            point,
            proven.get(point.code),
            point.code in facts.skipped,
            _due(contract, facts, stage, point),
        )
        for stage, point in contract.checkpoints()
    ]


def _due(contract: Contract, facts: Facts, stage: Stage, point: Checkpoint) -> datetime | None:
    entered = facts.entered.get(stage.code)
    if point.within is None or entered is None:
        return None
    return working.due(contract.working, entered, point.within, facts.pauses)


def in_the_way(contract: Contract, facts: Facts, proven: Mapping[str, Proof], to: str) -> list[Step]:
    """Required checkpoints of the stages before `to` that are neither passed nor left out."""
    goal = contract.place(to)
    return [
        step
        for step in path(contract, facts, proven)
        if contract.place(step.stage.code) < goal and step.point.required and not step.done
    ]


def open_at_the_end(contract: Contract, facts: Facts, proven: Mapping[str, Proof]) -> list[Step]:
    """What stands in the way of winning: required checkpoints of all stages."""
    return [step for step in path(contract, facts, proven) if step.point.required and not step.done]


@dataclass(frozen=True, slots=True)
class Clock:
    """Of the stage a deal stands at. `left` below zero: it is late. Hours are working hours."""

    used: float
    limit: int | None
    due: datetime | None
    paused: bool

    @property
    def left(self) -> float | None:
        return None if self.limit is None else self.limit - self.used


def clock(contract: Contract, facts: Facts, now: datetime) -> Clock:
    stage = contract.stage(facts.stage)
    used = working.elapsed(contract.working, facts.stage_since, now, facts.pauses) / working.HOUR
    due = None
    if stage.limit is not None:
        due = working.due(contract.working, facts.stage_since, stage.limit, facts.pauses)
    paused = any(end is None or end > now for start, end in facts.pauses if start <= now)
    return Clock(used, stage.limit, due, paused)


@dataclass(frozen=True, slots=True)
class Effort:
    """What was done for a deal: stands beside the reason of its end (S7)."""

    days: int
    meetings: int
    calls: int
    letters: int
    silent_days: int
    """Since the last word in either direction."""
    silent_call_days: int | None
    """Since the last call or meeting; None: there was none."""
    checkpoints: int
    passed: int
    spent: str


def effort(
    contract: Contract, facts: Facts, proven: Mapping[str, Proof], spent: Decimal, now: datetime
) -> Effort:
    spoken = [word.at for word in facts.words if word.verb in SPOKEN and word.met]
    last = max((word.at for word in facts.words), default=facts.opened_at)
    points = list(contract.checkpoints())
    return Effort(
        days=(now - facts.opened_at).days,
        meetings=sum(1 for _word in _met(facts)),
        calls=sum(1 for word in facts.words if word.verb == Verb.CALLED and word.met),
        letters=sum(1 for word in facts.words if word.verb in (Verb.WRITTEN, Verb.DELIVERED)),
        silent_days=(now - last).days,
        silent_call_days=(now - max(spoken)).days if spoken else None,
        checkpoints=len(points),
        passed=sum(1 for _stage, point in points if point.code in proven),
        spent=str(spent),
    )
