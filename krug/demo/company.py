"""The demo company: made whole in one transaction, or not at all."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from krug.access.models import Role, User
from krug.analysis.actions.export import export
from krug.customers.models import Person
from krug.demo import (
    afterwards,
    again,
    calls,
    deals,
    forecasts,
    goods,
    ledger,
    letters,
    past,
    plans,
    second,
    story,
    ties,
    traces,
)
from krug.demo.models import DemoRow
from krug.demo.people import Size
from krug.demo.places import MOSCOW
from krug.demo.shelf import Shelf, fill
from krug.demo.staff import DOMAIN, PASSWORD, Staff, hire
from krug.visits.actions.load import load_visits
from krug.visits.actions.plan import plan_visits

Progress = Callable[[str], None]
PART = 5_000
SIGN_INS = ("rep", "manager", "marketer", "head", "admin")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Sign-ins of the demo, by role: one password for all."""

    password: str
    sign_ins: list[tuple[str, str]]


def load(progress: Progress, now: datetime | None = None, size: Size = Size()) -> Credentials:
    """Load the company; loaded already, nothing changes. Days are counted from `now`."""
    now = now or timezone.now()
    if DemoRow.objects.exists():
        planned = again.plan_again(now.astimezone(ZoneInfo(MOSCOW)).date())
        progress("The demo company is here already." + (f" Planned anew: {planned}." if planned else ""))
        return credentials()
    began = time.monotonic()
    with transaction.atomic(), _uncollected():
        finish = _load(progress, now, size)
    progress("Reading copy for analysis …")
    export()
    progress("Segments, likely doubles, an import …")
    finish()
    progress(f"The demo company is ready: {time.monotonic() - began:.0f} s.")
    return credentials()


@contextmanager
def _uncollected() -> Iterator[None]:
    """A million rows in the making are no garbage: looking for it among them costs a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def credentials() -> Credentials:
    """Those that exist: the administrator is left out beside real people (krug.demo.staff)."""
    mails = [f"{box}@{DOMAIN}" for box in SIGN_INS]
    there = dict(User.objects.filter(email__in=mails).values_list("email", "role"))
    return Credentials(PASSWORD, [(Role(there[mail]).value, mail) for mail in mails if mail in there])


def _load(progress: Progress, now: datetime, size: Size) -> Callable[[], None]:
    """Answers what is left to be worked out of it all."""
    today = now.astimezone(ZoneInfo(MOSCOW)).date()
    told = story.write(today, size=size)
    progress("People, teams and territories …")
    staff = hire(Random(story.SEED))  # noqa: S311
    progress("Decks …")
    shelf = fill(staff, now, size.days)
    progress(f"{len(told.houses)} clinics and pharmacies, {len(told.customers)} customers …")
    persons = past.make_customers(staff.head, staff.territories, told.houses, told.customers)
    past.allow(staff.head, persons, now)
    progress("What is known of them, what pharmacies owe …")
    reps = {territory.pk: rep for territory, rep in zip(staff.territories, staff.reps, strict=True)}
    ties.make(persons, reps, now)
    ledger.make(staff.head, now)
    _meet(progress, told, staff, persons, shelf)
    progress("Deals …")
    goods.make(staff.head, staff.marketer)
    deals.make(staff.head, persons, reps, now)
    letters.make(staff.head, now)
    calls.make(staff.head, now)
    forecasts.make(staff.unit, now)
    plans.make(staff.head, now)
    progress("Site and shop …")
    sources = traces.make(staff.marketer, told.customers, now)
    second.make(staff.second, today)
    return lambda: afterwards.make(staff, sources, told.customers, now)


def _meet(progress: Progress, told: story.Story, staff: Staff, persons: list[Person], shelf: Shelf) -> None:
    held = [meeting for meeting in told.meetings if meeting.held]
    visits = past.finished(held, staff, persons, shelf)
    done = 0
    while part := list(islice(visits, PART)):
        load_visits(staff.head, part)
        done += len(part)
        progress(f"Visits of half a year: {done} of {len(held)} …")
    kept = [meeting for meeting in told.meetings if not meeting.held]
    progress(f"Plans: {len(kept)} …")
    plan_visits(staff.head, list(past.plans(kept, staff, persons)))
