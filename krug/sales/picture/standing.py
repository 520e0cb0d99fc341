"""The pipe standing, for narrow screens: it flows down, and every leak has a line of words at its side."""

from collections.abc import Sequence

from krug.sales.picture.parts import Picture, Piece, Section, Stream, Text, at, lines, said, scale_of, thick

WIDTH, BORE, LEFT, WORDS = 344.0, 84.0, 10.0, 126.0
HEAD, ROW, FOOT, TAPER = 54.0, 42.0, 16.0, 26.0
RIGHT = LEFT + BORE
MOST_JET = 14.0
LETTERS = 26


def standing(sections: Sequence[Section]) -> Picture:
    scale = scale_of(sections, BORE)
    loudest = max((jet.weight for one in sections for jet in one.jets), default=0)
    made = Picture("standing", at(WIDTH), "0")
    y = 12.0
    for number, one in enumerate(sections):
        after = sections[number + 1] if number + 1 < len(sections) else None
        made.rings.append((at(LEFT - 6), at(y - 4), at(BORE + 12), "8"))
        y = _section(made, one, after, y, scale, MOST_JET / loudest if loudest else 0)
    made.rings.append((at(LEFT - 6), at(y - 4), at(BORE + 12), "8"))
    made.walls.append(f"M{at(LEFT)} 4V{at(y + 10)}M{at(RIGHT)} 4V{at(y + 10)}")
    won = sections[-1].won if sections else None
    if won and won.deals:
        _won(made, won, y, thick(won.weight, scale, won.deals))
        y += 58
    made.height = at(y + 16)
    return made


def _section(
    made: Picture, one: Section, after: Section | None, y: float, scale: float, loud: float
) -> float:
    """Answers where the next one begins."""
    rows: list[tuple[Stream, float, str]] = [
        *((it, thick(it.weight, scale, it.deals), f"pipe-{it.look}") for it in [*one.pools, *one.out]),
        *((it, thick(it.weight, loud, it.deals), f"pipe-jet leak-{it.look}") for it in one.jets),
    ]
    heights = [max(ROW, width + 10) for _it, width, _look in rows]
    names = lines(one.name, LETTERS)
    head = HEAD + 17 * (len(names) - 1) + (20 if one.passed else 0)
    bottom = y + head + sum(heights) + FOOT
    last = thick(one.won.weight, scale, one.won.deals) if one.won else 0.0
    width, end = one.weight * scale, after.weight * scale if after else last
    turn = bottom - TAPER
    shape = (
        f"M{at(LEFT)} {at(y)}V{at(bottom)}H{at(LEFT + end)}"
        f"C{at(LEFT + end)} {at(bottom - TAPER / 2)} {at(LEFT + width)} {at(turn + TAPER / 2)} "
        f"{at(LEFT + width)} {at(turn)}V{at(y)}Z"
    )
    texts = [Text(at(WORDS), at(y + 20 + 17 * row), part, "pipe-name") for row, part in enumerate(names)]
    texts.append(Text(at(WORDS), at(y + 38 + 17 * (len(names) - 1)), one.figures, "pipe-figure"))
    made.pieces.append(Piece(one.href, f"{one.name}: {one.figures}", "pipe-flow", shape, texts=texts))
    if one.passed:
        said_at = y + 57 + 17 * (len(names) - 1)
        made.texts.append(Text(at(WORDS), at(said_at), one.passed_said, "pipe-passed"))
    middle = y + head
    for (it, size, look), height in zip(rows, heights, strict=True):
        _row(made, it, size, look, LEFT + width, middle + height / 2, it in one.pools)
        middle += height
    return bottom


def _row(made: Picture, it: Stream, size: float, look: str, edge: float, y: float, pool: bool) -> None:
    texts = [
        Text(at(WORDS), at(y - 3), it.name, "pipe-line"),
        Text(at(WORDS), at(y + 14), it.figures, "pipe-small"),
    ]
    hit = (at(LEFT), at(y - ROW / 2), at(WIDTH - LEFT), at(ROW))
    if pool:
        tall = 26.0
        wide = max(size, 6)
        left = max(edge - wide - 4, LEFT + 1)
        shape = f"M{at(left)} {at(y - tall / 2)}h{at(wide)}v{at(tall)}h{at(-wide)}Z"
        made.pieces.append(Piece(it.href, said(it), look, shape, texts=texts, hit=hit))
        return
    tip = WORDS - 9
    if look.startswith("pipe-jet"):
        shape = f"M{at(edge - 1)} {at(y)}H{at(tip - size / 2)}"
        made.pieces.append(Piece(it.href, said(it), look, shape, at(size), texts, hit))
        return
    half = size / 2
    shape = (
        f"M{at(edge - 0.5)} {at(y - half - 3)}Q{at(edge + 1)} {at(y - half)} {at(edge + 7)} {at(y - half)}"
        f"H{at(tip - min(half, 8))}Q{at(tip)} {at(y - half)} {at(tip)} {at(y)}"
        f"Q{at(tip)} {at(y + half)} {at(tip - min(half, 8))} {at(y + half)}"
        f"H{at(edge + 7)}Q{at(edge + 1)} {at(y + half)} {at(edge - 0.5)} {at(y + half + 3)}Z"
    )
    made.pieces.append(Piece(it.href, said(it), look, shape, texts=texts, hit=hit))


def _won(made: Picture, won: Stream, y: float, width: float) -> None:
    tip = y + 30
    shape = (
        f"M{at(LEFT)} {at(y)}V{at(tip)}L{at(LEFT + width / 2)} {at(tip + 8 + width / 4)}"
        f"L{at(LEFT + width)} {at(tip)}V{at(y)}Z"
    )
    texts = [
        Text(at(WORDS), at(y + 20), won.name, "pipe-name good"),
        Text(at(WORDS), at(y + 38), won.figures, "pipe-figure"),
    ]
    made.pieces.append(Piece(won.href, said(won), "pipe-won", shape, texts=texts))
