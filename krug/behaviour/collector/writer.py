"""One thread writes: whoever waits when it comes round goes into one transaction and one fsync."""

import asyncio
import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from krug.behaviour.collector.spool import Request, Spool
from krug.site import faults

logger = logging.getLogger("krug.collector")
MOST_REQUESTS, MOST_BYTES = 4_000, 64 * 1024 * 1024
"""What may wait in memory; whoever comes then is told to come later."""
MOST_AT_ONCE = 1_000


class Full(Exception):
    """Too much waits already. Nothing was stored."""


@dataclass(slots=True)
class _Waiting:
    request: Request
    told: asyncio.Future[None]
    loop: asyncio.AbstractEventLoop


class Writer:
    """`await store(request)` returns once the request is on the disk, and raises what kept it from there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.queue: list[_Waiting] = []
        self.bytes = 0
        self.wake = threading.Condition()
        self.stopping = False
        self.thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self.thread.start()

    async def store(self, request: Request) -> None:
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()
        with self.wake:
            if len(self.queue) >= MOST_REQUESTS or self.bytes >= MOST_BYTES:
                raise Full
            self.queue.append(_Waiting(request, told, loop))
            self.bytes += len(request.body)
            self.wake.notify()
        await told

    def stop(self) -> None:
        """What waits is still written."""
        with self.wake:
            self.stopping = True
            self.wake.notify()
        self.thread.join()

    def _run(self) -> None:
        spool: Spool | None = None
        while True:
            with self.wake:
                while not self.queue and not self.stopping:
                    self.wake.wait()
                if not self.queue:
                    break
                batch, self.queue = self.queue[:MOST_AT_ONCE], self.queue[MOST_AT_ONCE:]
                self.bytes -= sum(len(one.request.body) for one in batch)
            error: Exception | None = None
            try:
                spool = spool or Spool(self.home)
                faults.at("collector.before_commit")
                spool.store(one.request for one in batch)
                faults.at("collector.after_commit")
            except Exception as caught:
                logger.exception("intake could not be written")
                error = caught
            _tell(batch, error)
        if spool:
            spool.close()


def _tell(batch: list[_Waiting], error: Exception | None) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for one in batch:
        by_loop.setdefault(one.loop, []).append(one.told)
    for loop, futures in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle, futures, error)
        except RuntimeError:
            # The loop was closed meanwhile: nobody waits for the answer any more.
            continue


def _settle(futures: list[asyncio.Future[None]], error: Exception | None) -> None:
    for told in futures:
        if told.done():
            continue
        if error is None:
            told.set_result(None)
        else:
            told.set_exception(error)
