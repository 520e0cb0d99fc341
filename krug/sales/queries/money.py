"""What deals have brought somebody in a month, why, and what his open ones would bring (S12)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from krug.access.models import User
from krug.access.rules import Permission, may, roles_with
from krug.access.scopes import seen_among, visible_staff
from krug.sales.earning import Sellers, shares
from krug.sales.forecasting.periods import span
from krug.sales.models import Deal, Earning, Helper
from krug.sales.queries.ticking import contracts_of
from krug.sales.words import Outcome, Sharer

MOST = 500
"""Lines of a month, and open deals, that a page shows. Sums are of all."""
Sums = Sequence[tuple[str, Decimal]]
"""(currency, total)"""


@dataclass(frozen=True, slots=True)
class Line:
    """A share that was earned, or (`back`) taken back as its deal was opened again. `deal` None: not seen."""

    earning: Earning
    deal: Deal | None
    back: bool

    @property
    def at(self) -> datetime:
        return (self.earning.closing.reopened_at if self.back else None) or self.earning.at

    @property
    def amount(self) -> Decimal:
        return -self.earning.amount if self.back else self.earning.amount


@dataclass(frozen=True, slots=True)
class Ahead:
    """What an open deal would bring him. `whole`: if it is won; `likely`: times the manager's probability."""

    deal: Deal
    sharers: Sequence[tuple[str, Decimal]]
    whole: Decimal

    @property
    def likely(self) -> Decimal | None:
        return None if self.deal.chance is None else round(self.whole * self.deal.chance / 100, 2)


@dataclass(frozen=True, slots=True)
class Money:
    lines: Sequence[Line]
    earned: Sums
    back: Sums
    ahead: Sequence[Ahead]
    whole: Sums
    likely: Sums
    cut: bool
    """Whether there is more than is shown."""


@dataclass(frozen=True, slots=True)
class OfPerson:
    """A line of a leader's table: one currency of one person."""

    user: User
    deals: int
    sums: Sums


def earners_of(viewer: User) -> QuerySet[User]:
    """Whose money he sees: his own; who leads others, theirs too."""
    if not may(viewer, Permission.SEE_EARNINGS):
        return User.objects.filter(pk=viewer.pk)
    return visible_staff(viewer).filter(Q(role__in=roles_with(Permission.EDIT_DEALS)) | Q(pk=viewer.pk))


def money_of(viewer: User, earner: User, month: date) -> Money:
    since, until = _ends(month)
    rows = Earning.objects.filter(user=earner).select_related("closing__deal", "user")
    came = rows.filter(at__gte=since, at__lt=until)
    gone = rows.filter(closing__reopened_at__gte=since, closing__reopened_at__lt=until)
    found = [(one, False) for one in came.order_by("-at", "-id")[:MOST]]
    found += [(one, True) for one in gone.order_by("-closing__reopened_at", "-id")[:MOST]]
    seen = seen_among(viewer, "deal", {one.closing.deal_id for one, _back in found})
    lines = [
        Line(one, one.closing.deal if one.closing.deal_id in seen else None, back) for one, back in found
    ]
    ahead = _ahead(viewer, earner)
    return Money(
        lines=sorted(lines, key=lambda line: line.at, reverse=True),
        earned=_totals(came),
        back=_totals(gone),
        ahead=ahead[:MOST],
        whole=summed((one.deal.currency, one.whole) for one in ahead),
        likely=summed((one.deal.currency, one.likely) for one in ahead if one.likely is not None),
        cut=max(len(found), len(ahead)) >= MOST,
    )


def by_person(viewer: User, month: date) -> Sequence[OfPerson]:
    """Of those whom he leads, each who earned in that month; what was taken back in it is taken off."""
    since, until = _ends(month)
    staff = earners_of(viewer)
    rows = Earning.objects.filter(user__in=staff.values("pk"))
    totals: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counts: dict[int, int] = defaultdict(int)
    for sign, part in (
        (1, rows.filter(at__gte=since, at__lt=until)),
        (-1, rows.filter(closing__reopened_at__gte=since, closing__reopened_at__lt=until)),
    ):
        grouped = part.values("user", "currency").annotate(
            total=Sum("amount"), deals=Count("closing", distinct=True)
        )
        for row in grouped:
            totals[row["user"]][row["currency"]] += sign * row["total"]
            counts[row["user"]] += row["deals"] if sign > 0 else 0
    people = staff.filter(pk__in=totals).order_by("name", "id")
    return [OfPerson(one, counts[one.pk], sorted(totals[one.pk].items())) for one in people]


def earned_by(viewer: User, deal: Deal) -> Sequence[Earning]:
    """Shares of a won deal that the viewer may see."""
    rows = Earning.objects.filter(closing__deal=deal, closing__reopened_at=None).select_related("user")
    return list(rows.filter(user__in=earners_of(viewer).values("pk")).order_by("id"))


def would_bring(viewer: User, deal: Deal) -> Ahead | None:
    """What an open deal would bring the viewer himself; None: nothing, or nobody can say yet."""
    found = _of_deals(viewer, [deal])
    return found[0] if found else None


def _ahead(viewer: User, earner: User) -> list[Ahead]:
    helped = Helper.objects.filter(user=earner).values("deal")
    mine = Q(owner=earner) | Q(registered_by=earner) | Q(pk__in=helped)
    rows = Deal.objects.filter(mine, unit=earner.unit_id, outcome=Outcome.OPEN, amount__isnull=False)
    deals = list(rows.select_related("method").order_by(F("expected_on").asc(nulls_last=True), "id"))
    seen = seen_among(viewer, "deal", {one.pk for one in deals})
    return _of_deals(earner, [one for one in deals if one.pk in seen])


def _of_deals(earner: User, deals: Sequence[Deal]) -> list[Ahead]:
    contracts = contracts_of(one.method for one in deals)
    helpers: dict[int, list[int]] = defaultdict(list)
    rows = Helper.objects.filter(deal__in=[one.pk for one in deals])
    for helped, user in rows.values_list("deal", "user"):
        helpers[helped].append(user)
    found = []
    for deal in deals:
        if deal.amount is None:
            continue
        sellers = Sellers(deal.registered_by_id, deal.owner_id, helpers[deal.pk])
        his = [
            one
            for one in shares(contracts[deal.method_id].commission, deal.amount, sellers)
            if one.user == earner.pk
        ]
        if his:
            whole = sum((one.amount for one in his), Decimal(0))
            found.append(Ahead(deal, [(str(Sharer(one.sharer).label), one.percent) for one in his], whole))
    return found


def _ends(month: date) -> tuple[datetime, datetime]:
    return span(month, timezone.get_current_timezone())


def _totals(rows: QuerySet[Earning]) -> Sums:
    return [
        (row["currency"], row["total"])
        for row in rows.order_by("currency").values("currency").annotate(total=Sum("amount"))
    ]


def summed(parts: Iterable[tuple[str, Any]]) -> Sums:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in parts:
        totals[currency] += amount
    return sorted(totals.items())
