"""How many queries the list and the card ask: the number says what a page will cost, whatever the machine."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from krug.access.models import AuditEntry, User
from krug.customers.actions import create_person, create_persons, merge
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.touches.actions import append
from krug.visits.actions.plan import plan_visit
from krug.visits.data import VisitPlan
from tests.cast import Cast, client_of
from tests.customers.test_card import DAY, START, visit

Counted = Callable[[int], AbstractContextManager[object]]
SESSION_AND_USER = 2


def opened(user: User, path: str, counted: Counted, queries: int) -> str:
    """The page, asked for a second time: what a process learns once does not count."""
    client = client_of(user)
    assert client.get(path).status_code == 200
    with counted(SESSION_AND_USER + queries):
        return client.get(path).content.decode()


def people(cast: Cast, count: int) -> list[Person]:
    return create_persons(
        cast.rita,
        [
            PersonData(last_name=f"Ким{number:03}", first_name="Анна", phones=[f"+7999000{number:04}"])
            for number in range(count)
        ],
    )


@pytest.mark.parametrize("count", [3, 60])
def test_the_list(cast: Cast, django_assert_num_queries: Counted, count: int) -> None:
    people(cast, count)
    for viewer in (cast.rita, cast.head):
        # His columns, his role's view and whether own fields are asked for are looked up; a short page has
        # counted itself.
        html = opened(viewer, "/customers/", django_assert_num_queries, 7 if count > 50 else 6)
        assert html.count("row-link") == min(count, 50)


@pytest.mark.parametrize("visits", [1, 4])
def test_the_card(cast: Cast, django_assert_num_queries: Counted, visits: int) -> None:
    doctor, *_ = people(cast, 3)
    for day in range(visits):
        append(visit(card_identity(doctor), START + day * DAY, cast.rita.pk), "source:test")
    path = f"/customers/{doctor.uid}/"
    # Person, group, scopes; the audit; scopes, links, touches, staff, which visits he sees; planned visits,
    # how the last one ended; what he is worth, how he feels; his deals; his numbers, calls from them,
    # his letters;
    # points, own fields, where he works, what two sides edited, and where the log stands for the news. All
    # else comes with the tab asked for.
    html = opened(cast.rita, path, django_assert_num_queries, 23)
    assert html.count('class="moment"') == visits
    # Who may merge is told of doubles: one query more, and that finds none.
    opened(cast.head, path, django_assert_num_queries, 24)
    assert AuditEntry.objects.filter(verb="read", object_id=str(doctor.pk)).count() == 4


def test_the_card_of_a_merged_customer_with_a_double_and_a_plan(
    cast: Cast, django_assert_num_queries: Counted
) -> None:
    doctor, second, third = people(cast, 3)
    merge(cast.nina, doctor, second)
    merge(cast.nina, doctor, third)
    create_person(cast.rita, PersonData(last_name="Цой", phones=["+79990000001"]))
    plan_visit(
        cast.rita, VisitPlan(staff=cast.rita, planned_at=timezone.now() + timedelta(days=1), person=doctor)
    )
    html = opened(cast.nina, f"/customers/{doctor.uid}/", django_assert_num_queries, 26)
    assert "a card that looks like this one" in html
