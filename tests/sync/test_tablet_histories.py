"""The invariant between the real server and the tablet's real store, run in Node: after any interleaving
of edits,
kills, lost answers and changes of rights the base is what it should be, and every command is taken once
or waits.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from krug.site.ids import uuid7
from tests.e2e.conftest import ROOT
from tests.installation import fresh_database
from tests.sync.device import command
from tests.sync.test_kill import WebAlone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("sync_kill"),
    pytest.mark.skipif(not (ROOT / "node_modules" / ".bin" / "vite").exists(), reason="needs npm ci"),
]
VITE = ["node", "node_modules/vite/bin/vite.js", "build", "--config", "tablet/tests/histories/vite.config.ts"]
TURNS = 24
PLANNED = 1_790_000_000_000_000


class Talk:
    """A process that answers each line with a line."""

    def __init__(self, args: list[str], environ: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            args, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, do: str, **order: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith(("@@", "{", "[", "null")):
                return json.loads(line.removeprefix("@@"))
        raise AssertionError(f"no answer to {do}")

    def end(self) -> None:
        self.process.kill()
        self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebAlone]:
    made = WebAlone(tmp_path_factory.mktemp("histories"), fresh_database())
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def office(server: WebAlone) -> Iterator[Talk]:
    made = Talk([sys.executable, "-m", "tests.sync.world_process"], server.environ)
    yield made
    made.end()


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    subprocess.run([*VITE, "--outDir", str(folder)], cwd=ROOT, check=True)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder / "device.js"


@pytest.fixture
def tablet(script: Path) -> Iterator[Talk]:
    made = Talk([shutil.which("node") or "node", str(script)])
    yield made
    made.end()


class History:
    """One random interleaving. `made`: uids of all commands the user gave."""

    def __init__(self, seed: int, server: WebAlone, office: Talk, tablet: Talk) -> None:
        self.random = Random(seed)
        self.server, self.office, self.tablet = server, office, tablet
        self.company = office("make")
        self.made: list[str] = []
        self.plans: dict[str, str] = {}
        tablet("open", url=server.url, cookie=self.company["cookie"], user=self.company["user"])

    def turn(self) -> None:
        what = self.random.choices([self.office_step, self.wish, self.sync, self.cut_off], [4, 4, 2, 4])[0]
        what()

    def office_step(self) -> None:
        self.office("step", seed=self.random.random())

    def sync(self) -> None:
        outcome = self.tablet("sync")
        assert outcome["kind"] == "synced", outcome

    def cut_off(self) -> None:
        """A sync that is killed, or loses a request or an answer on its way."""
        if self.random.random() < 0.5:
            self.tablet("sync", kill=self.random.choice(["stage", "flip", "file"]))
        else:
            at = self.random.randint(1, 6)
            self.tablet("sync", lose=[self.random.choice(["request", "answer"]), at])

    def wish(self) -> None:
        wishes = self.random.choice([self.plan, self.edit, self.visit, self.visit])()
        self.made += [one["uid"] for one in wishes]
        self.tablet("put", commands=wishes)

    def plan(self) -> list[dict[str, Any]]:
        visit = str(uuid7())
        doctor = self.random.choice(self.company["doctors"])
        one = command("visit.plan", visit=visit, person=doctor, planned_at=PLANNED, minutes=15, goal="Goal")
        self.plans[visit] = one["uid"]
        return [one]

    def edit(self) -> list[dict[str, Any]]:
        fields = {"note": str(self.random.random())}
        return [
            command(
                "person.edit", based_on=1, person=self.random.choice(self.company["doctors"]), fields=fields
            )
        ]

    def visit(self) -> list[dict[str, Any]]:
        held = [row[2] for row in self.tablet("dump")["base"] if row[1] == "visit"]
        visit = self.random.choice([*self.plans, *held, str(uuid7())])
        on = {"depends_on": self.plans.get(visit), "visit": visit}
        start = command("visit.start", **on)
        listener = {"uid": str(uuid7()), "person": self.random.choice(self.company["doctors"])}
        present = command("visit.listeners", listeners=[listener], **on)
        slide = self.random.choice(self.company["slides"])
        raw = [
            {
                "uid": str(uuid7()),
                "number": number,
                "at": start["at"] + number * 5_000_000,
                "kind": kind,
                "slide": slide,
            }
            for number, kind in enumerate(("visible", "hidden"))
        ]
        shown = [command("player.events", events=part, **on) for part in (raw[:1], raw)]
        finish = command("visit.finish", result="agreed", next_step="", note="", **on)
        return [start, present, *shown, finish][: self.random.randint(1, 5)]

    def settle(self) -> None:
        for _more in range(2):
            self.sync()

    def assert_whole(self) -> None:
        found = self.tablet("dump")
        assert sorted(found["base"]) == self.office("desired")
        waiting = dict(found["outbox"])
        assert set(waiting.values()) <= {"refused"}
        taken = self.office("taken", uids=self.made)
        assert sorted(uid for uid, _outcome in taken) == sorted(self.made)
        assert {uid for uid, outcome in taken if outcome == "refused"} == set(waiting)


@pytest.mark.parametrize("seed", range(6))
def test_base_is_desired_and_every_command_is_taken_once_or_waits(
    seed: int, server: WebAlone, office: Talk, tablet: Talk
) -> None:
    history = History(seed, server, office, tablet)
    for _turn in range(TURNS):
        history.turn()
    history.settle()
    history.assert_whole()


def test_the_server_may_be_killed_in_between(server: WebAlone, office: Talk, tablet: Talk) -> None:
    history = History(99, server, office, tablet)
    for _turn in range(8):
        history.turn()
    server.kill()
    for _turn in range(3):
        history.wish()
    assert tablet("sync")["kind"] == "offline"
    server.start()
    history.settle()
    history.assert_whole()
