"""Named points at which a test may kill the server outright. Does nothing unless KRUG_FAULT names the
point.
"""

import os
import signal
from collections import Counter
from threading import Lock

from django.conf import settings

POINTS: tuple[str, ...] = ("commands.before_commit", "commands.after_commit", "rows.middle", "files.middle")
POINTS += (
    "export.file_half_written",
    "export.files_written",
    "export.manifest_written",
    "export.pointer_moved",
)
POINTS += (
    "collector.before_commit",
    "collector.after_commit",
    "mover.before_commit",
    "mover.after_commit",
)
POINTS += ("exchange.batch", "letters.batch", "letters.handed_over")
HIT = "fault-hit"

_passed: Counter[str] = Counter()
_lock = Lock()


def at(point: str) -> None:
    """Die here, at the time the setting says (`rows.middle:3`: the third), leaving word in
    KRUG_HOME/fault-hit.
    """
    if not settings.KRUG_FAULT:
        return
    name, _colon, times = settings.KRUG_FAULT.partition(":")
    if name != point:
        return
    with _lock:
        _passed[point] += 1
        if _passed[point] < int(times or 1):
            return
        # Whoever waits for it must not find it empty.
        word = settings.KRUG_HOME / f"{HIT}.new"
        word.write_text(point)
        word.replace(settings.KRUG_HOME / HIT)
        os.kill(os.getpid(), signal.SIGKILL)
