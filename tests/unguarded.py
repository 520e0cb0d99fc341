"""Databases of tests that commit are emptied after each: what the database refuses is taken away before."""

from collections.abc import Iterator

import pytest
from django.db import connection

from krug.sales.forecasting import guard


def lift() -> None:
    """As somebody does who owns the database."""
    with connection.cursor() as cursor:
        for statement in guard._store().DROP:
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def _emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("db")
    yield
    lift()
