"""`krug serve`: web, content origin and worker as one.

A part that dies is started again; none outlives this one.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

logger = logging.getLogger("krug.serve")
PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
PATIENCE = 10.0
KILL_AFTER = 8
"""Seconds a web process has for what it is answering when it is told to stop; less than PATIENCE."""


@dataclass
class Part:
    """One process: what it is, how often it fell, when it may be tried again (monotonic seconds)."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    not_before: float = 0.0
    started: float = field(default=0.0)


def _dying_with(supervisor: int) -> Callable[[], None]:
    """A part must not outlive a supervisor that was killed without a word (Linux only)."""

    def before_exec() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != supervisor:
                # It was killed before the kernel was told: no signal will come.
                os._exit(1)

    return before_exec


def granian(target: str, host: str, port: int, workers: int = 1) -> list[str]:
    # fmt: off
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--no-ws", "--http", "1", "--respawn-failed-workers",
        "--workers-kill-timeout", str(KILL_AFTER), "--log-level", "warning", target,
    ]
    # fmt: on


def parts(host: str, port: int, content_port: int, workers: int) -> list[Part]:
    return [
        Part("web", granian("krug.site.asgi:application", host, port, workers)),
        Part("content", granian("krug.decks.content.asgi:application", host, content_port)),
        Part("worker", [sys.executable, "-m", "krug", "worker"]),
    ]


class Supervisor:
    def __init__(self, all_parts: list[Part], environ: Mapping[str, str]) -> None:
        self.parts = all_parts
        self.environ = dict(environ)
        self.stopping = False

    def stop(self, *_: object) -> None:
        self.stopping = True

    def start_missing(self, now: float) -> None:
        for part in self.parts:
            if part.process is None and now >= part.not_before:
                part.process = subprocess.Popen(  # noqa: S603 - our own commands
                    part.command,
                    env=self.environ,
                    start_new_session=True,
                    preexec_fn=_dying_with(os.getpid()),
                )
                part.started = now

    def reap(self, now: float) -> None:
        for part in self.parts:
            if part.process is None or part.process.poll() is None:
                continue
            # A part that ran well for a while starts with a clean record.
            part.falls = 1 if now - part.started > 60 else part.falls + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (part.falls - 1))
            logger.warning(
                "%s ended with %s, starting again in %.1f s", part.name, part.process.returncode, pause
            )
            part.process, part.not_before = None, now + pause

    def run(self) -> None:
        """Blocks until SIGINT or SIGTERM, then ends every part."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        try:
            while not self.stopping:
                now = time.monotonic()
                self.reap(now)
                self.start_missing(now)
                time.sleep(0.2)
        finally:
            self.end_all()

    def end_all(self) -> None:
        running = [part.process for part in self.parts if part.process and part.process.poll() is None]
        for process in running:
            _signal_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process.pid, signal.SIGKILL)
                process.wait()


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
