"""The demo company's plan of this quarter: approved, once changed, with a scenario; a draft of the next."""

from datetime import datetime, timedelta

from django.utils import timezone

from krug.access.models import User
from krug.sales.actions import (
    approve_plan,
    begin_plan,
    keep_scenario,
    renew_plan,
    return_plan,
    set_figure,
    show_scenario,
    submit_plan,
)
from krug.sales.forecasting import periods
from krug.sales.models import Plan, PlanVersion
from krug.sales.periods import quarter_of, shifted
from krug.sales.planning.data import PlanData, Whose
from krug.sales.planning.levers import Hire, Levers
from krug.sales.queries.plan_lines import lines_of


def make(head: User, now: datetime) -> Plan:
    today = now.astimezone(timezone.get_default_timezone()).date()
    first = quarter_of(today)
    at = periods.start(first, timezone.get_default_timezone()) - timedelta(days=2, hours=-11)
    assert head.unit is not None
    plan = begin_plan(head, PlanData(head.unit, first, 3, growth=15), at)
    _raised(head, plan, 0, "Открывает две аптеки сети «Здоровье»", 20, at)
    submit_plan(head, plan, "План на квартал, снизу вверх", _newest(plan).edits, at + timedelta(hours=2))
    words = "Добавьте запас на летний ассортимент второму по плану"
    return_plan(head, plan, words, _newest(plan).edits, at + timedelta(hours=4))
    _raised(head, plan, 1, "Летний ассортимент остался на складе: допродаём", 10, at + timedelta(hours=5))
    submit_plan(head, plan, "Исправлено", _newest(plan).edits, at + timedelta(hours=5))
    approve_plan(head, plan, "Принято", _newest(plan).edits, at + timedelta(hours=6))
    changed = at + timedelta(days=36)
    if changed < now - timedelta(days=1):
        renew_plan(head, plan, "Один представитель ушёл на длительное обучение: его план снижен", changed)
        _raised(head, plan, 2, "Обучение до конца квартала", -40, changed)
        submit_plan(head, plan, "", _newest(plan).edits, changed)
        approve_plan(head, plan, "Согласовано с регионом", _newest(plan).edits, changed + timedelta(hours=3))
    levers = Levers(hire=Hire(people=1, month=1, ramp=1), contacts=10, conversion={"proposal": 10})
    made = keep_scenario(head, plan, "Ещё один человек и 10 % больше встреч", levers)
    show_scenario(head, made, True)
    begin_plan(head, PlanData(head.unit, shifted(first, 3), 3, growth=15), now)
    return plan


def _newest(plan: Plan) -> PlanVersion:
    return plan.versions.order_by("-number")[0]


def _raised(head: User, plan: Plan, place: int, reason: str, percent: int, at: datetime) -> None:
    """Of one of those of whom most is planned."""
    version = _newest(plan)
    rows = lines_of(version)
    owners = sorted({row.key.owner for row in rows if row.key.owner})
    sums = {
        one: [sum(row.cents[month] for row in rows if row.key.owner == one) for month in range(3)]
        for one in owners
    }
    chosen = sorted(owners, key=lambda one: -sum(sums[one]))[place : place + 1]
    for owner in chosen:
        wished = [round(cents * (100 + percent) / 100 / 100_000) * 100_000 for cents in sums[owner]]
        set_figure(head, plan, Whose(owner=owner), wished, reason, version.edits, at)
