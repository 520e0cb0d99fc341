"""Which addresses of the network the server may be led to by what somebody typed. Pure."""

import ipaddress


def is_public(address: str) -> bool:
    """Not of this machine or its network. Raises ValueError for what is no address."""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not (mapped or found).is_multicast
