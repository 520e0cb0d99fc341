"""What somebody wrote anew in an answer: without what he answers, and without his signature. Pure.

Line by line, each only so far: patterns over a whole text are a trap that a stranger can set.
"""

import re

LINES, LENGTH = 600, 300
"""So much is looked at; an answer below more than that is shown as a whole."""
VERB = r"(?:пишет|писал(?:а|\(а\))?|написал(?:а|\(а\)|и)?|wrote|schrieb|a écrit|escribió|ha scritto)"
DATED = r"(?:\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}|\d:\d\d|@)"
WROTE = re.compile(rf"^(?=.*{DATED}).{{0,240}}\b{VERB}\b.{{0,60}}:\s*$", re.I)
"""«On 2 April 2026, Ivan Petrov wrote:» and its kin."""
BEGINS = re.compile(
    r"^(?:on|am|le|el|il|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|среду|четверг|пятница|суббота|воскресенье|\d)",
    re.I,
)
SAID = re.compile(r"^(?=.*\d{4}).{6,180}@[^\s:]{1,80}:\s*$")
"""The same with no verb: «26.06.2014, 14:41, "Ivan" <ivan@example.com>:»."""
FORWARDED = re.compile(
    r"^[-_*\s]*(?:original message|forwarded message|begin forwarded message|исходное сообщение"
    r"|пересылаемое сообщение|пересланное сообщение|начало переадресованного сообщения)[-_:*\s]*$",
    re.I,
)
FROM = re.compile(r"^\*?(?:from|date|от|от кого|дата|von|de)\s?:\*?\s.*\S", re.I)
NEXT = re.compile(
    r"^\*?(?:sent|date|to|subject|cc|отправлено|дата|кому|тема|копия|gesendet|envoyé)\s?:\*?\s", re.I
)
SIGNED = re.compile(
    r"^(?:--|_{5,}|(?:thanks|thank you|best|regards|cheers|спасибо)[,.!]?"
    r"|(?:с (?:глубоким )?уважением|с наилучшими пожеланиями|всего доброго|best regards|kind regards"
    r"|отправлено (?:с|из)|sent from my|get outlook for)\b.*)$",
    re.I,
)


def fresh_of(text: str) -> str:
    """Never empty where there was something: then the whole."""
    lines = text.split("\n")[:LINES]
    bare = [line[:LENGTH].strip() for line in lines]
    for at in range(len(lines)):
        if size := _head(bare, at):
            if any(bare[:at]):
                lines, bare = lines[:at], bare[:at]
                break
            if any(one.startswith(">") for one in bare[at + size :]):
                # He answers below what he answers to.
                lines[at : at + size] = bare[at : at + size] = [">"] * size
    own = [line for line, one in zip(lines, bare, strict=True) if not one.startswith(">")]
    return _tidy(_unsigned(own)) or _tidy(own) or text.strip()


def _head(bare: list[str], at: int) -> int:
    """How many lines the head of a quotation takes that begins here; 0: none does."""
    line = bare[at].lstrip("> ")
    if not line:
        return 0
    if WROTE.match(line) or SAID.match(line) or FORWARDED.match(line):
        return 1
    following = [one.lstrip("> ") for one in bare[at + 1 : at + 4] if one]
    if FROM.match(line) and any(NEXT.match(one) for one in following):
        return 1
    # Broken over two or three lines by the program that sent it.
    for size in (2, 3):
        whole = " ".join(one.lstrip("> ") for one in bare[at : at + size])
        if BEGINS.match(line) and len(whole) < LENGTH and WROTE.match(whole):
            return size
    return 0


def _unsigned(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if SIGNED.match(line[:LENGTH].strip()) and any(one.strip() for one in lines[:at]):
            return lines[:at]
    return lines


def _tidy(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()
