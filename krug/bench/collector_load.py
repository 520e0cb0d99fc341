"""Senders in a process of their own: raw sockets, kept open, each waiting for its answer before it goes on.

`python -m krug.bench.collector_load PORT KEY NAME BATCH SENDERS SECONDS RATE`: RATE 0 is as fast as it goes.
The last line is {"sent": requests acknowledged, "seconds", "p50", "p99" (ms), "refused", "again"}.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

PATIENCE = 20.0
MARK = b"@@@@@@@@@@@@@@@@@@@@"


def body(key: str, batch: int) -> bytes:
    """A request as a shop's page sends it; MARK stands where each request's own name goes."""
    now = datetime.now(UTC).isoformat()
    events = [
        {
            "type": "track",
            "event": "Product Viewed",
            "anonymousId": f"browser-{number % 40}",
            "messageId": f"{MARK.decode()}-{number}",
            "timestamp": now,
            "properties": {"product_id": f"p{number}", "name": "Чайник электрический", "price": 1990.5},
            "context": {"page": {"url": f"https://shop.example/p/{number}"}, "locale": "ru-RU"},
        }
        for number in range(batch)
    ]
    message = {"batch": events} if batch > 1 else events[0]
    return json.dumps({"writeKey": key, "sentAt": now, **message}, ensure_ascii=False).encode()


@dataclass
class Load:
    port: int
    name: str
    path: str
    template: bytes
    until: float
    pause: float
    """Seconds between a sender's requests; 0: none."""
    sent: int = 0
    refused: int = 0
    again: int = 0
    times: list[float] = field(default_factory=list)

    def request(self, number: int) -> bytes:
        mark = f"{self.name}-{number}".encode().rjust(len(MARK), b"0")
        content = self.template.replace(MARK, mark)
        head = f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content

    async def sender(self, number: int, senders: int) -> None:
        pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        due = time.perf_counter() + self.pause * number / senders
        turn = number
        while time.perf_counter() < self.until:
            if self.pause:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                due += self.pause
            request = self.request(turn)
            started = time.perf_counter()
            while True:
                try:
                    pipe = pipe or await asyncio.open_connection("127.0.0.1", self.port)
                    status = await asyncio.wait_for(_ask(*pipe, request), PATIENCE)
                except (OSError, EOFError, TimeoutError):
                    status, pipe = 0, None
                if status == 200:
                    break
                # What was not acknowledged is sent again under the same name, as trackers do.
                self.again += 1
                self.refused += status != 0
                await asyncio.sleep(0.05)
            self.times.append(time.perf_counter() - started)
            self.sent += 1
            turn += senders
        if pipe:
            pipe[1].close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    length = next((int(line.partition(":")[2]) for line in lines if line.startswith("content-length")), 0)
    await reader.readexactly(length)
    return int(lines[0].split()[1])


async def run(
    port: int, key: str, name: str, batch: int, senders: int, seconds: float, rate: float
) -> dict[str, float]:
    started = time.perf_counter()
    path = "/v1/batch" if batch > 1 else "/v1/track"
    pause = senders / rate if rate else 0.0
    load = Load(port, name, path, body(key, batch), started + seconds, pause)
    await asyncio.gather(*(load.sender(number, senders) for number in range(senders)))
    took, times = time.perf_counter() - started, sorted(load.times) or [0.0]
    return {
        "sent": load.sent,
        "seconds": took,
        "p50": times[len(times) // 2] * 1000,
        "p99": times[min(len(times) - 1, int(len(times) * 0.99))] * 1000,
        "refused": load.refused,
        "again": load.again,
    }


if __name__ == "__main__":
    port, key, name, batch, senders, seconds, rate = sys.argv[1:]
    print(
        json.dumps(
            asyncio.run(run(int(port), key, name, int(batch), int(senders), float(seconds), float(rate)))
        )
    )
