"""A database that release 1 wrote, migrated by this build: nothing is lost and everything works on it."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.e2e import company
from tests.e2e.conftest import Server
from tests.installation import empty_database, fresh_database

pytestmark = pytest.mark.slow
LOOK = f"""
from django.contrib.auth import authenticate
from krug.access.models import User
from krug.customers.actions import undo_merge
from krug.customers.models import ContactImport, Decision, Person
from krug.customers.queries import person_list, reach_person, rejected_csv, search, timeline
from krug.decks.models import Deck
from krug.insight.questions.slide_analysis import slide_analysis
from krug.sync.digests import as_hex
from krug.sync.desired import desired
from krug.sync.models import Item
from krug.sync.queries import scopes_of
from krug.sync.actions.refresh import refresh
from krug.touches.queries import of_episode
from krug.visits.models import Finish

rep = authenticate(email={company.REP!r}, password={company.PASSWORD!r})
marketer = User.objects.get(email={company.MARKETER!r})
names = lambda viewer: sorted(line.name for line in person_list(viewer).lines)
doctor = search(rep, "Птрова")[0]
person = reach_person(rep, doctor.uid)
refresh()
scopes = scopes_of(rep)
items = Item.objects.filter(scope__in=scopes)
held = {{(one.scope_id, one.kind, str(one.uid)): (as_hex(one.digest), bytes(one.body)) for one in items}}
found = {{
    "names": names(rep),
    "verbs": sorted(touch.verb.name.lower() for touch in of_episode(Finish.objects.get().visit.uid)),
    "history": len(timeline(rep, person).entries),
    "slides": [
        [slide.slide.key, slide.reach.hits, slide.likes.hits]
        for slide in slide_analysis(marketer, Deck.objects.get()).versions[-1].slides
    ],
    "base_is_desired": held == desired(scopes),
    "rejected": b"".join(rejected_csv(ContactImport.objects.get())).decode("utf-8-sig").splitlines()[1:],
}}
undo_merge(marketer, Decision.objects.get())
answer(found | {{"names_after_undo": names(rep)}})
"""


SCHEMA = """
SELECT 'column', table_name || '.' || column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public'
UNION SELECT 'index', indexname, tablename FROM pg_indexes WHERE schemaname = 'public'
UNION SELECT 'constraint', conname, contype::text FROM pg_constraint
"""


def kept(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def load(home: Path) -> str:
    """The database that was kept, of the kind the tests run on. Returns its KRUG_DATABASE."""
    url = empty_database()
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(kept("postgresql.sql"))
    else:
        with sqlite3.connect(home / "krug.sqlite3") as database:
            database.executescript(kept("sqlite.sql"))
    return url


def schema(home: Path, url: str) -> set[tuple[Any, ...]]:
    """Columns, indexes, triggers by name: a later column stands at the end of its table."""
    if url:
        with psycopg.connect(url) as connection:
            # Which quarters have partitions depends on the day of the migration.
            return {row for row in connection.execute(SCHEMA) if not re.search(r"touch_\d{4}", "".join(row))}
    with sqlite3.connect(home / "krug.sqlite3") as database:
        made = database.execute(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall()
        columns = {
            (name, *column[1:4])
            for _kind, name in made
            for column in database.execute(f'PRAGMA table_info("{name}")')
        }
        return columns | set(made)


@pytest.fixture
def migrated(tmp_path: Path) -> Server:
    server = Server(tmp_path, load(tmp_path))
    server.krug("migrate")
    return server


def test_what_was_there_is_there(migrated: Server) -> None:
    found = migrated.python(LOOK)
    assert found.pop("rejected")
    assert found == {
        "names": ["Кузнецова Ольга", "Петрова Мария", "Смирнова Мария"],
        "names_after_undo": ["Кузнецова Ольга", "Петрова Мария", "Петрова Маша", "Смирнова Мария"],
        "verbs": ["answered", "noted", "reacted", "shown", "shown", "visited"],
        "history": 1,
        "slides": [["intro", 1, 0], ["ask", 1, 1], ["dose", 0, 0]],
        "base_is_desired": True,
    }


def test_its_form_is_that_of_a_new_one(migrated: Server, tmp_path: Path) -> None:
    fresh = Server(tmp_path / "fresh", fresh_database())
    url = migrated.environ["KRUG_DATABASE"]
    assert schema(tmp_path, url) == schema(tmp_path / "fresh", fresh.environ["KRUG_DATABASE"])
    if not url:
        with sqlite3.connect(tmp_path / "krug.sqlite3") as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
