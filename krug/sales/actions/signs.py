"""Stop signs are put up and taken down as deals are judged; nobody does it by hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from krug.sales.deviating import Course
from krug.sales.models import Deal, DealEvent, Justification, MethodVersion, StopSign
from krug.sales.stopping import Leave, Terms, Usual, Weighed, ends, used_up, weigh
from krug.sales.words import Kind, Outcome


def weights(deals: Collection[Deal], found: Mapping[int, Course]) -> dict[int, Weighed | None]:
    """Deal → its costs and likely income."""
    versions = MethodVersion.objects.filter(pk__in={deal.method_id for deal in deals})
    columns = ("pk", "method__usual_cost__deals", "method__usual_cost__money")
    usual = {
        pk: Usual(count or 0, money or Decimal(0)) for pk, count, money in versions.values_list(*columns)
    }
    return {
        deal.pk: weigh(
            found[deal.pk].contract,
            found[deal.pk].facts,
            Terms(deal.amount, deal.currency, deal.chance, deal.spent),
            usual[deal.method_id],
        )
        for deal in deals
    }


class Signs:
    """The signs of locked deals, made what their courses say.

    `told`: lines for the journal; `due`: deal → when the leave to go on runs out.
    """

    def __init__(self, deals: Sequence[Deal], found: Mapping[int, Course], now: datetime) -> None:
        self.changed, self.told, self.due = set[int](), list[DealEvent](), dict[int, datetime]()
        self.now, self.found = now, found
        kept = {one.deal_id: one for one in StopSign.objects.filter(deal__in=deals, gone_at=None)}
        running = Justification.objects.filter(deal__in=deals, ended_at=None, approved_at__isnull=False)
        leaves = {one.deal_id: one for one in running}
        alive = [deal for deal in deals if deal.outcome == Outcome.OPEN]
        weighed = weights(alive, found)
        new = list[StopSign]()
        for deal in deals:
            sign, stands = kept.get(deal.pk), weighed.get(deal.pk)
            if deal.pk in leaves:
                self._leave(deal, leaves[deal.pk], stands, sign is not None)
            if stands is None or not stands.stops:
                self._gone(deal, sign)
            elif sign is None:
                new.append(StopSign(deal=deal, at=now, figures=stands.figures))
                self._tell(deal, Kind.STOP, stands)
            elif sign.figures != stands.figures:
                sign.figures = stands.figures
                sign.save(update_fields=["figures"])
                self.changed.add(deal.pk)
        StopSign.objects.bulk_create(new, batch_size=500)

    def _leave(self, deal: Deal, one: Justification, stands: Weighed | None, signed: bool) -> None:
        """Used up the sign comes back, and the journal says so; with the deal it ends."""
        leave, zone = Leave(one.until, one.up_to), self.found[deal.pk].contract.working.zone
        spent, end = stands.spent if stands else Decimal(0), ends(leave, zone)
        if deal.outcome == Outcome.OPEN and not used_up(leave, zone, spent, self.now):
            if end:
                self.due[deal.pk] = end.astimezone(UTC)
            return
        one.ended_at = self.now
        one.save(update_fields=["ended_at"])
        self.changed.add(deal.pk)
        if signed and stands and stands.stops:
            self._tell(deal, Kind.STOP, stands)

    def _gone(self, deal: Deal, sign: StopSign | None) -> None:
        if sign is None:
            return
        sign.gone_at = self.now
        sign.save(update_fields=["gone_at"])
        self.changed.add(deal.pk)
        if deal.outcome == Outcome.OPEN:
            self._tell(deal, Kind.UNSTOP)

    def _tell(self, deal: Deal, kind: Kind, stands: Weighed | None = None) -> None:
        figures = {"number_before": stands.cost, "number_after": stands.most} if stands else {}
        self.changed.add(deal.pk)
        self.told.append(
            DealEvent(deal=deal, kind=kind, at=self.now, stage=deal.stage, owner_id=deal.owner_id, **figures)
        )
