"""What happens becomes messages, inside the transaction in which it happens."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from krug.access.signals import recorded
from krug.customers.models import Organisation, Person
from krug.customers.queries.identity import owners_of
from krug.integrations.models import Delivery, Endpoint
from krug.integrations.tasks import deliver_soon
from krug.integrations.webhooks.rules import BY_AUDIT, MOST_PEOPLE
from krug.segments.models import Segment
from krug.segments.signals import moved
from krug.site.bulk import chunks
from krug.touches.signals import appended

CARDS: dict[str, type[Person] | type[Organisation]] = {"person": Person, "organisation": Organisation}
NAMES = {"person": "people", "organisation": "organisations"}
"""What stands for them in a message."""


def listen() -> None:
    recorded.connect(_on_recorded, dispatch_uid="webhooks.recorded")
    appended.connect(_on_appended, dispatch_uid="webhooks.appended")
    moved.connect(_on_moved, dispatch_uid="webhooks.moved")


def _on_recorded(verb: str, object_kind: str, object_ids: Collection[str], **_signal: Any) -> None:
    event = BY_AUDIT.get(verb)
    if object_kind == "person" and event and (told := _listeners(event)):
        _tell(event, told, {int(one) for one in object_ids})


def _on_appended(identities: set[int], **_signal: Any) -> None:
    if told := _listeners("touch.appended"):
        _tell("touch.appended", told, owners_of(identities))


def _on_moved(segment: int, kind: str, entered: set[int], left: set[int], **_signal: Any) -> None:
    for event, rows in (("segment.entered", entered), ("segment.left", left)):
        if rows and (told := _listeners(event)):
            of = Segment.objects.get(pk=segment)
            mine = [one for one in told if one.unit_id == of.unit_id]
            _tell(event, mine, rows, kind, segment=str(of.uid))


def _listeners(event: str) -> list[Endpoint]:
    # Few and short: asking JSON for one word differs from database to database.
    return [one for one in Endpoint.objects.filter(stopped="") if event in one.events]


def _tell(
    event: str, endpoints: Iterable[Endpoint], rows: Collection[int], kind: str = "person", **more: str
) -> None:
    """Ids and nothing else leave the house: whoever wants more asks the API with his own rights."""
    by_unit: dict[int, list[str]] = defaultdict(list)
    for some in chunks(rows, MOST_PEOPLE):
        found = CARDS[kind]._default_manager.filter(pk__in=some)
        for unit, uid in found.values_list("unit", "uid"):
            by_unit[unit].append(str(uid))
    now, name = timezone.now(), NAMES[kind]
    made = [
        Delivery(
            endpoint=one, event=event, body=_body(event, now.isoformat(), {name: uids} | more), next_at=now
        )
        for one in endpoints
        for uids in _parts(by_unit[one.unit_id])
    ]
    if made:
        Delivery.objects.bulk_create(made)
        transaction.on_commit(deliver_soon)


def _parts(uids: list[str]) -> Iterable[list[str]]:
    return (uids[start : start + MOST_PEOPLE] for start in range(0, len(uids), MOST_PEOPLE))


def _body(event: str, at: str, data: dict[str, Any]) -> str:
    return json.dumps({"type": event, "timestamp": at, "data": data})
