"""The Asterisk Manager Interface on the wire: packets of `Name: value` lines, an empty line after each."""

from collections.abc import Iterator, Mapping

END = b"\r\n\r\n"
MOST = 256 * 1024
"""Bytes of one packet; more is no packet."""
Packet = Mapping[str, str]
"""Names in small letters; of a name that comes twice the first value."""


class Garbage(Exception):
    """What comes is not the protocol."""


class Wire:
    """Bytes in, whole packets out, however they are cut."""

    def __init__(self) -> None:
        self._held = b""
        self.greeted = False

    def feed(self, data: bytes) -> Iterator[Packet]:
        self._held += data
        if not self.greeted and b"\r\n" in self._held:
            line, self._held = self._held.split(b"\r\n", 1)
            if b"Call Manager/" not in line:
                raise Garbage("no Asterisk answers there")
            self.greeted = True
        while self.greeted and END in self._held:
            packet, self._held = self._held.split(END, 1)
            if found := packet_of(packet.decode("utf-8", "replace")):
                yield found
        if len(self._held) > MOST:
            raise Garbage("a packet without an end")


def packet_of(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            found.setdefault(name.strip().lower(), value.strip())
    return found


def action(name: str, **fields: str) -> bytes:
    """Raises ValueError for a value that would begin a line of its own."""
    lines = {"Action": name, **fields}
    for value in lines.values():
        if any(ord(sign) < 32 for sign in value):
            raise ValueError("a value may not hold control characters")
    return ("".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n").encode()
