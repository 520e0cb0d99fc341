"""Phone systems by their code. A new one is a folder with a class, and a line here."""

from krug.calls.adapters.asterisk.adapter import Asterisk
from krug.calls.adapters.demo.adapter import Demo
from krug.calls.adapters.generic.adapter import Generic
from krug.calls.adapters.mango.adapter import Mango
from krug.calls.adapters.speaking import Adapter
from krug.calls.adapters.twilio.adapter import Twilio
from krug.calls.adapters.zadarma.adapter import Zadarma

_ALL: tuple[Adapter, ...] = (Mango(), Zadarma(), Twilio(), Asterisk(), Generic(), Demo())
ADAPTERS: dict[str, Adapter] = {adapter.code: adapter for adapter in _ALL}
