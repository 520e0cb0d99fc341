"""A plan as somebody sees it: what is planned, what came, what is missing, month by month. Sums in cents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from krug.access.models import User
from krug.sales.forecasting.chances import DAY
from krug.sales.forecasting.courses import first_bought, has_bought
from krug.sales.models import Deal, Plan, PlanVersion
from krug.sales.periods import shifted
from krug.sales.planning.basis import Basis, loaded
from krug.sales.planning.lines import Line, Why, whole
from krug.sales.planning.naive import Naive, Rule, naive
from krug.sales.planning.needing import Need, needed
from krug.sales.queries.chances import model_of, traits_now
from krug.sales.queries.plan_facts import Came, came, won_before
from krug.sales.queries.plan_lines import lines_of
from krug.sales.queries.plan_months import ends_of, months_of, staff_of
from krug.sales.queries.plans import owners_seen
from krug.sales.words import Outcome

OPEN = 5_000
"""Open deals that are added up, the newest."""


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """`owners`: whose parts, None: everybody's. `past`: months that have begun. `coming`: what open deals
    are expected to bring by its end.
    """

    plan: Plan
    version: PlanVersion
    owners: Collection[int] | None
    months: Sequence[date]
    basis: Basis
    rows: Sequence[Line]
    planned: Sequence[int]
    came: Came
    fact: Sequence[int]
    naive: Naive
    past: int
    coming: int
    need: Need

    @property
    def total(self) -> int:
        return sum(self.planned)

    @property
    def won(self) -> int:
        return sum(self.fact)

    @property
    def gap(self) -> int:
        return self.total - self.won

    @property
    def left(self) -> int:
        """To go; more than planned leaves nothing."""
        return max(0, self.gap)

    @property
    def line(self) -> int | None:
        """None: there is no month before it."""
        return None if self.naive.rule == Rule.NONE else sum(self.naive.cents)

    @property
    def could(self) -> int:
        """Without the limit of what people carry."""
        return sum(sum(row.could) for row in self.rows if row.key.why != Why.HAND)

    @property
    def proposed(self) -> int:
        return sum(sum(row.cents) for row in self.rows if row.key.why != Why.HAND)

    @property
    def by_hand(self) -> int:
        return self.total - self.proposed

    @property
    def limited(self) -> bool:
        """By people, not by customers."""
        return self.could - self.proposed > 100

    @property
    def so_far(self) -> int:
        """What is planned of the months that are over."""
        return sum(self.planned[: self.past])


def version_of(plan: Plan, number: int | None = None) -> PlanVersion | None:
    """The one asked for; otherwise what is in force, or the newest while nothing is."""
    rows = plan.versions.order_by("-number")
    if number is not None:
        return rows.filter(number=number).first()
    return rows.filter(status=PlanVersion.Status.APPROVED).first() or rows.first()


def plan_seen(viewer: User, plan: Plan, version: PlanVersion, now: datetime) -> PlanSeen:
    owners = owners_seen(viewer, plan)
    basis, months = loaded(version.basis), months_of(plan.since, plan.months)
    rows = [one for one in lines_of(version) if owners is None or one.key.owner in owners]
    planned, held = whole(rows, plan.months), came(plan, owners)
    coming = expected(plan, owners, basis, now)
    fact = held.by_month(months)
    gap = sum(planned) - sum(fact) - coming
    end = shifted(plan.since, plan.months)
    today = timezone.localdate(now, timezone.get_default_timezone())
    this, over = today.replace(day=1), today >= end
    return PlanSeen(
        plan=plan,
        version=version,
        owners=owners,
        months=months,
        basis=basis,
        rows=rows,
        planned=planned,
        came=held,
        fact=fact,
        naive=_naive(plan, version, owners),
        past=sum(month < this for month in months),
        coming=coming,
        need=Need(0, ()) if over else needed(gap, basis.pace, end, today),
    )


def _naive(plan: Plan, version: PlanVersion, owners: Collection[int] | None) -> Naive:
    """Of a part the line of that part alone."""
    if owners is None:
        return Naive(Rule(version.naive_rule), version.naive)
    whole_ = timezone.localdate(version.made_at, timezone.get_default_timezone()).replace(day=1)
    before = won_before(plan, owners, version.made_at)
    return naive(before, months_of(plan.since, plan.months), plan.growth, whole_)


def expected(plan: Plan, owners: Collection[int] | None, basis: Basis, now: datetime) -> int:
    """What deals that are open now come to until the plan's end, as deals like them did; without a model by
    their manager's probability, if he expects them by then.
    """
    since, until = ends_of(plan)
    if now >= until:
        return 0
    staff = staff_of(plan) if owners is None else staff_of(plan).filter(pk__in=owners)
    rows = Deal.objects.filter(
        unit=plan.unit_id,
        owner__in=staff.values("pk"),
        outcome=Outcome.OPEN,
        currency=plan.currency,
        amount__isnull=False,
    )
    deals = list(rows.order_by("-pk")[:OPEN])
    model = model_of(plan.unit_id)
    begin, end = max(0.0, (since - now) / DAY), (until - now) / DAY
    last = (until - timedelta(days=1)).astimezone(timezone.get_default_timezone()).date()
    total = 0.0
    bought = first_bought(deals) if model else {}
    for deal in deals:
        late = deal.expected_on is not None and deal.expected_on > last
        if late:
            continue
        if model:
            traits = traits_now(deal, model, has_bought(deal, bought), now)
            # Expected within the plan, it does not come before it.
            first = 0.0 if deal.expected_on and deal.expected_on >= plan.since else begin
            chance = min(1.0, model.won_between(traits, first, end) * basis.trust.pipeline)
        else:
            chance = (deal.chance or 0) / 100 if deal.expected_on else 0.0
        total += float(deal.amount or 0) * 100 * chance
    return round(total)
