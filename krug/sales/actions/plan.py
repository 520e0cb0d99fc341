"""Plans: begun, submitted, approved or sent back. An approved version never changes: a newer one is made."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.sales.actions.held import Author
from krug.sales.actions.plan_held import Status, hold, touch
from krug.sales.actions.plan_rows import copy, fill
from krug.sales.errors import PlanStands
from krug.sales.models import Plan, PlanStep, PlanVersion
from krug.sales.planning.data import PlanData
from krug.sales.queries.plans import may_begin, may_plan

LENGTHS = (3, 12)
GROWTH = (-50, 200)
VERBS = {"submitted": "submit", "approved": "approve", "returned": "return"}


def begin_plan(author: Author, data: PlanData, now: datetime | None = None) -> Plan:
    """With a first draft, proposed from deals as they are. Of the same months of the same people there is
    one: asked for again it is that one. Raises NotAllowed, Invalid.
    """
    if author is not None and not may_begin(author, data.unit, data.team):
        raise NotAllowed
    _check(data)
    if there := _there(data):
        return there
    try:
        with transaction.atomic():
            return _begun(author, data, now or timezone.now())
    except IntegrityError:
        # Pressed twice: the other was quicker.
        there = _there(data)
        if there is None:
            raise
        return there


def _begun(author: Author, data: PlanData, now: datetime) -> Plan:
    plan = Plan.objects.create(
        unit=data.unit,
        team=data.team,
        since=data.since,
        months=data.months,
        growth=data.growth,
        currency=data.currency,
        author=author,
        created_at=now,
    )
    version = PlanVersion(plan=plan, number=1, author=author, made_at=now, basis={}, naive=[], cents=[])
    version.save()
    fill(version, now)
    version.save()
    audit.record(author, "begin", "plan", plan.pk, {}, {"since": str(plan.since), "months": plan.months})
    return plan


def _there(data: PlanData) -> Plan | None:
    same = Plan.objects.filter(unit=data.unit, team=data.team, since=data.since, months=data.months)
    return same.first()


@transaction.atomic
def submit_plan(author: Author, plan: Plan, words: str, based_on: int, now: datetime | None = None) -> None:
    """To whoever approves; until he has answered nobody changes it."""
    version = hold(author, plan, based_on)
    if version.number > 1 and not version.why.strip():
        raise Invalid([FieldError("words", "", "required", _("Say what is other than before, and why."))])
    _step(author, version, PlanStep.Kind.SUBMITTED, Status.SUBMITTED, words, now)


@transaction.atomic
def approve_plan(author: Author, plan: Plan, words: str, based_on: int, now: datetime | None = None) -> None:
    """In force from now on."""
    version = hold(author, plan, based_on, Status.SUBMITTED)
    version.approved_at = now or timezone.now()
    _step(author, version, PlanStep.Kind.APPROVED, Status.APPROVED, words, now)


@transaction.atomic
def return_plan(author: Author, plan: Plan, words: str, based_on: int, now: datetime | None = None) -> None:
    """It is a draft again, with what was said to it."""
    version = hold(author, plan, based_on, Status.SUBMITTED)
    if not words.strip():
        raise Invalid([FieldError("words", words, "required", _("Say what to change."))])
    _step(author, version, PlanStep.Kind.RETURNED, Status.DRAFT, words, now)


def _step(
    author: Author, version: PlanVersion, kind: str, status: str, words: str, now: datetime | None
) -> None:
    words = words.strip()
    if len(words) > 500:
        raise Invalid([FieldError("words", words, "too_long", _("At most 500 characters."))])
    PlanStep.objects.create(version=version, kind=kind, author=author, at=now or timezone.now(), words=words)
    before, version.status = version.status, status
    touch(version)
    audit.record(
        author,
        VERBS[kind],
        "plan",
        version.plan_id,
        {"status": before},
        {"status": status, "version": version.number},
    )


@transaction.atomic
def renew_plan(author: Author, plan: Plan, why: str, now: datetime | None = None) -> PlanVersion:
    """A newer draft beside the approved version: the same figures, to be changed. One that is open is it."""
    if author is not None and not may_plan(author, plan):
        raise NotAllowed
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    last = plan.versions.order_by("-number")[0]
    if last.status == Status.DRAFT:
        return last
    if last.status != Status.APPROVED:
        raise PlanStands
    if not why.strip() or len(why) > 500:
        raise Invalid([FieldError("why", why, "required", _("Say what is other than before, and why."))])
    made = PlanVersion.objects.create(
        plan=plan,
        number=last.number + 1,
        why=why.strip(),
        author=author,
        made_at=last.made_at,
        basis=last.basis,
        naive=last.naive,
        naive_rule=last.naive_rule,
        cents=last.cents,
    )
    copy(last, made)
    audit.record(author, "renew", "plan", plan.pk, {}, {"version": made.number})
    return made


def _check(data: PlanData) -> None:
    errors = []
    if data.since.day != 1 or not 2000 <= data.since.year <= 2099:
        message = _("The first day of a month is expected.")
        errors.append(FieldError("since", str(data.since), "wrong", message))
    if data.months not in LENGTHS:
        errors.append(FieldError("months", data.months, "wrong", _("A quarter or a year is expected.")))
    if not GROWTH[0] <= data.growth <= GROWTH[1]:
        message = _("From −50 to 200 per cent is expected.")
        errors.append(FieldError("growth", data.growth, "out_of_range", message))
    if data.team is not None and data.team.unit_id != data.unit.pk:
        errors.append(FieldError("team", data.team.name, "unknown", _("There is no such team here.")))
    if errors:
        raise Invalid(errors)
