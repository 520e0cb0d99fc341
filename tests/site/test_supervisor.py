"""The supervisor with real processes: a part that dies comes back, none outlives it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from krug.site.ports import free_pair
from krug.site.serve.supervisor import Part, Supervisor

FOREVER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"


def lines(path: Path, count: int) -> list[int]:
    """Waits until the file has that many process ids."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if path.exists() and len(found := path.read_text().split()) >= count:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    raise AssertionError(f"{path} never had {count} lines")


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_part_that_dies_is_started_again_and_all_end_together(tmp_path: Path) -> None:
    seen = tmp_path / "pids"
    supervisor = Supervisor([Part("sleeper", [sys.executable, "-c", FOREVER, str(seen)])], os.environ)
    killer = threading.Thread(target=lambda: os.kill(lines(seen, 1)[0], signal.SIGKILL))
    watcher = threading.Thread(target=lambda: (lines(seen, 2), supervisor.stop()))
    killer.start()
    watcher.start()
    supervisor.run()
    killer.join()
    watcher.join()
    first, second = lines(seen, 2)
    assert first != second
    assert gone(first)
    assert gone(second)


def test_no_part_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    seen = tmp_path / "pids"
    code = (
        "import os, sys; from krug.site.serve.supervisor import Part, Supervisor;"
        f"Supervisor([Part('sleeper', [sys.executable, '-c', {FOREVER!r}, sys.argv[1]])], os.environ).run()"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(seen)])
    part = lines(seen, 1)[0]
    process.kill()
    process.wait()
    assert gone(part)


SERVING = """
import os, sys
from krug.site.serve.supervisor import Part, Supervisor, granian
content = granian("krug.decks.content.asgi:application", "127.0.0.1", int(sys.argv[1]))
Supervisor([Part("content", content)], os.environ).run()
"""


def children(pid: int, count: int = 1) -> list[int]:
    """Waits until the process has that many."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if len(found) >= count:
            return [int(child) for child in found]
        time.sleep(0.01)
    raise AssertionError(f"{pid} never had {count} children")


@pytest.mark.skipif(sys.platform != "linux", reason="what a parent's death tells its children is Linux's")
@pytest.mark.parametrize("killed", ["supervisor", "server"])
def test_no_web_process_outlives_who_started_it(killed: str) -> None:
    """Killed while the web process still loads, which hears no SIGTERM then."""
    port = free_pair("127.0.0.1", 21_000)[0]
    supervisor = subprocess.Popen([sys.executable, "-c", SERVING, str(port)])
    try:
        server = children(supervisor.pid)[0]
        worker = children(server)[-1]
        os.kill(supervisor.pid if killed == "supervisor" else server, signal.SIGKILL)
        assert gone(server)
        assert gone(worker)
    finally:
        supervisor.terminate()
        supervisor.wait()
