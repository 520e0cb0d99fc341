"""From intake.db into the log, in batches, as long as the worker lives."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from krug.behaviour.actions.take import BATCH, take
from krug.behaviour.collector.spool import Spool, alone
from krug.behaviour.data import Moved
from krug.behaviour.reading import Read, events_of
from krug.site import faults

logger = logging.getLogger("krug.mover")
PAUSE, LONG_PAUSE = 0.25, 5.0
Numbered = tuple[bytes, Read]


def move_all(home: Path) -> Moved:
    """Everything that waits now."""
    spool, moved = Spool(home), Moved()
    try:
        while step := move_some(spool):
            moved += step
        spool.tidy()
    finally:
        spool.close()
    return moved


def move_some(spool: Spool) -> Moved | None:
    """A batch or so: whole requests until they have BATCH events. None: nothing waits.

    They leave the spool once they are in the log; if we die between the two they come again, and are known.
    """
    events: list[Numbered] = []
    last = 0
    for seq, request in spool.waiting():
        events += [(request.uid, one) for one in events_of(request.uid, request)]
        last = seq
        if len(events) >= BATCH:
            break
    if not last:
        return None
    moved = Moved()
    for part in _parts(events):
        moved += take(part)
    faults.at("mover.after_commit")
    spool.drop(last)
    return moved


def _parts(events: list[Numbered]) -> Iterator[list[Numbered]]:
    for start in range(0, len(events), BATCH):
        yield events[start : start + BATCH]


def run(home: Path, stop: threading.Event) -> None:
    """Moves until told to stop. Beside another mover of the same installation it waits its turn."""
    while not stop.is_set():
        with alone(home) as mine:
            if mine:
                _run_alone(home, stop)
        stop.wait(LONG_PAUSE)


def _run_alone(home: Path, stop: threading.Event) -> None:
    spool, untidy = Spool(home), True
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                moved = move_some(spool)
            except (OperationalError, InterfaceError):
                logger.warning("the log cannot be written now; it waits in intake.db", exc_info=True)
                connection.close()
                stop.wait(LONG_PAUSE)
                continue
            if moved:
                untidy = True
                continue
            if untidy:
                spool.tidy()
                untidy = False
            stop.wait(PAUSE)
    finally:
        spool.close()
        connection.close()
