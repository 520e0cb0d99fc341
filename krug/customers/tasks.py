"""Work that goes on after the answer."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from krug.customers import actions
from krug.customers.actions import match_organisations, match_persons
from krug.customers.actions.bulk_change import run_bulk_change
from krug.customers.actions.download import drop_old_downloads, run_download
from krug.customers.contact_csv import run, undo
from krug.customers.matching.kept import last_run, stamp_run
from krug.customers.models import Counting, Erasure, RetentionRule
from krug.customers.worth.rules import VERSION

NIGHT = range(1, 6)
"""Local hours in which all cards are compared."""


@task()
def run_contact_import(pk: int) -> None:
    """Put back after a kill it goes on from the last whole batch."""
    run.run(pk)


@task()
def make_download(pk: int) -> None:
    """Put back after a kill it begins anew."""
    run_download(pk)


@task()
def work_off_bulk_change(pk: int) -> None:
    """Put back after a kill it goes on with the next batch."""
    run_bulk_change(pk)


@task()
def forget_old_downloads() -> None:
    """By the clock: files are kept for a week."""
    drop_old_downloads(timezone.now())


@task()
def match_everybody() -> None:
    """Asked for every hour, it works once a night."""
    now = timezone.localtime()
    last = last_run()
    if now.hour in NIGHT and (last is None or now - last > timedelta(hours=12)):
        stamp_run(now)
        match_persons()
        match_organisations()


@task()
def count_all_worth() -> None:
    """Asked for every hour, it works once a night; the first time and after a change of its rules at once."""
    now = timezone.localtime()
    last = Counting.objects.order_by("at").first()
    fresh = last is not None and last.version == VERSION
    if not fresh or (now.hour in NIGHT and last is not None and now - last.at > timedelta(hours=12)):
        actions.count_worth(now)


@task()
def run_import_undoing(pk: int) -> None:
    """The same for an import that is taken back."""
    undo.run(pk)


@task()
def finish_erasure(pk: int) -> None:
    """The reading copy and the database's free pages, after the transaction of an erasure."""
    actions.finish_erasure(Erasure.objects.get(pk=pk))


@task()
def reapply_erasures() -> None:
    """By the clock: who was erased stays erased, also after a restore; what was broken off is finished."""
    actions.reapply_erasures()
    actions.finish_erasures(list(Erasure.objects.filter(finished_at=None).order_by("id")))


@task()
def keep_no_longer() -> None:
    """Asked for every hour, it works once a night: customers whom no purpose needs any more."""
    now = timezone.localtime()
    if now.hour not in NIGHT:
        return
    for rule in RetentionRule.objects.order_by("unit"):
        if rule.run_at is None or now - rule.run_at > timedelta(hours=12):
            actions.run_retention(rule, now)
