"""Finding free ports, so that a second installation on the machine does not stop the first."""

import socket
from contextlib import closing


def is_free(host: str, port: int) -> bool:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
        return True


def free_pair(host: str, first: int, tries: int = 50) -> tuple[int, int]:
    """The first two neighbouring free ports from `first` on. Raises OSError when there are none."""
    for port in range(first, first + 2 * tries, 2):
        if is_free(host, port) and is_free(host, port + 1):
            return port, port + 1
    raise OSError(f"no two free ports on {host} from {first} to {first + 2 * tries}")
