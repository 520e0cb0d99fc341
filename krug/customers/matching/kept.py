"""What an installation keeps beside the shipped models: its own, if it learned one; how common names are."""

import json
import os
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from krug.customers.matching.model import Model, dump, frozen, load

Often = dict[str, dict[str, float]]
UNKNOWN = 10_000
"""Cards there are taken to be before the first run over all of them."""


def _folder() -> Path:
    return Path(settings.KRUG_HOME) / "matching"


def current(kind: str) -> Model:
    """The model learned here, or the shipped one."""
    own = _folder() / f"{kind}.json"
    return load(own.read_text(encoding="utf-8")) if own.exists() else frozen(kind)


def keep(model: Model) -> Path:
    return _write(f"{model.kind}.json", dump(model))


def keep_often(kind: str, cards: int, often: Often) -> None:
    _write(f"{kind}.often.json", json.dumps([cards, often], ensure_ascii=False))


def often(kind: str) -> tuple[int, Often]:
    """(cards, column → value → share) of the last run over all cards."""
    path = _folder() / f"{kind}.often.json"
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return UNKNOWN, {}
    return _read(str(path), stamp)


def last_run() -> datetime | None:
    """When all cards were last compared."""
    path = _folder() / "last"
    return datetime.fromisoformat(path.read_text(encoding="ascii")) if path.exists() else None


def stamp_run(at: datetime) -> None:
    _write("last", at.isoformat())


@lru_cache(maxsize=4)
def _read(path: str, _stamp: int) -> tuple[int, Often]:
    cards, found = json.loads(Path(path).read_text(encoding="utf-8"))
    return cards, found


def _write(name: str, text: str) -> Path:
    """Whole or not at all: a reader never sees half a file."""
    _folder().mkdir(parents=True, exist_ok=True)
    path = _folder() / name
    aside = path.with_suffix(f".{os.getpid()}.part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
    return path
