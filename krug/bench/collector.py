"""How much the collector takes durably, how soon it answers, and whether anything is lost when it is killed.

Against an ASGI application on the same server that only appends each body to a file and fsyncs it, in turns.
Senders are a process of their own on the same machine, so they and the server share its cores.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from krug.bench.apart import probe
from krug.bench.metric import Metric
from krug.site.ports import free_pair

SECONDS = {True: 2.0, False: 5.0}
ROUNDS = {True: 1, False: 3}
KILLS = {True: 3, False: 10}
MOVED = {True: 20, False: 40}
"""Requests a second that are then moved into the log."""
BATCH, BATCH_SENDERS, SENDERS = 100, 8, 64
EVENTS_GOAL, POSTS_GOAL, P99_GOAL = 5_000, 1_500, 50.0
APP, BARE = "krug.site.asgi:application", "krug.bench.bare:application"
PATIENCE = 60.0


def run(quick: bool) -> list[Metric]:
    with _installation() as (environ, key):
        speeds = _speeds(environ, key, quick)
    # Another one: what the first took in these seconds would be moved for minutes.
    with _installation() as (environ, key):
        with _web(environ, APP) as port:
            _load(port, key, "moved", BATCH, 2, SECONDS[quick], MOVED[quick])
        moved = probe("krug.bench.collector_probe", environ, "move")
        lost = _chaos(environ, key, KILLS[quick], moved["taken"])
    return [
        *speeds,
        Metric("moved from the spool into the log", moved["taken"] / moved["seconds"], "events/s"),
        *lost,
    ]


@contextmanager
def _installation() -> Iterator[tuple[dict[str, str], str]]:
    """Its environment and the write key of its one source."""
    with tempfile.TemporaryDirectory(prefix="krug-bench-") as home:
        environ = {"KRUG_HOME": home, "KRUG_DATABASE": "", "KRUG_LOG_LEVEL": "ERROR"}
        yield environ, probe("krug.bench.collector_probe", environ, "make")["key"]


def _speeds(environ: dict[str, str], key: str, quick: bool) -> list[Metric]:
    seconds = SECONDS[quick]
    seen: dict[str, list[float]] = {"batch": [], "bare batch": [], "single": [], "bare single": []}
    with _web(environ, APP) as port, _web(environ, BARE) as bare:
        for number in range(ROUNDS[quick]):
            for kind, batch, senders in (("batch", BATCH, BATCH_SENDERS), ("single", 1, SENDERS)):
                for name, at in ((kind, port), (f"bare {kind}", bare)):
                    said = _load(at, key, f"{name[:4]}{kind[0]}{number}", batch, senders, seconds)
                    seen[name].append(batch * said["sent"] / said["seconds"])
        best = {name: max(speeds) for name, speeds in seen.items()}
        half = _load(port, key, "half", 1, SENDERS, seconds, best["single"] / 2)
    return [
        _against(f"events in batches of {BATCH}", "events/s", best["batch"], best["bare batch"], EVENTS_GOAL),
        _against("single posts", "posts/s", best["single"], best["bare single"], POSTS_GOAL),
        Metric("single post at half load, p50", half["p50"], "ms"),
        Metric(
            "single post at half load, p99", half["p99"], "ms", f"< {P99_GOAL:.0f}", half["p99"] < P99_GOAL
        ),
    ]


def _against(name: str, unit: str, ours: float, bare: float, goal: int) -> Metric:
    return Metric(
        f"{name} taken durably", ours, unit, f"≥ {goal:,}", ours >= goal, "append + fsync", ours / bare
    )


@contextmanager
def _web(environ: dict[str, str], target: str) -> Iterator[int]:
    port = free_pair("127.0.0.1", 21_000 + os.getpid() % 900 * 10)[0]
    process = _start(_web_command(target, port), environ, port)
    try:
        _wait(port)
        yield port
    finally:
        _kill(process)


def _web_command(target: str, port: int) -> list[str]:
    """As `krug serve` starts it (krug.site.serve.supervisor)."""
    how = ["--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"]
    return [sys.executable, "-m", "granian", *how, "--http", "1", "--log-level", "warning", target]


def _start(command: list[str], environ: dict[str, str], port: int) -> "subprocess.Popen[bytes]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")}
    more = {"KRUG_PORT": str(port), "BARE_FILE": f"{environ['KRUG_HOME']}/bare"}
    return subprocess.Popen(
        command, env={**clean, **environ, **more}, stdout=subprocess.DEVNULL, start_new_session=True
    )


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _load(
    port: int, key: str, name: str, batch: int, senders: int, seconds: float, rate: float = 0.0
) -> dict[str, Any]:
    command = [str(port), key, name, str(batch), str(senders), str(seconds), str(rate)]
    answer: dict[str, Any] = probe("krug.bench.collector_load", {}, *command)
    return answer


def _chaos(environ: dict[str, str], key: str, kills: int, before: int) -> list[Metric]:
    """Web and worker are killed in turns under load; in the end everything sent is there, once."""
    port = free_pair("127.0.0.1", 21_000 + os.getpid() % 900 * 10)[0]
    commands = [_web_command(APP, port), [sys.executable, "-m", "krug", "worker"]]
    parts = [_start(command, environ, port) for command in commands]
    _wait(port)
    seconds = kills * 1.5 + 1
    arguments = [str(port), key, "chaos", "10", "8", str(seconds), "40"]
    senders = subprocess.Popen(
        [sys.executable, "-m", "krug.bench.collector_load", *arguments], stdout=subprocess.PIPE, text=True
    )
    for number in range(kills):
        time.sleep(1.5)
        which = number % 2
        _kill(parts[which])
        parts[which] = _start(commands[which], environ, port)
    said = json.loads(senders.communicate(timeout=600)[0].strip().splitlines()[-1])
    for part in parts:
        _kill(part)
    probe("krug.bench.collector_probe", environ, "move")
    there = probe("krug.bench.collector_probe", environ, "count")
    sent = said["sent"] * 10
    off = (
        abs(there["names"] - before - sent)
        + there["events"]
        - there["names"]
        + abs(there["touches"] - there["events"])
    )
    return [
        Metric(f"sent while killed {kills} times", sent, "events"),
        Metric("of these lost or doubled", off, "events", "0", off == 0),
    ]
