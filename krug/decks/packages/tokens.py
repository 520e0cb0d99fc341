"""HTML cut into tags and text in one pass forward.

Python's own html.parser takes time that grows with the square of a hostile page; this looks at no character
more than a few times. What it can't read to the end (an unclosed comment, tag or script) ends the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

MOST_ATTRIBUTES = 100
RAW = {"script", "style", "textarea", "title"}
_NAME = re.compile(r"[A-Za-z][^\s/>]{0,60}")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"'][^\s>]*))?""")
_RAW_ENDS = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in RAW}


@dataclass(slots=True)
class Text:
    text: str


@dataclass(slots=True)
class Start:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class End:
    tag: str


Token = Text | Start | End


def tokens(page: str) -> Iterator[Token]:
    """The page's tags and texts in order; what stands in a script, style, textarea or title is one text."""
    at = 0
    while at < len(page):
        opened = page.find("<", at)
        if opened < 0:
            yield Text(unescape(page[at:]))
            return
        if opened > at:
            yield Text(unescape(page[at:opened]))
        after = page[opened + 1 : opened + 2]
        if after in ("!", "?"):
            comment = page.startswith("<!--", opened)
            closed = page.find("-->", opened + 4) + 2 if comment else page.find(">", opened)
            if closed < (opened + 4 if comment else opened):
                return
            at = closed + 1
        elif after == "/" or after.isalpha():
            token, at = _tag(page, opened + (after == "/"))
            if token is None:
                return
            yield End(token.tag) if after == "/" else token
            if after != "/" and token.tag in RAW:
                ends = _RAW_ENDS[token.tag].search(page, at)
                if not ends:
                    return
                yield Text(page[at : ends.start()])
                at = ends.start()
        else:
            yield Text("<")
            at = opened + 1


def _tag(page: str, at: int) -> tuple[Start | None, int]:
    """The tag whose name comes after `at`, and where the page goes on; None when it never ends."""
    name = _NAME.match(page, at + 1)
    tag = Start(name[0].lower() if name else "")
    at = name.end() if name else at + 1
    while len(tag.attributes) < MOST_ATTRIBUTES:
        found = _ATTRIBUTE.match(page, at)
        if not found:
            break
        value = found[2] or ""
        quoted = value[:1] in ('"', "'")
        tag.attributes.setdefault(found[1].lower(), unescape(value[1:-1] if quoted else value))
        at = found.end()
    closed = page.find(">", at)
    return (tag, closed + 1) if closed >= 0 else (None, len(page))
