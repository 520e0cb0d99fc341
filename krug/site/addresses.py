"""Where the server may be led to by what somebody typed."""

import ipaddress
import socket


class Inside(ValueError):
    """A host in the house's own network, and nobody who may said so."""

    def __str__(self) -> str:
        return "internal"


def is_public(address: str) -> bool:
    """Not of this machine or its network. Raises ValueError for what is no address."""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not (mapped or found).is_multicast


def looked_up(host: str, port: int, internal: bool) -> list[str]:
    """A host's addresses, all of them public unless `internal`. Raises Inside, OSError, ValueError.

    They are what is connected to: a name looked up again could lead elsewhere.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not internal and not all(map(is_public, addresses)):
        raise Inside
    return addresses
