"""HTML5 packages: our own manifest, or any folder with an index.html."""

from krug.decks.errors import PackageRefused
from krug.decks.packages.archive import Files
from krug.decks.packages.deck import DeckFound
from krug.decks.packages.html5.manifest import MANIFEST, read_manifest
from krug.decks.packages.html5.plain import read_plain

MOST_SLIDES = 500


def read(files: Files) -> DeckFound:
    """The deck's title and slides in order. Raises PackageRefused."""
    found = read_manifest(files) if MANIFEST in files else read_plain(files)
    if len(found.slides) > MOST_SLIDES:
        raise PackageRefused("too_many_slides", value=len(found.slides))
    return found
