"""Where a recording may be heard: at a host named by whoever set the phone system up, or its vendor's."""

from urllib.parse import urlsplit

from krug.calls.adapters import ADAPTERS
from krug.calls.adapters.speaking import address_of
from krug.calls.models import Call, Provider


def hosts_of(provider: Provider) -> frozenset[str]:
    adapter = ADAPTERS[provider.adapter]
    named = str(provider.settings.get("hosts", "") or "").lower().split(",")
    return frozenset({*(one.strip() for one in named if one.strip()), *adapter.hosts})


def address_to_hear(call: Call) -> str:
    """Nothing where it names another host: a message of a phone system leads nobody astray."""
    address = address_of(call.recording)
    return address if address and (urlsplit(address).hostname or "") in hosts_of(call.provider) else ""
