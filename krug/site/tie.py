"""A process of Granian's does not outlive the one that started it.

Granian's workers share the port by SO_REUSEPORT: one left behind when its parent was killed would go on
answering a part of the requests, with the code of before, for ever.
"""

import multiprocessing
import os
import signal
import threading
import time

GRACE = 8.0
"""Seconds to end what is being answered."""


def tie_to_parent() -> None:
    """Watch the parent, if this is a worker of multiprocessing's: once it is gone, end."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), name="tie", daemon=True).start()


def _end_after(parent: int) -> None:
    from multiprocessing.connection import wait

    wait([parent])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
