"""Whenever the demo company is loaded, its deals are of the past or of today, in the order of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from krug.access.models import User
from krug.customers.models import Organisation, Person
from krug.demo.deals import _told

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("hours", range(0, 24 * 8, 7))
def test_nothing_happens_before_its_time(hours: int) -> None:
    now = MONDAY + timedelta(hours=hours)
    person = Person(last_name="Buyer", organisation=Organisation(name="Shop"))
    random = Random(hours)
    for number in range(60):
        past = _told(random, person, User(name="Rep"), now, running=number < 30).past
        opened, ended = past.data.opened_at, past.ended.at if past.ended else now
        assert opened is not None
        moments = [opened, *(at for at, _stage in past.moves), ended]
        assert all(one <= other for one, other in pairwise(moments))
        assert moments[-2] < now
        changes = [at for at, _it in [*past.amounts, *past.dates]]
        assert all(opened <= at <= ended and at < now for at in changes)
