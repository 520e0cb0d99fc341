"""Clocks of many deals at once, for boards and lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from krug.sales.contract import Contract
from krug.sales.judging import Clock, Facts, clock
from krug.sales.models import Deal, DealDeviation, MethodVersion, Pause
from krug.sales.queries.narrowing import standing
from krug.sales.queries.reach import standing_organisation, standing_person
from krug.sales.words import Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """A deal as boards, lists and other people's cards show it. `clock` None: it is closed."""

    deal: Deal
    stage: str
    clock: Clock | None
    deviations: int
    overdue: bool
    stops: bool = False
    """A stop sign stands that nobody has justified."""

    @property
    def whom(self) -> str:
        return whom_of(self.deal)


def whom_of(deal: Deal) -> str:
    """The customer's name as it stands now, the person before his organisation."""
    person, organisation = standing_person(deal), standing_organisation(deal)
    return person.full_name if person else organisation.name if organisation else ""


def lines_of(deals: Sequence[Deal], now: datetime) -> list[Line]:
    """In four queries, whatever their number. `deals` loaded with reach.WITH."""
    ids = [deal.pk for deal in deals]
    contracts = contracts_of(deal.method for deal in deals)
    paused = _pauses(ids)
    rows = DealDeviation.objects.filter(deal__in=ids, gone_at=None).values("deal").annotate(n=Count("id"))
    counts = dict(rows.values_list("deal", "n"))
    stopped = set(standing().filter(deal__in=ids))
    return [
        Line(
            deal,
            stage_of(contracts[deal.method_id], deal.stage),
            _clock(deal, contracts[deal.method_id], paused[deal.pk], now),
            counts.get(deal.pk, 0),
            _overdue(deal, now),
            deal.pk in stopped,
        )
        for deal in deals
    ]


def brief(deals: Sequence[Deal], now: datetime) -> list[Line]:
    """Without clocks and deviations: nothing is asked, and no contract is read whole."""
    return [Line(deal, _stage_name(deal.method, deal.stage), None, 0, _overdue(deal, now)) for deal in deals]


def _stage_name(version: MethodVersion, code: str) -> str:
    stages = version.contract.get("stages", ())
    return next((str(stage["name"]) for stage in stages if stage["code"] == code), code)


def _overdue(deal: Deal, now: datetime) -> bool:
    return deal.outcome == Outcome.OPEN and deal.next_at is not None and deal.next_at < now


def contracts_of(versions: Iterable[MethodVersion]) -> dict[int, Contract]:
    """Each read once."""
    found: dict[int, Contract] = {}
    for version in versions:
        if version.pk not in found:
            found[version.pk] = version.meant
    return found


def stage_of(contract: Contract, code: str) -> str:
    return contract.stage(code).name


def _pauses(ids: Sequence[int]) -> Mapping[int, list[tuple[datetime, datetime | None]]]:
    found: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for deal, since, until in Pause.objects.filter(deal__in=ids).values_list("deal", "since", "until"):
        found[deal].append((since, until))
    return found


def _clock(
    deal: Deal, contract: Contract, pauses: Sequence[tuple[datetime, datetime | None]], now: datetime
) -> Clock | None:
    if deal.outcome != Outcome.OPEN:
        return None
    facts = Facts(opened_at=deal.opened_at, stage=deal.stage, stage_since=deal.stage_since, pauses=pauses)
    return clock(contract, facts, now)
