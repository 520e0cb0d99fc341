from django.db import connection

KEY = 0x6B727567  # «krug»


def one_at_a_time() -> None:
    """Inside a transaction: whoever works off changes waits here for the one before, until that one commits.

    SQLite needs nothing: its transactions begin IMMEDIATE, so there is one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])
