from collections.abc import Sequence

from django.db import transaction

from krug.access import audit
from krug.access.actions.scope import place_many
from krug.access.models import User
from krug.site.ids import uuid7
from krug.visits.actions.listeners import card_identities
from krug.visits.checks import check_plan
from krug.visits.data import VisitPlan
from krug.visits.errors import VisitExists
from krug.visits.models import Listener, Visit

BATCH = 1000


def plan_visit(author: User, plan: VisitPlan) -> Visit:
    """Plan one visit. A repeated call with the same uid and content gives the visit that is there."""
    with transaction.atomic():
        known = Visit.objects.filter(uid=plan.uid).first() if plan.uid else None
        if known is None:
            return plan_visits(author, [plan])[0]
        if not _same(known, plan):
            raise VisitExists(field="uid", value=str(plan.uid))
        return known


@transaction.atomic
def plan_visits(author: User, plans: Sequence[VisitPlan]) -> list[Visit]:
    """Plan any number of visits: all or none. A dozen queries a thousand."""
    visits = make_visits(plans)
    _expect_persons(visits)
    audit.record_many(author, "visit_planned", "visit", [(visit.pk, {}, _shown(visit)) for visit in visits])
    return visits


def make_visits(plans: Sequence[VisitPlan]) -> list[Visit]:
    """The rows and who sees them; the caller owns the transaction, the audit and the listeners."""
    for plan in plans:
        check_plan(plan)
    visits = [_visit(plan) for plan in plans]
    Visit.objects.bulk_create(visits, batch_size=BATCH)
    place_visits(visits)
    return visits


def place_visits(visits: Sequence[Visit]) -> None:
    place_many(
        ("visit", visit.pk, [("own", visit.staff_id)], f"{visit.planned_at:%Y-%m-%dT%H:%M}")
        for visit in visits
    )


def _visit(plan: VisitPlan) -> Visit:
    assert plan.staff.unit_id is not None
    return Visit(
        uid=plan.uid or uuid7(),
        unit_id=plan.staff.unit_id,
        staff=plan.staff,
        person=plan.person,
        organisation=plan.organisation,
        planned_at=plan.planned_at,
        minutes=plan.minutes,
        goal=plan.goal,
    )


def _expect_persons(visits: Sequence[Visit]) -> None:
    """Whom the visit is planned with listens, until the rep says otherwise."""
    expected = [visit for visit in visits if visit.person is not None]
    cards = card_identities([visit.person for visit in expected if visit.person])
    Listener.objects.bulk_create(
        [
            Listener(
                visit=visit,
                identity_id=cards[visit.person.pk],
                person=visit.person,
                name=visit.person.full_name,
            )
            for visit in expected
            if visit.person
        ],
        batch_size=BATCH,
    )


def _same(visit: Visit, plan: VisitPlan) -> bool:
    person = plan.person.pk if plan.person else None
    organisation = plan.organisation.pk if plan.organisation else None
    return (visit.staff_id, visit.person_id, visit.organisation_id) == (plan.staff.pk, person, organisation)


def _shown(visit: Visit) -> dict[str, object]:
    return {
        "staff": visit.staff_id,
        "person": visit.person_id,
        "planned_at": visit.planned_at,
        "goal": visit.goal,
    }
