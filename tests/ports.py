"""Ports for servers that tests start: no two tests get the same, whichever worker or run they belong to."""

import fcntl
import secrets
import tempfile
from pathlib import Path
from typing import IO

from krug.site.ports import is_free

# Below the ports that the system gives to outgoing connections (from 32,768 on Linux).
FIRST, LAST = 10_000, 32_000
LOCKS = Path(tempfile.gettempdir()) / "krug-test-ports"
_held: list[IO[str]] = []


def own_pair() -> tuple[int, int]:
    """Two neighbouring free ports that stay this process's until it ends."""
    LOCKS.mkdir(exist_ok=True)
    for _ in range(200):
        port = FIRST + 2 * secrets.randbelow((LAST - FIRST) // 2)
        lock = (LOCKS / str(port)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        if is_free("127.0.0.1", port) and is_free("127.0.0.1", port + 1):
            _held.append(lock)
            return port, port + 1
        lock.close()
    raise OSError("no two free ports for a test's server")
