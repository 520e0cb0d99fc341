"""A connection to Asterisk's manager: plain sockets in a thread of its own (docs/decisions/telephony.md)."""

import hashlib
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

from krug.calls.adapters.asterisk.wire import Garbage, Packet, Wire, action

CONNECT = 5.0
LOOK = 0.5
"""Seconds in which whoever listens looks whether he is to stop."""
QUIET = 20.0
"""After so long without a word it is asked whether it lives; after twice that it does not."""
READ = 65_536


class Refused(Exception):
    """The manager says no; `str()` says what it said."""


def _connection(addresses: Sequence[str], port: int) -> socket.socket:
    """To the first that takes it."""
    *others, last = addresses
    for address in others:
        try:
            return socket.create_connection((address, port), CONNECT)
        except OSError:
            continue
    return socket.create_connection((last, port), CONNECT)


class Client:
    def __init__(self, addresses: Sequence[str], port: int) -> None:
        self._socket = _connection(addresses, port)
        self._wire = Wire()
        self._waiting: list[Packet] = []

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._socket.close()

    def login(self, user: str, secret: str, events: str) -> None:
        """By challenge: the secret itself never goes over the wire. Raises Refused, OSError, Garbage."""
        challenge = self.ask("Challenge", AuthType="MD5").get("challenge", "")
        key = hashlib.md5(f"{challenge}{secret}".encode(), usedforsecurity=False).hexdigest()
        self.ask("Login", AuthType="MD5", Username=user, Key=key, Events=events)

    def ask(self, name: str, **fields: str) -> Packet:
        """Its answer; events that come in between are kept for `packets`."""
        self._socket.sendall(action(name, ActionID=name, **fields))
        deadline = time.monotonic() + CONNECT
        while time.monotonic() < deadline:
            for packet in self._read(deadline - time.monotonic()):
                if "response" in packet and packet.get("actionid", name) == name:
                    if packet["response"].lower() in ("error", "failure"):
                        raise Refused(packet.get("message", "refused"))
                    return packet
                self._waiting.append(packet)
        raise TimeoutError(f"no answer to {name}")

    def packets(self, stopped: Callable[[], bool]) -> Iterator[Packet]:
        """Events as they come, until told to stop. Raises OSError when the connection is no more."""
        heard, asked = time.monotonic(), False
        while not stopped():
            came = [*self._waiting, *self._read(LOOK)]
            self._waiting.clear()
            now = time.monotonic()
            if came:
                heard, asked = now, False
            elif now - heard > 2 * QUIET:
                raise TimeoutError("nothing is heard any more")
            elif now - heard > QUIET and not asked:
                self._socket.sendall(action("Ping"))
                asked = True
            yield from (packet for packet in came if "event" in packet)

    def _read(self, wait: float) -> list[Packet]:
        self._socket.settimeout(max(0.01, wait))
        try:
            data = self._socket.recv(READ)
        except TimeoutError:
            return []
        if not data:
            raise ConnectionError("the connection was closed")
        return list(self._wire.feed(data))


__all__ = ["Client", "Garbage", "Refused"]
