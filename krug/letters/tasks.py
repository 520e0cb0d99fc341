"""What the worker does with mailboxes."""

from datetime import datetime

from django_tasks import task

from krug.site.soon import soon


@task()
def read_mailboxes() -> None:
    """Every minute those that are due. What is left is another task: what else waits has its turn before."""
    from krug.letters.reading import read_due

    if read_due():
        read_soon()


@task()
def send_letters() -> None:
    """Soon after somebody pressed «Send», and every minute for what is tried again."""
    from krug.letters.sending import send_due

    while send_due():
        pass


def read_soon() -> None:
    soon(read_mailboxes)


def send_soon() -> None:
    soon(send_letters)


def send_at(at: datetime | None) -> None:
    send_letters.using(run_after=at).enqueue()
