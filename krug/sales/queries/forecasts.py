"""What was said of months, as of any moment, for those whose deals the viewer sees."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, DecimalField, F, Max, Min, Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from krug.access.models import Role, Scope, User
from krug.access.rules import Permission, may
from krug.access.scopes import scopes_by_kind, visible_staff
from krug.sales.forecasting import periods
from krug.sales.models import Deal, DealEvent, ForecastRow
from krug.sales.queries.chances import in_month
from krug.sales.words import Kind, Outcome

CENT = Decimal("0.01")
SELLING = (Role.REP, Role.SELLER, Role.MANAGER)
OFFERED = 300
"""Open deals that a form offers; a seller of more says the rest in one sum."""
Sums = dict[str, Decimal]
"""Currency → total."""


def colleagues_seen(viewer: User) -> QuerySet[User]:
    """Whose months he sees: as he sees their deals."""
    if scopes_by_kind(viewer).get(Scope.Kind.UNIT) and viewer.unit_id is not None:
        return User.objects.filter(unit=viewer.unit_id)
    return visible_staff(viewer)


def reach_seller(viewer: User, uid: UUID) -> User:
    """Http404 for whoever does not see his deals."""
    found = colleagues_seen(viewer).filter(uid=uid, unit__isnull=False).select_related("unit").first()
    if found is None:
        raise Http404
    return found


def may_say(viewer: User, owner: User) -> bool:
    """Himself, and whoever leads him."""
    if not may(viewer, Permission.EDIT_DEALS) or not owner.is_active:
        return False
    return viewer.pk == owner.pk or visible_staff(viewer).filter(pk=owner.pk).exists()


@dataclass(slots=True)
class Submission:
    """`likely`: amounts by their probabilities; `whole`: all of them. `brought`: written down later."""

    uid: UUID
    owner: int
    author: int | None
    made_at: datetime
    written_at: datetime
    horizon: int
    last: int
    deals: int = 0
    likely: Sums = field(default_factory=dict)
    whole: Sums = field(default_factory=dict)

    @property
    def own(self) -> bool:
        return self.author == self.owner

    @property
    def brought(self) -> bool:
        return (self.written_at - self.made_at).total_seconds() > 60


def submissions(owners: Collection[int], period: date, at: datetime | None = None) -> list[Submission]:
    """All of a month up to `at`, the oldest first."""
    rows = ForecastRow.objects.filter(period=period, owner__in=owners)
    if at is not None:
        rows = rows.filter(made_at__lte=at)
    product = F("amount") * F("chance")
    of = rows.values_list("submission", "currency").annotate(
        Min("owner"),
        Min("author"),
        Min("made_at"),
        Min("written_at"),
        Min("horizon"),
        Max("number"),
        Count("deal"),
        Sum("amount"),
        likely=Sum(product, output_field=DecimalField(max_digits=24, decimal_places=2)),
    )
    found: dict[UUID, Submission] = {}
    for uid, currency, owner, author, made, written, horizon, last, deals, whole, likely in of:
        one = found.setdefault(uid, Submission(uid, owner, author, made, written, horizon, last))
        one.last, one.deals = max(one.last, last), one.deals + deals
        one.whole[currency] = Decimal(whole)
        one.likely[currency] = (Decimal(likely) / 100).quantize(CENT)
    return sorted(found.values(), key=lambda one: (one.made_at, one.last))


def newest(told: Iterable[Submission]) -> tuple[dict[int, Submission], dict[int, Submission]]:
    """Owner → what he said last; owner → what who leads him said last."""
    own, above = dict[int, Submission](), dict[int, Submission]()
    for one in told:
        (own if one.own else above)[one.owner] = one
    return own, above


def won(owners: Collection[int], period: date, at: datetime | None = None) -> dict[int, Sums]:
    """Owner → what he won in the month, with the amounts of that moment. What was opened again is not won."""
    since, until = periods.span(period, timezone.get_default_timezone())
    rows = won_events(owners, since, min(until, at) if at else until)
    found: dict[int, Sums] = {}
    for owner, currency, total in rows.values_list("owner", "deal__currency").annotate(Sum("number_after")):
        found.setdefault(owner, {})[currency] = Decimal(total or 0)
    return found


def won_events(owners: Collection[int], since: datetime, until: datetime) -> QuerySet[DealEvent]:
    return DealEvent.objects.filter(
        kind=Kind.WON,
        owner__in=owners,
        at__gte=since,
        at__lt=until,
        deal__closings__won=True,
        deal__closings__reopened_at=None,
        deal__closings__at=F("at"),
    ).order_by()


@dataclass(frozen=True, slots=True)
class SellerMonth:
    user: User
    own: Submission | None
    above: Submission | None
    won: Sums
    may_say: bool

    @property
    def promises(self) -> Decimal:
        return max(self.own.likely.values(), default=Decimal(0)) if self.own else Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthSeen:
    """Everybody's month as of `at`. `over`: it is in the past, what was won is all there is."""

    period: date
    at: datetime
    closes: datetime
    open: bool
    over: bool
    sellers: Sequence[SellerMonth]
    likely: Sums
    above: Sums
    won: Sums
    brought: bool

    @property
    def said(self) -> int:
        return sum(one.own is not None for one in self.sellers)

    @property
    def silent(self) -> int:
        return len(self.sellers) - self.said


def month_seen(viewer: User, period: date, at: datetime, now: datetime) -> MonthSeen:
    zone = timezone.get_default_timezone()
    staff = _sellers(viewer, period)
    ids = [one.pk for one in staff]
    own, above = newest(submissions(ids, period, at))
    came = won(ids, period, at)
    led = set(visible_staff(viewer).values_list("id", flat=True))
    editor = may(viewer, Permission.EDIT_DEALS)
    sellers = [
        SellerMonth(one, own.get(one.pk), above.get(one.pk), came.get(one.pk, {}), editor and one.pk in led)
        for one in staff
    ]
    # Whoever is still to speak first, then who promises most.
    sellers.sort(key=lambda one: (one.own is not None, -one.promises))
    closes = periods.cut_off(period, settings.KRUG_FORECAST_DAYS, zone)
    return MonthSeen(
        period=period,
        at=at,
        closes=closes,
        open=now < closes,
        over=now >= periods.span(period, zone)[1],
        sellers=sellers,
        likely=added(one.likely for one in own.values()),
        # Where who leads him has said nothing, what he says himself stands.
        above=added(one.likely for one in (own | above).values()) if above else {},
        won=added(came.values()),
        brought=any(one.brought for one in own.values()),
    )


def added(sums: Iterable[Mapping[str, Decimal]]) -> Sums:
    found: Sums = {}
    for one in sums:
        for currency, total in one.items():
            found[currency] = found.get(currency, Decimal(0)) + total
    return found


def _sellers(viewer: User, period: date) -> list[User]:
    """Who had deals then, or has said or won something of the month; the viewer himself if he sells."""
    seen, zone = colleagues_seen(viewer), timezone.get_default_timezone()
    closes = periods.cut_off(period, settings.KRUG_FORECAST_DAYS, zone)
    since, until = periods.span(period, zone)
    alive = Q(outcome=Outcome.OPEN) | Q(closed_at__gte=since)
    rows = Deal.objects.filter(alive, owner__in=seen.values("id"), opened_at__lt=closes)
    ids = set(rows.order_by().values_list("owner", flat=True).distinct())
    said = ForecastRow.objects.filter(period=period, owner__in=seen.values("id"))
    ids |= set(said.order_by().values_list("owner", flat=True).distinct())
    events = DealEvent.objects.filter(kind=Kind.WON, at__gte=since, at__lt=until, owner__in=seen.values("id"))
    ids |= set(events.order_by().values_list("owner", flat=True).distinct())
    if viewer.role in SELLING:
        ids.add(viewer.pk)
    return list(User.objects.filter(pk__in=ids).select_related("team").order_by("name"))


@dataclass(frozen=True, slots=True)
class RowSeen:
    """`deal` None: no deal was named, or it is no more, or he does not see it."""

    row: ForecastRow
    deal: Deal | None


def rows_seen(viewer: User, submission: UUID) -> list[RowSeen]:
    from krug.sales.queries.seen import seen_deals

    rows = list(ForecastRow.objects.filter(submission=submission).order_by("number"))
    deals = seen_deals(viewer).in_bulk([row.deal for row in rows if row.deal])
    return [RowSeen(row, deals.get(row.deal or 0)) for row in rows]


@dataclass(frozen=True, slots=True)
class Offered:
    """A deal on the form. `said`: what was said of it last, by the same author; `chosen`: it is in.

    `model`: that deals like it are won in the month.
    """

    deal: Deal
    amount: Decimal | None
    chance: int | None
    chosen: bool
    said: ForecastRow | None
    model: float | None = None


def offered(
    author: User, owner: User, period: date, now: datetime
) -> tuple[list[Offered], ForecastRow | None]:
    """Deals that may bring something in the month, those that should first; what was said beyond deals."""
    mine = [one for one in submissions([owner.pk], period) if one.author == author.pk]
    said = list(ForecastRow.objects.filter(submission=mine[-1].uid)) if mine else []
    last = {row.deal: row for row in said if row.deal}
    since, until = periods.span(period, timezone.get_default_timezone())
    rows = Deal.objects.filter(owner=owner).select_related("person", "organisation")
    open_now = list(rows.filter(outcome=Outcome.OPEN).order_by("expected_on", "-amount", "-pk")[:OFFERED])
    came = rows.filter(outcome=Outcome.WON, closed_at__gte=since, closed_at__lt=until).order_by("-closed_at")
    likely = in_month(open_now, period, now)
    found = [
        _offered(one, last.get(one.pk), bool(mine), period, now, likely.get(one.pk))
        for one in (*came, *open_now)
    ]
    beyond = next((row for row in said if row.deal is None and row.amount), None)
    return sorted(found, key=lambda one: not one.chosen), beyond


def _offered(
    deal: Deal, said: ForecastRow | None, spoken: bool, period: date, now: datetime, model: float | None
) -> Offered:
    """A deal of this month, or one that should have come already; what he said himself stays so."""
    this = periods.month_of(now.astimezone(timezone.get_default_timezone()).date())
    due = deal.expected_on is not None and (
        periods.month_of(deal.expected_on) == period or (period == this and deal.expected_on < period)
    )
    won_now = deal.outcome == Outcome.WON
    return Offered(
        deal=deal,
        amount=said.amount if said else deal.amount,
        chance=100 if won_now else said.chance if said else deal.chance,
        chosen=won_now or (said is not None if spoken else due),
        said=said,
        model=model,
    )
