"""The rows stream as the server sends it: a part at a time, while the next is being read."""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext

from krug.access.models import User
from krug.sync import queries
from tests.cast import Cast
from tests.sync.device import Device
from tests.visits.made import make_doctor


async def parts(
    user: User, device: Device, scope: int, asked: CaptureQueriesContext
) -> list[tuple[bytes, int]]:
    """Each part as it came, and how many queries had been made by then."""
    client = AsyncClient()
    await client.aforce_login(user)
    body = {"device": str(device.uid), "scope": str(scope), "all": True}
    answer = await client.post("/api/v1/sync/rows", body, content_type="application/json")
    assert isinstance(answer, StreamingHttpResponse)
    return [(part, await sync_to_async(len)(asked)) async for part in answer]


def test_the_first_part_leaves_before_the_last_row_is_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        make_doctor(cast, f"Doctor {number}", note="x" * 9_990)
    device = Device(cast.rita)
    device.sync()
    monkeypatch.setattr(queries, "PAGE", 10)
    (scope,) = {scope for scope, kind, _uid in device.held() if kind == "person"}
    with CaptureQueriesContext(connection) as asked:
        found = async_to_sync(parts)(cast.rita, device, int(scope), asked)
    assert found[0][1] < found[-1][1]
    assert b"".join(part for part, _queries in found).count(b"\n") == 61
