"""A package with no manifest: slides are found by what real decks look like (README.md, «Plain packages»)."""

import posixpath
import re
from urllib.parse import unquote, urlsplit

from krug.decks.errors import PackageRefused
from krug.decks.packages.archive import Files
from krug.decks.packages.deck import DeckFound, SlideFound
from krug.decks.packages.html5 import impress, reveal
from krug.decks.packages.html5.keys import Keys
from krug.decks.packages.outline import Outline, TooLong, outline
from krug.decks.packages.types import is_page

ENTRIES = ("index.html", "index.htm")
_READ_AT_MOST = 20_000_000


def read_plain(files: Files) -> DeckFound:
    pages = sorted((path for path in files if is_page(path)), key=_natural)
    entry = next((path for path in ENTRIES if path in files), None)
    if entry is None:
        return _of_pages(_first_pages(pages), files)
    page = read_page(files, entry)
    slides = reveal.slides(page, entry) or impress.slides(page, entry)
    if slides:
        return DeckFound(page.title or slides[0].title, slides, page.language)
    return _of_pages(_in_order(entry, page, files), files)


def read_page(files: Files, path: str) -> Outline:
    try:
        return outline(files[path].read(_READ_AT_MOST))
    except TooLong as error:
        raise PackageRefused("page_too_complex", path) from error


def _first_pages(pages: list[str]) -> list[str]:
    """Without an index.html: the folders' index pages one level down, else the pages of the first folder."""
    folders = [path for path in pages if path.count("/") == 1 and path.rpartition("/")[2] in ENTRIES]
    chosen = folders or [path for path in pages if "/" not in path]
    if not chosen:
        raise PackageRefused("no_entry")
    return chosen


def _in_order(entry: str, page: Outline, files: Files) -> list[str]:
    """The entry, then a chain of rel=next; with no chain, the pages the entry links to, in its order."""
    found, current, following = [entry], entry, page.next
    while following and (path := _inside(current, following, files)) and path not in found:
        found.append(path)
        current, following = path, read_page(files, path).next
    if len(found) == 1:
        linked = (_inside(entry, href, files) for href in page.links)
        found = list(dict.fromkeys([entry, *(path for path in linked if path)]))
    return found


def _inside(current: str, href: str, files: Files) -> str:
    """The package's page that a link leads to, or an empty string."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(current), unquote(parts.path)))
    return path if path in files and is_page(path) else ""


def _of_pages(paths: list[str], files: Files) -> DeckFound:
    keys, slides, first = Keys(), [], Outline()
    for number, path in enumerate(paths, 1):
        page = read_page(files, path)
        first = page if number == 1 else first
        title = page.title or page.heading or _from_path(path)
        slides.append(SlideFound(keys.take(_from_path(path), number), title, path))
    return DeckFound(first.title or slides[0].title, slides, first.language)


def _from_path(path: str) -> str:
    """02-dosing/index.html → 02-dosing; dosing.html → dosing."""
    folder, _slash, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    return folder.rpartition("/")[2] if folder and stem == "index" else stem


def _natural(path: str) -> list[tuple[int, str]]:
    """2.html before 10.html."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.split(r"(\d{1,9})", path.casefold())
    ]
