"""The server is killed at each named point of a sync; the device repeats: nothing lost, nothing twice."""

import hashlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from krug.site import faults
from krug.site.ids import uuid7
from krug.site.serve.supervisor import granian
from tests.e2e.conftest import ROOT, Server
from tests.installation import fresh_database
from tests.sync.device import command, parse
from tests.sync.remote import COMPANY, Lost, RemoteDevice

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sync_kill")]

COUNTS = """
from krug.sync.models import Command
from krug.touches.queries import of_episode
from krug.visits.models import Finish, PlayerEvent, Start, Visit
visit = Visit.objects.filter(uid="{visit}").first()
answer({{
    "commands": Command.objects.filter(payload__visit="{visit}").count(),
    "starts": Start.objects.filter(visit=visit).count(),
    "events": PlayerEvent.objects.filter(visit=visit).count(),
    "finishes": Finish.objects.filter(visit=visit).count(),
    "verbs": sorted(touch.verb.name.lower() for touch in of_episode(visit.uid)) if visit else [],
}})
"""
DESIRED = """
from krug.access.models import User
from krug.sync.desired import desired
from krug.sync.queries import scopes_of
held = desired(scopes_of(User.objects.get(uid="{user}")))
answer(sorted([scope, kind, uid, digest] for (scope, kind, uid), (digest, _body) in held.items()))
"""


class WebAlone(Server):
    """The web part of `krug serve`, in a process group that can be killed whole and at once."""

    def start(self) -> None:
        self.process = subprocess.Popen(
            granian("krug.site.asgi:application", "127.0.0.1", self.port),
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait(f"{self.url}/ready")

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)
            self.process = None
            self._wait_closed()


class Stand:
    """One installation that is killed again and again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.server = WebAlone(home, fresh_database())
        self.made: dict[str, str] = self.server.python(COMPANY)
        self.device = RemoteDevice(self.server.url, self.made["secret"])

    def start(self, fault: str = "") -> None:
        self.server.kill()
        (self.home / faults.HIT).unlink(missing_ok=True)
        self.server.environ["KRUG_FAULT"] = fault
        self.server.start()

    def assert_hit(self, point: str) -> None:
        assert (self.home / faults.HIT).read_text() == point

    def counts(self, visit: str) -> dict[str, Any]:
        found: dict[str, Any] = self.server.python(COUNTS.format(visit=visit))
        return found

    def assert_base_is_desired(self) -> None:
        held = sorted([*key, row[0]] for key, row in self.device.held().items())
        assert held == self.server.python(DESIRED.format(user=self.made["user"]))


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    made = Stand(tmp_path_factory.mktemp("kill"))
    yield made
    made.server.kill()


def commands_of(made: dict[str, str]) -> tuple[str, list[dict[str, Any]]]:
    visit = str(uuid7())
    plan = command(
        "visit.plan", visit=visit, person=made["doctor"], planned_at=1_790_000_000_000_000, minutes=15
    )
    start = command("visit.start", depends_on=plan["uid"], visit=visit)
    at = start["at"]
    kinds = [("visible", 0), ("hidden", 9)]
    events = [
        {
            "uid": str(uuid7()),
            "number": number,
            "at": at + number * 9_000_000,
            "kind": kind,
            "slide": made["intro"],
        }
        for number, (kind, _second) in enumerate(kinds)
    ]
    sent = command("player.events", depends_on=start["uid"], visit=visit, events=events)
    finish = command(
        "visit.finish", depends_on=start["uid"], visit=visit, result="agreed", next_step="", note=""
    )
    return visit, [plan, start, sent, finish]


WHOLE = {"commands": 4, "starts": 1, "events": 2, "finishes": 1, "verbs": ["shown", "visited"]}


@pytest.mark.parametrize(
    ("fault", "taken"),
    [
        pytest.param("commands.before_commit:3", 2, id="before the third is committed"),
        pytest.param("commands.after_commit:3", 3, id="after the third is committed, before the answer"),
        pytest.param("commands.after_commit:4", 4, id="after all are committed, before the answer"),
    ],
)
def test_commands(stand: Stand, fault: str, taken: int) -> None:
    stand.start(fault)
    visit, commands = commands_of(stand.made)
    stand.device.begin()
    with pytest.raises(Lost):
        stand.device.send(*commands)
    stand.assert_hit(fault.partition(":")[0])
    assert stand.counts(visit)["commands"] == taken
    stand.start()
    results = stand.device.send(*commands)
    assert [one["outcome"] for one in results] == ["known"] * taken + ["accepted"] * (4 - taken)
    assert stand.counts(visit) == WHOLE
    stand.device.sync()
    stand.assert_base_is_desired()


def test_rows(stand: Stand) -> None:
    stand.start("rows.middle:2")
    fresh = RemoteDevice(stand.server.url, stand.made["secret"])
    with pytest.raises(Lost):
        fresh.sync()
    stand.assert_hit("rows.middle")
    assert fresh.base == {}
    stand.start()
    stand.device = fresh
    fresh.sync()
    stand.assert_base_is_desired()


def test_a_stream_that_was_cut_is_not_taken_for_whole() -> None:
    with pytest.raises((AssertionError, ValueError)):
        parse(b'["person","0197a000-0000-7000-8000-000000000003","0000000000000000",{}]\n')


def test_files(stand: Stand) -> None:
    stand.start("files.middle:2")
    path = f"/files/{stand.made['version']}/{stand.made['film']}"
    cookie = {"Cookie": f"krug_session={stand.made['session']}"}
    with pytest.raises(Lost):
        stand.device.ask(path, None, cookie)
    stand.assert_hit("files.middle")
    stand.start()
    assert hashlib.sha256(stand.device.ask(path, None, cookie)).hexdigest() == stand.made["film"]


def test_every_point_of_sync_is_killed_at() -> None:
    points = {point for point in faults.POINTS if point.partition(".")[0] in ("commands", "rows", "files")}
    assert points == {"commands.before_commit", "commands.after_commit", "rows.middle", "files.middle"}
