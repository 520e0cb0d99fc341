"""Decks made with reveal.js: every <section> of .reveal .slides is a slide at #/h or #/h/v."""

import re

from krug.decks.packages.deck import SlideFound
from krug.decks.packages.html5.keys import Keys
from krug.decks.packages.outline import Block, Outline

_ONE_BASED = re.compile(r"hashOneBasedIndex\s*:\s*true")
_MARKDOWN_HEADING = re.compile(r"^\s{0,8}#{1,6}\s+(.+)$", re.MULTILINE)


def slides(page: Outline, path: str) -> list[SlideFound]:
    """Empty when the page is not reveal's."""
    stage = _stage(page)
    base = 1 if _ONE_BASED.search(page.scripts) else 0
    keys = Keys()
    found: list[SlideFound] = []
    for at, section in enumerate(_sections(stage) if stage else []):
        vertical = _sections(section)
        for below, slide in enumerate(vertical or [section]):
            hash_ = f"/{at + base}" + (f"/{below + base}" if below else "")
            found.append(_slide(slide, f"{path}#{hash_}", len(found) + 1, keys))
    return found


def _stage(page: Outline) -> Block | None:
    for outer in page.page.walk():
        if "reveal" in outer.classes:
            return next((block for block in outer.walk() if "slides" in block.classes and block.inside), None)
    return None


def _sections(block: Block) -> list[Block]:
    """Those that reveal shows: it takes hidden ones out before it counts."""
    return [
        one
        for one in block.inside
        if one.tag == "section" and one.attributes.get("data-visibility") != "hidden"
    ]


def _slide(block: Block, address: str, number: int, keys: Keys) -> SlideFound:
    title = _title(block)
    key = keys.take(block.attributes.get("id") or title, number)
    colour = block.attributes.get("data-background-color") or block.attributes.get("data-background", "")
    return SlideFound(key, title or str(number), address, background=colour)


def _title(block: Block) -> str:
    heading = next((one.heading for one in block.walk() if one.heading), "")
    if not heading and "data-markdown" in block.attributes:
        written = _MARKDOWN_HEADING.search(block.text)
        heading = written[1].strip() if written else ""
    return heading or " ".join(block.text.split())[:60].strip()
