"""What the document promises holds whatever is sent: thousands of requests of schemathesis' making.

Each is a case by the document or against it, sent to the real application in this process; what it changed is
taken back before the next. The cases are the same in every run.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.case import Case
from schemathesis.generation.meta import TestPhase

from krug.access import tokens
from krug.access.models import User
from krug.access.rates import Rates
from krug.site.wsgi import application
from tests.access.world import World
from tests.api.document import DOCUMENT, bearer, real

pytestmark = pytest.mark.django_db
# What rules of a domain refuse is right by the document: unknown words, sums, days. They say 4xx with a code.
NOT_PROMISED = ("positive_data_acceptance",)
# A command of a device that is wrong is refused by itself, within an answer: the others must not wait for it.
ONE_BY_ONE = {"/api/v1/sync/commands": ("negative_data_rejection",)}
ROLES = ("rita", "marketer", "food_head")


CONFIG = {
    "seed": 1,
    "generation": {"max-examples": 6, "deterministic": True, "database": "none", "no-shrink": True},
}
schema = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(CONFIG))
schema.app = application


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setattr(tokens, "rates", Rates(10**9))


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The real transport sends request_started, whose close_old_connections drops the connection that the
    test's transaction stands on. Django's own client does without it too; SQLite in memory is never dropped.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def keys(company: World) -> dict[str, dict[str, str]]:
    """Of each role its token."""
    people: dict[str, User] = {name: getattr(company.cast, name) for name in (*ROLES, "head")}
    return {name: bearer(user) for name, user in people.items()}


@schema.parametrize()
def test_what_is_promised_is_kept(case: Case, company: World, keys: Any) -> None:
    """Every corner of the document as a head of the unit; what is drawn by chance as the others too."""
    drawn = case.meta is not None and case.meta.phase.name is not TestPhase.COVERAGE
    for role in ("head", *ROLES) if drawn else ("head",):
        ask(case, company, keys[role])


def ask(case: Case, company: World, key: dict[str, str]) -> None:
    if case.path_parameters and not _wrong_by_intent(case, "path"):
        case.path_parameters = {**case.path_parameters, **real(case.operation.path, company)}
    with transaction.atomic():
        answer = case.call(headers=key)
        transaction.set_rollback(True)
    names = (*NOT_PROMISED, *ONE_BY_ONE.get(case.operation.path, ()))
    excluded = [CHECKS.get_one(name) for name in names]
    case.validate_response(answer, excluded_checks=excluded, headers=key)


def _wrong_by_intent(case: Case, where: str) -> bool:
    parts = case.meta.components if case.meta else {}
    return any(str(place.value) == where and part.mode.is_negative for place, part in parts.items())
