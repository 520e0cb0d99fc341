"""The office's side of a history, in a process of its own beside the real server: told what to do by
lines of JSON.
"""

import json
import os
import sys
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krug.site.settings")
django.setup()

from django.test import Client  # noqa: E402

from krug.access.models import User  # noqa: E402
from krug.decks.contents import place_of  # noqa: E402
from krug.decks.models import VersionFile  # noqa: E402
from krug.sync.desired import desired  # noqa: E402
from krug.sync.models import Command  # noqa: E402
from krug.sync.queries import scopes_of  # noqa: E402
from tests.cast import make_cast  # noqa: E402
from tests.sync.world import World  # noqa: E402


class Office:
    def __init__(self) -> None:
        self.cast = make_cast()
        self.world = World(self.cast, Random(0))
        for file in VersionFile.objects.all():
            place = place_of(file.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b"0" * file.size)

    def make(self, _order: dict[str, Any]) -> dict[str, Any]:
        browser = Client()
        browser.force_login(self.cast.rita)
        return {
            "user": str(self.cast.rita.uid),
            "cookie": f"krug_session={browser.cookies['krug_session'].value}",
            "doctors": [str(one.uid) for one in self.world.doctors],
            "slides": [str(one.uid) for one in self.world.slides],
        }

    def step(self, order: dict[str, Any]) -> str:
        self.world.random.seed(order["seed"])
        step = self.world.random.choice(self.world.steps)
        step()
        return step.__name__

    def desired(self, _order: dict[str, Any]) -> list[list[Any]]:
        held = desired(scopes_of(User.objects.get(pk=self.cast.rita.pk)))
        return sorted([*key, digest] for key, (digest, _body) in held.items())

    def taken(self, order: dict[str, Any]) -> list[list[str]]:
        rows = Command.objects.filter(uid__in=order["uids"]).values_list("uid", "outcome")
        return sorted([str(uid), outcome] for uid, outcome in rows)


if __name__ == "__main__":
    office = Office()
    for line in sys.stdin:
        order = json.loads(line)
        print("@@" + json.dumps(getattr(office, order["do"])(order)), flush=True)
