"""Fresh installations for servers that tests start: migrated once a process, then copied."""

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
FILE = "krug.sqlite3"


def fresh_database() -> str:
    """KRUG_DATABASE of a migrated database of its own: empty on SQLite, whose file `fresh_home` makes."""
    url = os.environ.get("KRUG_DATABASE", "")
    return _copied(url, _template(url)) if url else ""


def empty_database() -> str:
    """KRUG_DATABASE of a database with nothing in it; empty on SQLite."""
    url = os.environ.get("KRUG_DATABASE", "")
    return _copied(url, "template1") if url else ""


def fresh_home(home: Path, database: str) -> None:
    """Makes KRUG_HOME; on SQLite with a migrated database, unless there is one already."""
    home.mkdir(parents=True, exist_ok=True)
    if database or (home / FILE).exists():
        return
    shutil.copy(_template_file(), home / FILE)


@cache
def _template_file() -> Path:
    home = Path(tempfile.mkdtemp(prefix="krug-template-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    _migrate(home, "")
    return home / FILE


@cache
def _template(url: str) -> str:
    name = f"krug_template_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    home = Path(tempfile.mkdtemp(prefix="krug-template-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    _migrate(home, _named(url, name))
    return name


def _copied(url: str, template: str) -> str:
    name = f"krug_test_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return _named(url, name)


def _named(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _migrate(home: Path, database: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")}
    environ = {**clean, "KRUG_HOME": str(home), "KRUG_DATABASE": database, "KRUG_LOG_LEVEL": "ERROR"}
    subprocess.run([sys.executable, "-m", "krug", "migrate"], cwd=ROOT, env=environ, check=True)
