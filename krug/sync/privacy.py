"""What devices asked for about a customer, and values of his that two sides edited at once."""

import json

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.sync.models import Command, FieldConflict
from krug.visits.models import Listener, Visit

CHUNK = 2_000


def _commands(subject: Subject) -> list[Command]:
    """Those that name him, his visits or a key of his: payloads are read, since no index leads to them."""
    listeners = Listener.objects.filter(Q(person__in=subject.ids) | Q(identity__in=subject.identities))
    visits = Visit.objects.filter(Q(person__in=subject.ids) | Q(pk__in=listeners.values("visit")))
    names = {*subject.uids, *subject.traces, *map(str, visits.values_list("uid", flat=True))}
    found = []
    for command in Command.objects.order_by("id").iterator(CHUNK):
        said = json.dumps([command.payload, command.detail, command.message], ensure_ascii=False)
        if any(name in said for name in names) or subject.is_in(_texts(command.payload)):
            found.append(command)
    return found


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _rows(subject: Subject) -> Rows:
    return [
        {"at": one.received_at, "kind": one.kind, "outcome": one.outcome, "payload": one.payload}
        for one in _commands(subject)
    ]


def _erase(subject: Subject) -> int:
    """What is left is that the command came and what became of it: sent again it is known by its digest."""
    commands = _commands(subject)
    for one in commands:
        one.payload, one.detail, one.message = {}, {}, ""
    Command.objects.bulk_update(commands, ["payload", "detail", "message"], batch_size=500)
    return len(commands)


def _conflicts(subject: Subject) -> Rows:
    rows = FieldConflict.objects.filter(object_kind="person", object_id__in=subject.ids)
    return [{"at": one.at, "field": one.field, "kept": one.kept, "other": one.other} for one in rows]


def _drop_conflicts(subject: Subject) -> int:
    rows = FieldConflict.objects.filter(object_kind="person", object_id__in=subject.ids)
    return rows.delete()[0]


def register_all() -> None:
    register(Place("commands", _("What tablets sent about him"), _rows, _erase))
    register(Place("conflicts", _("Values edited from two sides"), _conflicts, _drop_conflicts))
