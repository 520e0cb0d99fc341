"""What a picture of the pipe is drawn from, and what it consists of."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stream:
    """What leaves a stage or stands in it. `weight`: how thick. `look`: its colour. `figures`: in words."""

    look: str
    name: str
    figures: str
    href: str
    weight: float
    deals: int


@dataclass(frozen=True, slots=True)
class Section:
    """A stage of the pipe. `out`: streams that leave the pipe, `pools`: what stands in it, `jets`: deals that
    left the method there and yet flow on. `won`: what flows out at its end. `passed`: "68 %" or "",
    `passed_said`: with words.
    """

    name: str
    figures: str
    href: str
    weight: float
    passed: str = ""
    passed_said: str = ""
    out: Sequence[Stream] = ()
    pools: Sequence[Stream] = ()
    jets: Sequence[Stream] = ()
    won: Stream | None = None


@dataclass(frozen=True, slots=True)
class Text:
    x: str
    y: str
    said: str
    look: str = ""
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Piece:
    """A link with a shape. `d`: the path, drawn filled; with `width` as a line so wide.

    `hit`: (x, y, width, height) of all that can be pressed.
    """

    href: str
    label: str
    look: str
    d: str
    width: str = ""
    texts: Sequence[Text] = ()
    hit: Sequence[str] = ()


@dataclass(slots=True)
class Picture:
    """`walls`: what was put in, as the pipe's own size; `rings`: (x, y, width, height) between the stages."""

    kind: str
    width: str
    height: str
    walls: list[str] = field(default_factory=list)
    rings: list[tuple[str, str, str, str]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def at(value: float) -> str:
    """A coordinate as SVG reads it, whatever the language."""
    return f"{value:.1f}".removesuffix(".0")


def scale_of(sections: Sequence[Section], size: float) -> float:
    return size / max((one.weight for one in sections), default=1) if any(
        one.weight for one in sections
    ) else 0  # fmt: skip


def thick(weight: float, scale: float, deals: int, least: float = 2.5) -> float:
    """What is there is seen."""
    return max(weight * scale, least) if deals else 0


def said(one: Stream) -> str:
    return f"{one.name}: {one.figures}"


def lines(name: str, most: int) -> list[str]:
    """A name in at most two lines of about so many letters."""
    found = [""]
    for word in name.split():
        if not found[-1] or len(found[-1]) + len(word) < most:
            found[-1] = f"{found[-1]} {word}".strip()
        else:
            found.append(word)
    found = [one if len(one) <= most + 2 else f"{one[:most]}…" for one in found]
    return [found[0], f"{found[1]}…" if len(found) > 2 else found[1]] if len(found) > 1 else found
