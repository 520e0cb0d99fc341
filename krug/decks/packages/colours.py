"""The background a page's own styles give it: enough for a card that resembles the slide."""

import posixpath
import re
from urllib.parse import unquote

from krug.decks.packages.archive import Files
from krug.decks.packages.outline import Outline

_LARGEST = 300_000
_BACKGROUND = re.compile(
    r"(?:--r-background-color|(?<![\w-])background(?:-color)?)\s*:\s*(#[0-9a-fA-F]{3,8}\b|rgba?\([\d\s.,]{5,30}\))"
)
_RULE = re.compile(r"(?:^|[},;\s])(?:html|body|:root|\.reveal-viewport)[^{}]{0,80}\{([^{}]{0,4000})\}")


def background(page: Outline, path: str, files: Files) -> str:
    """A CSS colour, or an empty string."""
    own = page.page.inside[0].attributes.get("style", "") if page.page.inside else ""
    found = _BACKGROUND.search(own)
    if found:
        return found[1]
    for sheet in (page.style, *_sheets(page, path, files)):
        for rule in _RULE.finditer(sheet):
            found = _BACKGROUND.search(rule[1])
            if found:
                return found[1]
    return ""


def _sheets(page: Outline, path: str, files: Files) -> list[str]:
    places = (
        posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href))) for href in page.styles
    )
    # The later sheet wins in a browser, so it is asked first.
    chosen = [files[place] for place in places if place in files][::-1]
    return [content.read(_LARGEST).decode("utf-8", "replace") for content in chosen[:8]]
