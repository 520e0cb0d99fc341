"""A manager of Asterisk that answers like one and replays a stream: the other end of a real socket."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from krug.calls.adapters.asterisk.wire import packet_of

SECRET, CHALLENGE = "a-long-random-one", "145769581"
RECORDED = next(
    (
        one
        for up in Path(__file__).resolve().parents
        if (one := up / "shared/inputs/telephony/asterisk-ami").is_dir()
    ),
    None,
)


def packets(*rows: dict[str, str]) -> bytes:
    return b"".join(
        ("".join(f"{name}: {value}\r\n" for name, value in row.items()) + "\r\n").encode() for row in rows
    )


def recorded(name: str) -> bytes:
    """As Asterisk sent it: the recordings have plain line ends."""
    assert RECORDED is not None
    text = (RECORDED / name).read_bytes().replace(b"\r\n", b"\n")
    return text.strip(b"\n").replace(b"\n", b"\r\n") + b"\r\n\r\n"


@dataclass
class Manager:
    """`stream`: what follows a sign-in; `asked`: what it was asked, as it came."""

    stream: bytes = b""
    greeting: bytes = b"Asterisk Call Manager/7.0.3\r\n"
    refuses: tuple[str, ...] = ()
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    def serve(self, connection: socket.socket) -> None:
        with connection:
            connection.sendall(self.greeting)
            held = b""
            while data := connection.recv(65_536):
                held += data
                while b"\r\n\r\n" in held:
                    text, held = held.split(b"\r\n\r\n", 1)
                    self.answer(connection, packet_of(text.decode()))

    def answer(self, connection: socket.socket, packet: dict[str, str]) -> None:
        self.asked.append(packet)
        name, told = packet["action"], {"ActionID": packet.get("actionid", "")}
        key = hashlib.md5(f"{CHALLENGE}{SECRET}".encode()).hexdigest()
        if name in self.refuses or (name == "Login" and packet.get("key") != key):
            told |= {"Response": "Error", "Message": "Authentication failed"}
        elif name == "Challenge":
            told |= {"Response": "Success", "Challenge": CHALLENGE}
        else:
            told |= {"Response": "Success", "Message": "accepted"}
        connection.sendall(packets(told))
        if name == "Login" and told["Response"] == "Success":
            connection.sendall(self.stream)


@contextmanager
def manager(**how: object) -> Iterator[Manager]:
    made = Manager(**how)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0)) as server:
        made.port = server.getsockname()[1]

        def run() -> None:
            while True:
                try:
                    connection, _from = server.accept()
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(made, connection), daemon=True).start()

        threading.Thread(target=run, daemon=True).start()
        yield made
        server.shutdown(socket.SHUT_RDWR)


def _quietly(made: Manager, connection: socket.socket) -> None:
    try:
        made.serve(connection)
    except OSError:
        return
