"""The rows of a version of a plan: proposed from deals as they are known, changed by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid
from krug.access.models import TerritoryAssignment
from krug.sales.actions.held import Author
from krug.sales.actions.plan_held import hold, touch
from krug.sales.models import Plan, PlanAdjustment, PlanLine, PlanVersion
from krug.sales.planning.adjusting import laid
from krug.sales.planning.basis import Basis, dumped
from krug.sales.planning.checking import BACK, checked, frame_before, settled
from krug.sales.planning.data import Whose
from krug.sales.planning.figures import figures
from krug.sales.planning.lines import Key, Line, Places, Why, lines, whole
from krug.sales.planning.naive import Naive, naive
from krug.sales.planning.pace import DAY, WINDOW, Known
from krug.sales.queries.plan_known import Reading, won_by_month
from krug.sales.queries.plan_lines import lines_of
from krug.sales.queries.plan_months import frame_of, months_of, sellers_of, staff_of

MOST = 10**15
"""Cents of a month."""


def proposal(plan: Plan, at: datetime) -> tuple[Basis, list[Line], Naive]:
    """As of any moment: what came later is not looked at."""
    reading = Reading(plan, at)
    owners = set(staff_of(plan).values_list("id", flat=True))
    sellers = set(sellers_of(plan))
    months = months_of(plan.since, plan.months)
    bare = frame_of(months, at, (), {})
    known = reading.known(bare, owners)
    this = at.astimezone(timezone.get_default_timezone()).date().replace(day=1)
    history = won_by_month(known, this)
    busy = {one.owner for one in known if one.closed_at is None or bare.place(one.closed_at) is not None}
    # Their customers buy again, whoever sells to them now.
    sold = _sold(known, at)
    staff = sorted(sellers | busy | sold)
    here = set(staff_of(plan).filter(is_active=True).values_list("id", flat=True))
    left = set(staff) - sellers - (busy & here)
    frame = replace(bare, staff=staff, history=history, left=left)
    before = frame_before(at, sorted(sellers | busy | sold | _sold(known, at - BACK)))
    since = [one for one in known if one.won and one.closed_at and one.closed_at >= before.at]
    trust = checked(reading.known(before, owners), before, since)
    known, basis = settled(known, frame, trust, this)
    rows = lines(known, basis, figures(basis), _places(known, staff, reading))
    return basis, rows, naive(history, months, plan.growth, this)


def _sold(known: Sequence[Known], at: datetime) -> set[int]:
    """Whose deals were won in the year before."""
    since = at - DAY * WINDOW
    return {one.owner for one in known if one.won and one.closed_at and since <= one.closed_at < at}


def _places(known: Sequence[Known], staff: Sequence[int], reading: Reading) -> Places:
    """New business is planned where he sells: where he has one territory, there."""
    own: dict[int, set[int]] = {}
    for user, territory in TerritoryAssignment.objects.filter(user__in=staff).values_list(
        "user", "territory"
    ):
        own.setdefault(user, set()).add(territory)
    people = {user: next(iter(lands)) if len(lands) == 1 else None for user, lands in own.items()}
    return Places(reading.territories, people)


def write(version: PlanVersion, rows: Sequence[Line], adjustment: PlanAdjustment | None = None) -> None:
    PlanLine.objects.bulk_create(
        [
            PlanLine(
                version=version,
                why=row.key.why,
                owner_id=row.key.owner,
                person_id=row.key.customer[0],
                organisation_id=row.key.customer[1],
                territory_id=row.key.territory,
                product_id=row.key.product,
                cents=list(row.cents),
                could=list(row.could),
                deals=[list(one) for one in row.deals],
                adjustment=adjustment,
            )
            for row in rows
        ],
        batch_size=500,
    )


def fill(version: PlanVersion, at: datetime) -> None:
    """Proposed anew as of `at`; what was changed by hand is laid upon the new figures."""
    plan = version.plan
    basis, rows, line = proposal(plan, at)
    version.lines.all().delete()
    write(version, rows)
    version.basis, version.made_at = dumped(basis), at
    version.naive, version.naive_rule = list(line.cents), line.rule
    _lay(version, rows)


def _lay(version: PlanVersion, rows: Sequence[Line]) -> None:
    """All that was changed by hand, in its order, upon what is proposed."""
    for one in version.adjustments.order_by("id"):
        more = _laid(rows, one)
        write(version, more, one)
        rows = [*rows, *more]
    version.cents = whole(rows, version.plan.months)


def _laid(rows: Sequence[Line], one: PlanAdjustment) -> list[Line]:
    whose = Whose(one.owner_id, one.territory_id, (one.person_id, one.organisation_id))
    otherwise = Key(Why.HAND, whose.owner, whose.customer, whose.territory)
    return laid(rows, lambda key: meant(key, whose), one.cents, otherwise)


def meant(key: Key, whose: Whose) -> bool:
    if whose.owner is not None:
        return key.owner == whose.owner
    if whose.territory is not None:
        return key.territory == whose.territory
    return key.customer == whose.customer


@transaction.atomic
def propose_plan(author: Author, plan: Plan, based_on: int, now: datetime | None = None) -> PlanVersion:
    """The draft anew, from deals as they are. Raises PlanStands, PlanChanged, NotAllowed."""
    version = hold(author, plan, based_on)
    before = sum(version.cents)
    fill(version, now or timezone.now())
    touch(version)
    audit.record(author, "propose", "plan", plan.pk, {"cents": before}, {"cents": sum(version.cents)})
    return version


@transaction.atomic
def set_figure(
    author: Author,
    plan: Plan,
    whose: Whose,
    cents: Sequence[int],
    reason: str,
    based_on: int,
    at: datetime | None = None,
) -> PlanAdjustment | None:
    """What is planned of one person, territory or customer, by month; the difference is kept with its reason.

    None: it is so already.
    """
    version = hold(author, plan, based_on)
    _check(plan, whose, cents, reason)
    rows = lines_of(version)
    now = [sum(row.cents[at] for row in rows if meant(row.key, whose)) for at in range(plan.months)]
    change = [wished - there for wished, there in zip(cents, now, strict=True)]
    if not any(change):
        return None
    made = PlanAdjustment.objects.create(
        version=version,
        owner_id=whose.owner,
        territory_id=whose.territory,
        person_id=whose.customer[0],
        organisation_id=whose.customer[1],
        cents=change,
        reason=reason.strip(),
        author=author,
        at=at or timezone.now(),
    )
    more = _laid(rows, made)
    write(version, more, made)
    version.cents = whole([*rows, *more], plan.months)
    touch(version)
    audit.record(author, "adjust", "plan", plan.pk, {"cents": sum(now)}, {"cents": sum(cents)})
    return made


@transaction.atomic
def drop_figure(author: Author, plan: Plan, adjustment: PlanAdjustment, based_on: int) -> None:
    """It is as proposed again; the other changes are laid anew, so that none takes off what is not there."""
    version = hold(author, plan, based_on)
    if adjustment.version_id != version.pk:
        return
    adjustment.delete()
    version.lines.filter(why=Why.HAND).delete()
    _lay(version, lines_of(version))
    touch(version)
    audit.record(author, "unadjust", "plan", plan.pk, {"cents": sum(adjustment.cents)}, {})


def copy(version: PlanVersion, made: PlanVersion) -> None:
    """Rows and changes by hand of one version into another."""
    adjustments: dict[int | None, PlanAdjustment | None] = {None: None}
    for one in version.adjustments.order_by("id"):
        old = one.pk
        one.pk, one.version = None, made
        one.save(force_insert=True)
        adjustments[old] = one
    rows = list(version.lines.order_by("id"))
    for row in rows:
        row.adjustment = adjustments[row.adjustment_id]
        row.pk, row.version = None, made
    PlanLine.objects.bulk_create(rows, batch_size=500)


def _check(plan: Plan, whose: Whose, cents: Sequence[int], reason: str) -> None:
    errors = []
    if not reason.strip():
        errors.append(FieldError("reason", reason, "required", _("Say why: it stays beside the figure.")))
    if len(cents) != plan.months or any(not 0 <= one < MOST for one in cents):
        errors.append(FieldError("cents", list(cents), "wrong", _("A sum from zero is expected.")))
    if whose.owner is not None and not staff_of(plan).filter(pk=whose.owner).exists():
        errors.append(FieldError("owner", whose.owner, "unknown", _("He does not sell here.")))
    if errors:
        raise Invalid(errors)
