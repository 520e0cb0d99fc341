"""Web and worker are killed at each named point; senders repeat: all that was acknowledged is there, once."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from krug.behaviour.collector.spool import Spool
from krug.site import faults
from tests.e2e.conftest import ROOT
from tests.installation import fresh_database
from tests.sync.test_kill import WebAlone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("collector_kill")]

MAKE = """
from krug.access.actions.house import create_unit
from krug.behaviour.actions import create_source
from krug.behaviour.data import SourceData
source = create_source(None, SourceData(name="Site"), create_unit(None, "Unit"))
answer(source.keys.get().key)
"""
COUNT = """
from django.db import connection
from krug.behaviour.models import Event
names = list(Event.objects.values_list("message_id", flat=True))
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM touch")
    touches = cursor.fetchone()[0]
answer([sorted(names), touches])
"""
PATIENCE = 60.0


class Stand:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.server = WebAlone(home, fresh_database())
        self.key: str = self.server.python(MAKE)
        self.sent: set[str] = set()
        self.worker: subprocess.Popen[bytes] | None = None

    def start_web(self, fault: str = "") -> None:
        self.server.kill()
        (self.home / faults.HIT).unlink(missing_ok=True)
        self.server.environ["KRUG_FAULT"] = fault
        self.server.start()
        self.server.environ["KRUG_FAULT"] = ""

    def start_worker(self, fault: str = "") -> None:
        self.end_worker()
        (self.home / faults.HIT).unlink(missing_ok=True)
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "krug", "worker"],
            cwd=ROOT,
            env={**self.server.environ, "KRUG_FAULT": fault},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end_worker(self) -> None:
        if self.worker:
            self.worker.kill()
            self.worker.wait(30)
            self.worker = None

    def wait_hit(self, point: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not (self.home / faults.HIT).exists():
            assert time.monotonic() < deadline, f"{point} was not reached"
            time.sleep(0.05)
        assert (self.home / faults.HIT).read_text() == point

    def post(self, names: list[str], port: int = 0) -> bool:
        """Whether it was acknowledged. What was sent must be there in the end, acknowledged or repeated."""
        self.sent |= set(names)
        events = [{"type": "track", "event": "E", "userId": "u", "messageId": name} for name in names]
        body = json.dumps({"writeKey": self.key, "batch": events}).encode()
        connection = http.client.HTTPConnection("127.0.0.1", port or self.server.port, timeout=20)
        try:
            connection.request("POST", "/v1/batch", body, {"Content-Type": "application/json"})
            return connection.getresponse().status == 200
        except (http.client.HTTPException, OSError):
            return False
        finally:
            connection.close()

    def settled(self) -> None:
        """Waits for the spool to be empty; then all that was sent is in the log, each once."""
        spool = Spool(self.home)
        deadline = time.monotonic() + PATIENCE
        while spool.count():
            assert time.monotonic() < deadline, "the spool is not moved"
            time.sleep(0.05)
        spool.close()
        names, touches = self.server.python(COUNT)
        assert names == sorted(self.sent)
        assert touches == len(self.sent)


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    made = Stand(tmp_path_factory.mktemp("collector"))
    yield made
    made.end_worker()
    made.server.kill()


@pytest.mark.parametrize("point", ["collector.before_commit", "collector.after_commit"])
def test_the_web_process_dies(stand: Stand, point: str) -> None:
    stand.end_worker()
    stand.start_web(f"{point}:3")
    batches = [[f"{point}-{number}-{one}" for one in range(3)] for number in range(6)]
    unsure = [names for names in batches if not stand.post(names)]
    stand.wait_hit(point)
    assert unsure, "a killed server acknowledges nothing"
    stand.start_web()
    for names in unsure:
        assert stand.post(names)
    stand.start_worker()
    stand.settled()


@pytest.mark.parametrize("point", ["mover.before_commit", "mover.after_commit"])
def test_the_worker_dies(stand: Stand, point: str) -> None:
    stand.end_worker()
    stand.start_web()
    for number in range(4):
        assert stand.post([f"{point}-{number}-{one}" for one in range(300)])
    stand.start_worker(f"{point}:2")
    stand.wait_hit(point)
    stand.start_worker()
    stand.settled()


def test_everything_dies_again_and_again_under_load(stand: Stand) -> None:
    stand.start_web()
    stand.start_worker()
    left = [[f"storm-{number}-{one}" for one in range(10)] for number in range(120)]
    lock = threading.Lock()

    def send() -> None:
        while True:
            with lock:
                if not left:
                    return
                names = left.pop()
            while not stand.post(names):
                time.sleep(0.05)

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for _ in range(3):
        stand.end_worker()
        stand.server.kill()
        stand.server.start()
        stand.start_worker()
    for sender in senders:
        sender.join()
    stand.settled()


def test_two_web_processes_share_one_spool(stand: Stand) -> None:
    stand.end_worker()
    stand.start_web()
    other = WebAlone(stand.home, stand.server.environ["KRUG_DATABASE"])
    other.start()
    answers: list[bool] = []

    def send(number: int) -> None:
        port = (stand.server.port, other.port)[number % 2]
        answers.extend(stand.post([f"pair-{number}-{one}"], port) for one in range(40))

    senders = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    other.kill()
    assert len(answers) == 240
    assert all(answers)
    stand.start_worker()
    stand.settled()


def test_every_point_of_the_collector_is_killed_at() -> None:
    points: set[Any] = {point for point in faults.POINTS if point.startswith(("collector.", "mover."))}
    assert points == {
        "collector.before_commit",
        "collector.after_commit",
        "mover.before_commit",
        "mover.after_commit",
    }
