"""Reads what is known of deals, a few hundred at a time, in a dozen queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from krug.customers.models import Affiliation
from krug.customers.queries import canonicals_of
from krug.customers.queries.organisations import standing_for
from krug.sales.contract import Contract
from krug.sales.deviating import Course, Happened
from krug.sales.heard import heard
from krug.sales.judging import Facts, Proof, Word, proofs
from krug.sales.models import (
    Cost,
    Deal,
    DealEvent,
    Line,
    MethodVersion,
    Participant,
    Passing,
    Pause,
    Proposal,
    Skipping,
)
from krug.sales.words import Kind
from krug.site.bulk import chunks
from krug.site.clock import micros, moment
from krug.teamwork.queries import agreed_since
from krug.touches.touch import StoredTouch
from krug.touches.words import Verb

MOST_WORDS = 300
"""Of one identity: what lies before its newest so many touches since the deal's opening is not looked at."""
MOST_PEOPLE = 50
"""Of an organisation where nobody is named as taking part."""
AHEAD = timedelta(days=1)
"""So far in the future a touch may lie: the clock of a device runs ahead."""
BRIEF = 60.0
"""Seconds: a visit that took less and left nothing else behind was confirmed by nobody."""


def courses(deals: Sequence[Deal], now: datetime) -> dict[int, Course]:
    """Deal → all of its course up to now or its end."""
    ids = [deal.pk for deal in deals]
    contracts = _contracts(deals)
    people = people_of(deals)
    words, ahead = _words(deals, people, now)
    rows = _Rows(ids)
    found = {}
    for deal in deals:
        contract, journal = contracts[deal.method_id], rows.journal[deal.pk]
        counted = _counted(words[deal.pk])
        facts = Facts(
            opened_at=deal.opened_at,
            stage=deal.stage,
            stage_since=deal.stage_since,
            words=words[deal.pk],
            ahead=ahead.get(deal.pk),
            parts=rows.parts[deal.pk],
            need_at=deal.need_at if deal.need else None,
            amount=deal.amount,
            priced_at=_priced_at(journal) if deal.amount is not None else None,
            lined_at=rows.lined.get(deal.pk),
            agreed_at=rows.agreed.get(deal.pk),
            proposals=rows.proposals[deal.pk],
            references=rows.references[deal.pk],
            by_hand=rows.by_hand[deal.pk],
            skipped=frozenset(rows.skipped[deal.pk]),
            pauses=rows.pauses[deal.pk],
            spent=_spent(rows.spent[deal.pk], counted),
            counted=counted,
            entered=_entered(journal),
        )
        proven = proofs(contract, facts)
        found[deal.pk] = Course(contract, facts, proven, journal, deal.outcome, deal.closed_at)
    return found


def course_of(deal: Deal, now: datetime) -> Course:
    return courses([deal], now)[deal.pk]


def _contracts(deals: Iterable[Deal]) -> dict[int, Contract]:
    versions = MethodVersion.objects.in_bulk({deal.method_id for deal in deals})
    return {id: version.meant for id, version in versions.items()}


class _Rows:
    """The rows beside the deals, by deal."""

    def __init__(self, ids: Collection[int]) -> None:
        self.parts: dict[int, dict[int, tuple[str, datetime]]] = defaultdict(dict)
        taking = Participant.objects.filter(deal__in=ids).order_by("id")
        rows = list(taking.values_list("deal", "person", "part", "part_at"))
        roots = canonicals_of({person for _deal, person, _part, _at in rows})
        for deal, person, part, at in rows:
            root = roots.get(person, person)
            # Of two rows of one who was merged the one that says something, and the later: always the same.
            if part or root not in self.parts[deal]:
                self.parts[deal][root] = part, at
        lines = Line.objects.filter(deal__in=ids).order_by("-added_at")
        self.lined: dict[int, datetime] = {}
        self.agreed = _agreed(list(lines.values_list("deal", "product", "added_at")), self.lined)
        self.proposals = _moments(_sent(ids))
        costs = Cost.objects.filter(deal__in=ids).values_list("deal", "resource", "quantity", "at")
        self.spent: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self.references: dict[int, list[datetime]] = defaultdict(list)
        for deal, resource, quantity, at in costs:
            self.spent[deal][resource] += quantity
            if resource == "references":
                self.references[deal].append(at)
        self.by_hand: dict[int, dict[str, tuple[datetime, str]]] = defaultdict(dict)
        said = Passing.objects.filter(deal__in=ids, by_hand=True)
        for deal, code, at, document in said.values_list("deal", "checkpoint", "at", "document"):
            self.by_hand[deal][code] = at, document
        self.skipped: dict[int, set[str]] = defaultdict(set)
        allowed = Skipping.objects.filter(deal__in=ids, approved_at__isnull=False)
        for deal, code in allowed.values_list("deal", "checkpoint"):
            self.skipped[deal].add(code)
        self.pauses: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
        for deal, since, until in Pause.objects.filter(deal__in=ids).values_list("deal", "since", "until"):
            self.pauses[deal].append((since, until))
        self.journal = _journal(ids)


def _sent(deals: Collection[int]) -> Iterable[tuple[int, datetime]]:
    rows = Proposal.objects.filter(deal__in=deals, sent_at__isnull=False)
    return rows.values_list("deal", "sent_at")  # type: ignore[return-value]


def _agreed(
    lines: Sequence[tuple[int, int | None, datetime]], lined: dict[int, datetime]
) -> dict[int, datetime]:
    """Deal → since when the six questions of all its products are agreed; fills in when it got its first."""
    since = agreed_since({product for _deal, product, _at in lines if product})
    found: dict[int, datetime] = {}
    lacking = set[int]()
    for deal, product, at in lines:
        lined[deal] = at
        if product is None:
            continue
        if product not in since:
            lacking.add(deal)
        else:
            found[deal] = max(found.get(deal, at), at, since[product])
    return {deal: at for deal, at in found.items() if deal not in lacking}


def _moments(rows: Iterable[tuple[int, datetime]]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    for deal, at in rows:
        found[deal].append(at)
    return found


def _journal(ids: Collection[int]) -> dict[int, list[Happened]]:
    columns = ("kind", "at", "stage", "stage_before", "checkpoint", "number_before", "number_after")
    rows = DealEvent.objects.filter(deal__in=ids).order_by("at", "id")
    found: dict[int, list[Happened]] = defaultdict(list)
    for deal, *values in rows.values_list("deal", *columns, "time_before", "time_after", "owner"):
        found[deal].append(Happened(*values))
    return found


def _priced_at(journal: Sequence[Happened]) -> datetime | None:
    """Since when it has an amount without a break."""
    since = None
    for it in journal:
        if it.kind in (Kind.OPENED, Kind.AMOUNT):
            since = None if it.number_after is None else since or it.at
    return since


def _entered(journal: Sequence[Happened]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for it in journal:
        if it.kind in (Kind.OPENED, Kind.ADVANCED, Kind.WENT_BACK, Kind.METHOD):
            found.setdefault(it.stage, it.at)
    return found


def _counted(words: Sequence[Word]) -> dict[str, Decimal]:
    found = {}
    for resource, verb in (("visits", Verb.VISITED), ("calls", Verb.CALLED)):
        if count := len({(word.at, word.staff) for word in words if word.verb == verb and word.met}):
            found[resource] = Decimal(count)
    return found


def _spent(by_hand: dict[str, Decimal], counted: dict[str, Decimal]) -> dict[str, Decimal]:
    """Visits and calls are counted from touches, whatever was written down of them by hand comes on top."""
    found = dict(by_hand)
    for resource, count in counted.items():
        found[resource] = found.get(resource, Decimal(0)) + count
    return found


def people_of(deals: Sequence[Deal]) -> dict[int, set[int]]:
    """Deal → survivors whose words are the deal's: those who take part; else all who work at the customer."""
    found: dict[int, set[int]] = defaultdict(set)
    for deal in deals:
        if deal.person_id:
            found[deal.pk].add(deal.person_id)
    ids = [deal.pk for deal in deals]
    for id, person in Participant.objects.filter(deal__in=ids).values_list("deal", "person"):
        found[id].add(person)
    alone = {deal.pk: deal.organisation_id for deal in deals if deal.organisation_id and not found[deal.pk]}
    at = _staff_of(set(filter(None, alone.values())))
    for id, organisation in alone.items():
        found[id] = at.get(organisation or 0, set())
    roots = canonicals_of({person for own in found.values() for person in own})
    return {id: {roots.get(person, person) for person in own} for id, own in found.items()}


def _staff_of(organisations: Collection[int]) -> dict[int, set[int]]:
    """Organisation → those who work there or at whoever stands for it."""
    standing = standing_for(organisations)
    found: dict[int, set[int]] = defaultdict(set)
    for chunk in chunks({*organisations, *standing.values()}):
        rows = Affiliation.objects.filter(organisation__in=chunk, until=None).order_by("id")
        for organisation, person in rows.values_list("organisation", "person"):
            if len(found[organisation]) < MOST_PEOPLE:
                found[organisation].add(person)
    return {id: found[id] | found[root] for id, root in standing.items()}


def _words(
    deals: Sequence[Deal], people: dict[int, set[int]], now: datetime
) -> tuple[dict[int, list[Word]], dict[int, datetime]]:
    """Deal → its words up to now; and when the first one comes of a clock that runs ahead."""
    asks = [
        (deal, person, micros(deal.opened_at), micros(deal.closed_at or now + AHEAD) + 1)
        for deal in deals
        for person in people[deal.pk]
    ]
    found: dict[int, list[Word]] = defaultdict(list)
    ahead: dict[int, datetime] = {}
    for deal, person, touches in heard(asks, MOST_WORDS):
        left = {touch.episode for touch in touches if touch.verb not in (Verb.VISITED, Verb.NOTED)}
        words = [_word(touch, person, left) for touch in touches if _of(touch, deal)]
        found[deal.pk] += [word for word in words if word.at <= now]
        for word in words:
            if word.at > now:
                ahead[deal.pk] = min(word.at, ahead.get(deal.pk, word.at))
    for own in found.values():
        own.sort(key=lambda word: (word.at, word.id))
    return found, ahead


def _of(touch: StoredTouch, deal: Deal) -> bool:
    """A touch that another deal brought is that deal's alone."""
    return touch.cause_kind != "deal" or touch.cause_id == str(deal.uid)


def _word(touch: StoredTouch, person: int, left: set[UUID | None]) -> Word:
    result = touch.data.get("result")
    met = result not in ("not_met", "missed", "busy", "refused") or (
        touch.verb == Verb.VISITED and result == "refused"
    )
    lasted = touch.seconds is not None and touch.seconds >= BRIEF
    confirmed = touch.verb != Verb.VISITED or lasted or (touch.episode is not None and touch.episode in left)
    return Word(touch.id, moment(touch.at), touch.verb, touch.direction, person, touch.staff, met, confirmed)


def plain(proof: Proof) -> list[str]:
    return [str(id) for id in proof.touches]
