"""A connection to a mail server that was named, at an address that was looked at, and nowhere else."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from krug.letters.errors import Trouble
from krug.letters.rules import is_host, port_fits, security_fits
from krug.site.addresses import Inside, looked_up

TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """`listed`: somebody responsible named it. `internal`: it may be of the house's own network."""

    host: str
    port: int
    security: str
    listed: bool = False
    internal: bool = False


def reach(server: Server, timeout: float = TIMEOUT) -> socket.socket:
    """Raises Trouble, OSError. The address looked at is the one spoken to: a second look-up could differ."""
    if not server.listed:
        raise Trouble("unlisted")
    if not is_host(server.host):
        raise Trouble("name")
    if not port_fits(server.port, server.internal):
        raise Trouble("port")
    if not security_fits(server.security, server.internal):
        raise Trouble("plain")
    try:
        addresses = looked_up(server.host, server.port, server.internal)
    except Inside as error:
        raise Trouble("internal") from error
    except (socket.gaierror, UnicodeError) as error:
        raise Trouble("name", str(error)) from error
    try:
        return socket.create_connection((addresses[0], server.port), timeout)
    except TimeoutError as error:
        raise Trouble("port", "timed out") from error
    except OSError as error:
        raise Trouble("port", str(error)) from error


@cache
def trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@contextmanager
def translated() -> Iterator[None]:
    """Whatever sockets and TLS say, as Trouble."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Trouble("certificate", error.verify_message) from error
    except ssl.SSLError as error:
        raise Trouble("tls", str(error)) from error
    except TimeoutError as error:
        raise Trouble("slow") from error
    except OSError as error:
        raise Trouble("broken", str(error)) from error
