"""Scenarios of a plan: levers moved and kept under a name. They change nothing of the plan."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.sales.actions.held import Author
from krug.sales.errors import PlanChanged
from krug.sales.models import Plan, PlanScenario
from krug.sales.planning.levers import Levers
from krug.sales.queries.plans import may_plan

MOST, SHOWN = 20, 2


@transaction.atomic
def keep_scenario(
    author: Author,
    plan: Plan,
    name: str,
    levers: Levers,
    scenario: PlanScenario | None = None,
    based_on: int = 0,
) -> PlanScenario:
    """A new one, or `scenario` as it is now. Of one name there is one in a plan."""
    _allowed(author, plan)
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    name = name.strip()
    rows = PlanScenario.objects.filter(plan=plan)
    same = rows.filter(name=name).first()
    if same is not None and scenario is None and same.levers == levers.model_dump():
        # Pressed twice.
        return same
    errors = []
    if not 0 < len(name) <= 80:
        errors.append(FieldError("name", name, "required", _("A name of at most 80 characters is expected.")))
    if same is not None and (scenario is None or same.pk != scenario.pk):
        errors.append(FieldError("name", name, "known", _("There is a scenario of this name.")))
    if scenario is None and rows.count() >= MOST:
        errors.append(FieldError("name", name, "too_many", _("At most 20 scenarios of a plan.")))
    if errors:
        raise Invalid(errors)
    if scenario is None:
        made = PlanScenario.objects.create(
            plan=plan, name=name, levers=levers.model_dump(), author=author, at=timezone.now()
        )
    else:
        made = rows.select_for_update(no_key=True).get(pk=scenario.pk)
        if made.edits != based_on:
            raise PlanChanged
        made.name, made.levers, made.at = name, levers.model_dump(), timezone.now()
        made.edits += 1
        made.save()
    audit.record(author, "keep", "planscenario", made.pk, {}, {"name": name, "levers": made.levers})
    return made


@transaction.atomic
def show_scenario(author: Author, scenario: PlanScenario, shown: bool) -> None:
    """On the plan's picture; of more than two lines nobody sees any: the one longest there gives way."""
    _allowed(author, scenario.plan)
    rows = PlanScenario.objects.select_for_update(no_key=True).filter(plan=scenario.plan)
    there = [one for one in rows.order_by("at", "id") if one.shown and one.pk != scenario.pk]
    if shown:
        for one in there[: max(0, len(there) - SHOWN + 1)]:
            one.shown = False
            one.save()
    scenario.shown = shown
    scenario.save()
    audit.record(author, "show" if shown else "hide", "planscenario", scenario.pk)


@transaction.atomic
def remove_scenario(author: Author, scenario: PlanScenario) -> None:
    _allowed(author, scenario.plan)
    audit.record(
        author, "remove", "planscenario", scenario.pk, {"name": scenario.name, "levers": scenario.levers}, {}
    )
    scenario.delete()


def _allowed(author: Author, plan: Plan) -> None:
    if author is not None and not may_plan(author, plan):
        raise NotAllowed
