"""What one HTML page says of itself: title, headings, styles, links, and containers that may be slides."""

import codecs
import re
from dataclasses import dataclass, field
from html import unescape

from krug.decks.packages.tokens import End, Text, tokens

LONGEST = 2_000_000
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)
# What browsers read. Python knows more: some are no text at all, and punycode takes the square of its length.
_CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        *(
            "utf-8",
            "cp1251",
            "koi8-r",
            "koi8-u",
            "cp866",
            "mac-cyrillic",
            "iso8859-5",
            "ascii",
            "gbk",
            "gb18030",
        ),
        *(
            "iso8859-1",
            "iso8859-2",
            "iso8859-4",
            "iso8859-7",
            "iso8859-9",
            "iso8859-13",
            "iso8859-15",
            "big5",
        ),
        *("cp1250", "cp1252", "cp1253", "cp1254", "cp1257", "shift_jis", "euc-jp", "euc-kr"),
    )
)
_EMBEDDED = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{64,}")
_BLOCKS = {"div", "section", "main", "article", "body"}
_SILENT = {"script", "style", "template", "noscript", "svg", "math"}
_HEADINGS = {"h1", "h2", "h3", "h4"}
_DEEPEST = 60

Attributes = dict[str, str]


@dataclass(slots=True)
class Block:
    """A container element: what may turn out to be a slide."""

    tag: str
    attributes: Attributes
    heading: str = ""
    text: str = ""
    inside: list["Block"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def walk(self) -> "list[Block]":
        """The block and all below it, in the page's order."""
        found, front = [], [self]
        while front:
            block = front.pop()
            found.append(block)
            front.extend(reversed(block.inside))
        return found


@dataclass(slots=True)
class Outline:
    title: str = ""
    language: str = ""
    next: str = ""
    links: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    scripts: str = ""
    style: str = ""
    page: Block = field(default_factory=lambda: Block("page", {}))

    @property
    def heading(self) -> str:
        return next((block.heading for block in self.page.walk() if block.heading), "")


class TooLong(Exception):
    """The page is longer than anybody writes by hand, embedded pictures left out."""


def charset_of(data: bytes) -> str:
    """The page's encoding: byte order mark, else its meta, else UTF-8 if it is that, else cp1251."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16le"),
        (codecs.BOM_UTF16_BE, "utf-16be"),
    ):
        if data.startswith(mark):
            return name
    stated = _CHARSET.search(data[:4096])
    if stated:
        try:
            found = codecs.lookup(stated[1].decode("ascii")).name
        except LookupError:
            found = ""
        if found in _CHARSETS:
            return found
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def outline(data: bytes) -> Outline:
    """Read one page. Raises TooLong."""
    # As browsers read it: NUL is a sign that could not be read.
    text = data.decode(charset_of(data), "replace").replace("\0", "\ufffd")
    text = _EMBEDDED.sub("data:,", text.lstrip("\ufeff"))
    if len(text) > LONGEST:
        raise TooLong
    return _Reader().read(text)


def _tidy(text: str) -> str:
    return " ".join(text.split())[:160]


class _Reader:
    """Keeps the open containers only: unclosed <p> and <li> of real pages don't matter."""

    def __init__(self) -> None:
        self.outline = Outline()
        self.open = [self.outline.page]
        self.taking = ""
        self.taken: list[str] = []
        self.silent = ""

    def read(self, page: str) -> Outline:
        for token in tokens(page):
            if isinstance(token, Text):
                self._text(token.text)
            elif isinstance(token, End):
                self._end(token.tag)
            elif not self.silent:
                self._start(token.tag, token.attributes)
        return self.outline

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag in _BLOCKS:
            block = Block(tag, attributes)
            if len(self.open) < _DEEPEST:
                self.open[-1].inside.append(block)
                self.open.append(block)
        elif tag in _SILENT and "template" not in attributes.get("type", ""):
            self.silent, self.taken = tag, []
        elif tag == "title" or tag in _HEADINGS:
            self.taking, self.taken = tag, []
        else:
            self._refer(tag, attributes)

    def _refer(self, tag: str, attributes: Attributes) -> None:
        href = attributes.get("href", "")
        relations = attributes.get("rel", "").lower().split()
        if self.taking and tag in ("br", "p", "li"):
            self.taken.append(" ")
        if tag == "html":
            self.outline.language = attributes.get("lang", "")[:2].lower()
        elif tag == "link" and "stylesheet" in relations:
            self.outline.styles.append(href)
        elif tag in ("a", "link") and "next" in relations:
            self.outline.next = self.outline.next or href
        if tag == "a" and href:
            self.outline.links.append(href)

    def _end(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent:
                self._fall_silent(tag)
        elif tag == self.taking:
            self._take(tag)
        elif tag in _BLOCKS:
            at = next((i for i in range(len(self.open) - 1, 0, -1) if self.open[i].tag == tag), 0)
            if at:
                del self.open[at:]

    def _fall_silent(self, tag: str) -> None:
        if tag == "script":
            self.outline.scripts += "".join(self.taken)
        elif tag == "style":
            self.outline.style += "".join(self.taken)
        self.silent, self.taken = "", []

    def _take(self, tag: str) -> None:
        text, self.taking = _tidy("".join(self.taken)), ""
        if tag == "title":
            self.outline.title = self.outline.title or _tidy(unescape(text))
        else:
            self.open[-1].heading = self.open[-1].heading or text

    def _text(self, text: str) -> None:
        if self.silent or self.taking:
            self.taken.append(text)
        elif len(self.open[-1].text) < 400:
            self.open[-1].text += text[:4000]
