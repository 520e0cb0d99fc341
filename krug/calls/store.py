"""Telling screens that something changed: the one thing in which the databases differ (krug.calls.live)."""

from collections.abc import Collection

from django.db import connection

CHANNEL = "krug_calls"


def news(staff: Collection[int]) -> None:
    """Something changed for these colleagues. Called inside the transaction that changes it."""
    if not staff:
        return
    with connection.cursor() as cursor:
        # In one order everywhere: two writers cannot wait for one another.
        cursor.executemany(
            "INSERT INTO calls_screen (staff_id, number) VALUES (%s, 1) "
            "ON CONFLICT (staff_id) DO UPDATE SET number = calls_screen.number + 1",
            [(one,) for one in sorted(staff)],
        )
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
