"""Phone systems that are listened to: a connection each, by the worker, made again whenever it breaks.

Two workers may listen to one system: the same said twice is said once.
"""

import logging
import threading
from collections.abc import Callable

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from krug.calls.actions.hear import hear
from krug.calls.adapters import ADAPTERS
from krug.calls.adapters.asterisk.adapter import connected
from krug.calls.adapters.asterisk.client import Garbage, Refused
from krug.calls.adapters.asterisk.events import Stream
from krug.calls.adapters.speaking import Event, Setup
from krug.calls.models import Extension, Provider
from krug.site.clock import micros

logger = logging.getLogger("krug.calls")
LOOK_EVERY = 3.0
SHORTEST, LONGEST = 1.0, 60.0
Held = tuple[int, str, str]


def run(stop: threading.Event) -> None:
    """Keeps one listener for every system that wants one, until told to stop."""
    listeners: dict[Held, _Listener] = {}
    while True:
        close_old_connections()
        try:
            wanted = {_key(provider): provider for provider in _providers()}
        except Error:
            logger.warning("phone systems are looked at again later", exc_info=True)
            wanted = {key: one.provider for key, one in listeners.items()}
        for key in [key for key in listeners if key not in wanted]:
            listeners.pop(key).stop()
        for key in wanted.keys() - listeners.keys():
            listeners[key] = _Listener(wanted[key], stop)
            listeners[key].start()
        if stop.wait(LOOK_EVERY):
            connection.close()
            return


def _providers() -> list[Provider]:
    codes = [code for code, adapter in ADAPTERS.items() if adapter.listens]
    return list(Provider.objects.filter(adapter__in=codes, stopped=False))


def _key(provider: Provider) -> Held:
    """Whatever is changed in it ends the old connection and makes a new one."""
    return provider.pk, provider.secret, repr(sorted(provider.settings.items()))


class _Listener(threading.Thread):
    def __init__(self, provider: Provider, stop: threading.Event) -> None:
        super().__init__(name=f"phone system {provider.pk}", daemon=True)
        self.provider, self._all, self._own = provider, stop, threading.Event()

    def stop(self) -> None:
        self._own.set()

    def stopped(self) -> bool:
        return self._own.is_set() or self._all.is_set()

    def run(self) -> None:
        pause = SHORTEST
        while not self.stopped():
            began = micros(timezone.now())
            try:
                listen(self.provider, self.stopped)
            except (OSError, Garbage, Refused, ValueError, Error) as error:
                self._tell(str(error) or type(error).__name__)
            except Exception:
                logger.exception("a phone system said what cannot be understood")
            finally:
                connection.close()
            # What held for a minute starts with a clean record.
            pause = SHORTEST if micros(timezone.now()) - began > 60_000_000 else min(LONGEST, pause * 2)
            self._own.wait(pause)

    def _tell(self, why: str) -> None:
        logger.warning("phone system %s: %s", self.provider.pk, why)
        try:
            trouble(self.provider, why)
        except Error:
            logger.warning("it could not be written down", exc_info=True)


def listen(provider: Provider, stopped: Callable[[], bool]) -> None:
    """One connection, for as long as it lasts. Raises OSError, Garbage, Refused when it is no more."""
    setup = Setup(provider.secret, provider.settings, timezone.now())
    with connected(setup) as client:
        trouble(provider, "")
        stream = Stream(_extensions(provider))
        for packet in client.packets(stopped):
            now = timezone.now()
            if packet["event"].lower() == "dialbegin":
                stream.known = _extensions(provider)
            if events := stream.hear(packet, now):
                take(provider, events)


def take(provider: Provider, events: list[Event]) -> None:
    hear(provider, events, timezone.now())


def _extensions(provider: Provider) -> frozenset[str]:
    return frozenset(Extension.objects.filter(provider=provider).values_list("number", flat=True))


def trouble(provider: Provider, why: str) -> None:
    """Why it cannot be reached; nothing: it can."""
    if Provider.objects.filter(pk=provider.pk).exclude(trouble=why[:200]).update(trouble=why[:200]):
        provider.trouble = why[:200]
