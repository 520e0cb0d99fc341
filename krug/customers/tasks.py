"""Work that goes on after the answer."""

from django_tasks import task

from krug.customers.contact_csv import run


@task()
def run_contact_import(pk: int) -> None:
    """Put back after a kill it goes on from the last whole batch."""
    run.run(pk)
