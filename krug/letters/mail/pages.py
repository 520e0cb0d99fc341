"""A page of a stranger → its words. Pure: each character is looked at once, whatever is unclosed."""

import html
import re
from collections.abc import Iterable

MOST_PAGE = 1_200_000
HIDDEN = ("head", "title", "template", "noscript")
RAW = ("script", "style")
BREAKS = ("br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3", "h4", "table", "hr")
# Possessive, and never past the next «<»: what does not fit is given up without a second look.
MARK = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]{0,20}+)[^<>]*+>|<[!?][^<>]*+>")
ENDS = {name: re.compile(rf"</{name}\b[^<>]*+>?", re.I) for name in RAW}


class _Words:
    """With line ends where a reader sees them. A quotation begins with >."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.hidden = 0
        self.quoted = 0

    def tag(self, name: str, closes: bool) -> None:
        step = -1 if closes else 1
        if name in HIDDEN:
            self.hidden = max(0, self.hidden + step)
        elif name == "body":
            self.hidden = 0
        if name == "blockquote":
            self.quoted = max(0, self.quoted + step)
        if name in BREAKS:
            self.said.append("\n" + "> " * min(self.quoted, 5))

    def text(self, data: str) -> None:
        if data and not self.hidden:
            self.said.append(re.sub(r"\s+", " ", _unescaped(data)))


def words_of(page: str) -> str:
    """Of HTML nothing else is kept: no picture, no link, no script."""
    page = page[:MOST_PAGE]
    words, at = _Words(), 0
    while found := MARK.search(page, at):
        words.text(page[at : found.start()])
        name = (found[2] or "").lower()
        if name:
            words.tag(name, bool(found[1]))
        at = _after(page, found, name)
    words.text(page[at:])
    return _joined(one.strip() for one in "".join(words.said).split("\n"))


def _after(page: str, mark: re.Match[str], name: str) -> int:
    """Where words go on. A comment or a script that never ends hides the rest, as a browser has it."""
    if mark[0] == "<!--":
        end = page.find("-->", mark.start() + 2)
        return len(page) if end < 0 else end + 3
    if name in RAW and not mark[1]:
        over = ENDS[name].search(page, mark.end())
        return over.end() if over else len(page)
    return mark.end()


def _unescaped(data: str) -> str:
    try:
        return html.unescape(data)
    except ValueError:
        # A number of thousands of digits.
        return data


def _joined(lines: Iterable[str]) -> str:
    """Empty lines and empty quotations one after another are one."""
    kept: list[str] = []
    for one in lines:
        said = one.replace(">", "").strip()
        if said or (kept and kept[-1]):
            kept.append(one if said else "")
    return "\n".join(kept)
