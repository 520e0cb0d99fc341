"""A real server with a source, for clients that speak to it over HTTP; `taken` moves and answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.installation import fresh_database
from tests.sync.test_kill import WebAlone

MAKE = """
from krug.access.actions.house import create_unit
from krug.access.models import Unit
from krug.behaviour.actions import create_source
from krug.behaviour.data import SourceData
data = SourceData(name={name!r}, origins={origins!r})
unit = Unit.objects.first() or create_unit(None, "Unit")
source = create_source(None, data, unit)
answer(source.keys.get().key)
"""
TAKEN = """
from django.conf import settings
from krug.behaviour import mover
from krug.behaviour.models import Event, Refused, Source
from krug.customers.models import Identity
from krug.touches.queries import by_ids
mover.move_all(settings.KRUG_HOME)
source = Source.objects.get(keys__key={key!r})
rows = Event.objects.filter(source=source).order_by("id")
touches = by_ids([row.uid for row in rows])
answer({{
    "events": [
        {{
            "kind": row.get_kind_display().lower(), "name": row.name, "at": row.at,
            "stated_at": row.stated_at, "sent_at": row.sent_at, "received_at": row.received_at,
            "agent": row.agent, "message_id": row.message_id, "payload": json.loads(row.payload),
            "verb": touches[row.uid].verb.name.lower() if row.uid in touches else "",
            "data": dict(touches[row.uid].data) if row.uid in touches else {{}},
            "whose": Identity.objects.get(pk=row.identity).value,
            "amount": str(touches[row.uid].amount) if row.uid in touches else "",
        }}
        for row in rows
    ],
    "refused": list(Refused.objects.filter(source=source).values_list("reason", flat=True)),
}})
"""


class Collecting:
    def __init__(self, home: Path) -> None:
        self.server = WebAlone(home, fresh_database())
        self.key = ""
        self.server.start()
        self.url = self.server.url

    def source(self, name: str, origins: Sequence[str] = ()) -> "Collecting":
        """The same with a new source: its key, its events."""
        self.key = self.server.python(MAKE.format(name=name, origins=list(origins)))
        return self

    def taken(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.server.python(TAKEN.format(key=self.key))
        return answer
