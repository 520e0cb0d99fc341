"""When somebody leaves: his letters go along with his deals, and his mailbox is read no more."""

from typing import Any

from krug.access.models import User
from krug.access.signals import user_shut_out
from krug.letters.actions.mailbox import stop_mailbox
from krug.letters.models import Mailbox
from krug.letters.words import Stopped
from krug.sales.signals import all_handed_over


def listen() -> None:
    user_shut_out.connect(_on_shut_out, dispatch_uid="letters.shut_out")
    all_handed_over.connect(_on_handed_over, dispatch_uid="letters.handed_over")


def _on_shut_out(user: User, **_signal: Any) -> None:
    _stop(user)


def _on_handed_over(leaver: User, **_signal: Any) -> None:
    _stop(leaver)


def _stop(user: User) -> None:
    for mailbox in Mailbox.objects.filter(owner=user, stopped=Stopped.NO):
        stop_mailbox(None, mailbox, Stopped.LEFT)
