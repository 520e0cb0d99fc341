"""Makes the database of a small company as text: `python -m tests.release1.make`.

Without KRUG_DATABASE sqlite.sql, with that of an empty PostgreSQL postgresql.sql. To be run by nobody after
release 1: what later builds must migrate is what that release wrote.
"""

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOME = tempfile.TemporaryDirectory()
os.environ |= {
    "KRUG_HOME": HOME.name,
    "KRUG_DATABASE": os.environ.get("KRUG_DATABASE", ""),
    "KRUG_LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "krug.site.settings",
}

import django  # noqa: E402
import django.db  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from krug.access.actions.issue_token import issue_token  # noqa: E402
from krug.access.models import Territory, User  # noqa: E402
from krug.analysis.actions import export  # noqa: E402
from krug.bench.postgres import binaries  # noqa: E402
from krug.customers.actions import create_person, import_contacts, merge  # noqa: E402
from krug.customers.data import PersonData  # noqa: E402
from krug.customers.models import Person  # noqa: E402
from krug.site.ids import uuid7  # noqa: E402
from tests.e2e import company  # noqa: E402
from tests.sync.device import Device, command  # noqa: E402

CONTACTS = "Фамилия;Имя;Телефон;Класс\nКузнецова;Ольга;8 (495) 123-45-67;B\n;Без фамилии;;\n"
SECOND = 1_000_000


def visit(made: dict[str, str]) -> list[dict[str, Any]]:
    """A visit to the doctor, held: two slides, a like, an answer, a note; and one more, cancelled."""
    held, dropped = str(uuid7()), str(uuid7())
    plan = command(
        "visit.plan", visit=held, person=made["doctor"], planned_at=1_790_000_000_000_000, minutes=15
    )
    start = command("visit.start", depends_on=plan["uid"], visit=held)
    at = start["at"]
    happened = [
        ("visible", "intro", 0, {}),
        ("hidden", "intro", 9, {}),
        ("visible", "ask", 9, {}),
        ("answered", "ask", 12, {"question": "first-line", "kind": "choice", "value": "b"}),
        ("reacted", "ask", 14, {"emotion": 100}),
        ("hidden", "ask", 20, {}),
    ]
    events = [
        {
            "uid": str(uuid7()),
            "number": n,
            "at": at + s * SECOND,
            "kind": kind,
            "slide": made[slide],
            "data": data,
        }
        for n, (kind, slide, s, data) in enumerate(happened, 1)
    ]
    return [
        plan,
        start,
        command("player.events", depends_on=start["uid"], visit=held, events=events),
        command(
            "visit.finish", depends_on=start["uid"], visit=held, result="agreed", next_step="", note="Мария"
        ),
        command(
            "visit.plan", visit=dropped, person=made["doctor"], planned_at=1_790_000_000_000_000, minutes=15
        ),
        command("visit.cancel", visit=dropped, reason="ill"),
        command("visit.cancel", visit=str(uuid7()), reason="there is none"),
    ]


def fill() -> None:
    made = company.make("ru")
    rep, marketer = User.objects.get(uid=made["user"]), User.objects.get(email=company.MARKETER)
    device = Device(rep)
    device.sync()
    outcomes = [one["outcome"] for one in device.send(*visit(made))]
    assert outcomes == ["accepted"] * 6 + ["refused"], outcomes
    device.sync()
    land = Territory.objects.get()
    double = create_person(marketer, PersonData(last_name="Петрова", first_name="Маша", territory=land.pk))
    merge(marketer, Person.objects.get(uid=made["doctor"]), double, "one phone")
    contacts = Path(HOME.name) / "contacts.csv"
    contacts.write_text(CONTACTS, encoding="cp1251")
    import_contacts(contacts, marketer, land)
    issue_token(None, rep, "Site", ["see_customers"])
    export()


# The index of words is contentless: it has nothing to be dumped and is filled from its dictionary.
FILLED = (
    "INSERT INTO customers_searchrow_words (customers_searchrow_words) VALUES ('rebuild')",
    "INSERT INTO customers_searchword_grams (rowid, text) "
    "SELECT id, '__' || word || '_' FROM customers_searchword",
)


def from_sqlite(database: sqlite3.Connection) -> Iterator[str]:
    """SQL that makes the same database: tables with their rows, then search, then indexes and triggers."""
    made = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql NOTNULL ORDER BY rowid"
    ).fetchall()
    virtual = {name: sql for _type, name, sql in made if sql.startswith("CREATE VIRTUAL")}
    own = [row for row in made if not row[1].startswith(("sqlite_", *virtual))]
    for _type, name, sql in (row for row in own if row[0] == "table"):
        yield sql
        columns = [f'quote("{column[1]}")' for column in database.execute(f'PRAGMA table_info("{name}")')]
        rows = database.execute(f"""SELECT {" || ',' || ".join(columns)} FROM "{name}" ORDER BY 1""")
        yield from (f'INSERT INTO "{name}" VALUES ({values})' for (values,) in rows)
    yield "DELETE FROM sqlite_sequence"
    for name, last in database.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name"):
        yield f"INSERT INTO sqlite_sequence VALUES ('{name}', {last})"
    yield from (*virtual.values(), *FILLED)
    yield from (sql for kind, _name, sql in own if kind != "table")


def from_postgresql(url: str) -> str:
    folder = binaries()
    assert folder
    command = [folder / "pg_dump", "--inserts", "--no-owner", "--no-privileges", url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    # What begins with a backslash is for psql alone.
    kept = [line for line in done.stdout.splitlines() if line and not line.startswith(("--", "\\"))]
    return "\n".join(kept) + "\n"


if __name__ == "__main__":
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    fill()
    django.db.connection.close()
    if url := os.environ["KRUG_DATABASE"]:
        text = from_postgresql(url)
    else:
        with sqlite3.connect(Path(HOME.name) / "krug.sqlite3") as finished:
            text = "".join(f"{statement};\n" for statement in from_sqlite(finished))
    name = "postgresql.sql" if url else "sqlite.sql"
    (Path(__file__).parent / name).write_text(text, encoding="utf-8")
