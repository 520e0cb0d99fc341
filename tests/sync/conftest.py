"""Rita's tablet, synced, with one doctor of hers."""

import pytest

from krug.customers.models import Person
from tests.cast import Cast
from tests.sync.device import Device
from tests.visits.made import make_doctor


@pytest.fixture
def doctor(cast: Cast) -> Person:
    return make_doctor(cast)


@pytest.fixture
def device(cast: Cast, doctor: Person) -> Device:
    made = Device(cast.rita)
    made.sync()
    return made
