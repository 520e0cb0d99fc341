import fcntl
import shutil
from pathlib import Path

from django.conf import settings

from krug.analysis import manifest
from krug.analysis.files import alone

KEEP = 600  # seconds a superseded version is kept: a reader may be between its pointer and its lock


def sweep(now: float, folder: Path | None = None, keep: int = KEEP) -> list[str]:
    """Removes versions nobody holds and files no version names; returns what went. `now`: Unix seconds."""
    home = folder or settings.READING_DIR
    with alone(home / "export.lock") as allowed:
        return remove_unheld(home, now - keep) if allowed else []


def remove_unheld(folder: Path, older_than: float) -> list[str]:
    counts = manifest.pointer(folder)
    gone = [manifest.path_of(folder, it) for it in manifest.versions(folder) if it != counts]
    removed = [path.name for path in gone if path.stat().st_mtime <= older_than and _removed(path)]
    named = set().union(*(manifest.names(folder, it) for it in manifest.versions(folder)))
    for path in folder.glob("*/*/*.parquet"):
        name = str(path.relative_to(folder))
        if name not in named:
            path.unlink()
            removed.append(name)
    shutil.rmtree(folder / "aside", ignore_errors=True)
    return removed


def _removed(path: Path) -> bool:
    """A version is removed under a lock that no reader shares; one who waits for it sees that it is gone."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink()
        return True
