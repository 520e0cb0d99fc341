"""The demo decks as packages: their source folders, zipped byte for byte the same every time."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent
DECK = HERE / "deck"
FIRST = HERE / "deck_first"
ALLERGY = HERE / "deck_allergy"
SHARED = "shared"
# The letters' files belong to their makers and are not kept here: the slides' build brings them along.
LETTERS = Path(settings.SITE_DIR) / "static/built/slides/fonts"
BEFORE_ALL = (1980, 1, 1, 0, 0, 0)


def cardionorm_first() -> io.BytesIO:
    """Version 1: with the overloaded table of results."""
    return package([DECK, FIRST])


def cardionorm() -> io.BytesIO:
    """Version 2: the table has become one clear picture."""
    return package([DECK])


def allergy() -> io.BytesIO:
    return package([ALLERGY], shared=DECK / SHARED)


def package(layers: Sequence[Path], shared: Path | None = None) -> io.BytesIO:
    """A ZIP of the folders, the later laid over the former; without the fonts where there are none."""
    files = {SHARED + "/" + file.name: file for file in _files(shared)} if shared else {}
    for letters in ("latin", "cyrillic"):
        font = LETTERS / f"inter-{letters}.woff2"
        if font.exists():
            files[f"{SHARED}/inter-{letters}.woff2"] = font
    for layer in layers:
        files |= {str(file.relative_to(layer)): file for file in _files(layer)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, BEFORE_ALL)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name].read_bytes(), zipfile.ZIP_DEFLATED)
    packed.seek(0)
    return packed


def _files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]
