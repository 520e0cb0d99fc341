"""The pipe lying, for wide screens: it flows to the right, leaks fall, sprays rise."""

from collections.abc import Sequence

from krug.sales.picture.parts import Picture, Piece, Section, Stream, Text, at, lines, said, scale_of, thick

PITCH, BORE, LEFT, RIGHT, TOP = 188.0, 116.0, 28.0, 92.0, 142.0
FALL, ROW, TAPER = 34.0, 21.0, 34.0
BOTTOM = TOP + BORE
MOST_JET = 16.0
LETTERS = 22


def lying(sections: Sequence[Section]) -> Picture:
    scale = scale_of(sections, BORE)
    loudest = max((jet.weight for one in sections for jet in one.jets), default=0)
    most = max((len(one.out) + len(one.pools) for one in sections), default=0)
    width = LEFT + PITCH * len(sections) + RIGHT
    made = Picture("lying", at(width), at(BOTTOM + FALL + 42 + most * ROW))
    end = LEFT + PITCH * len(sections)
    made.walls.append(
        f"M{at(LEFT - 22)} {at(TOP)}H{at(end + 14)}M{at(LEFT - 22)} {at(BOTTOM)}H{at(end + 14)}"
    )
    for number, one in enumerate(sections):
        x = LEFT + PITCH * number
        after = sections[number + 1] if number + 1 < len(sections) else None
        _section(made, one, after, x, scale)
        _pools(made, one, x, scale)
        _falls(made, one, x, scale)
        _sprays(made, one, x, MOST_JET / loudest if loudest else 0)
        made.rings.append((at(x - 5), at(TOP - 7), "10", at(BORE + 14)))
    made.rings.append((at(end - 5), at(TOP - 7), "10", at(BORE + 14)))
    return made


def _section(made: Picture, one: Section, after: Section | None, x: float, scale: float) -> None:
    right, height = x + PITCH, one.weight * scale
    end = after.weight * scale if after else thick(one.won.weight, scale, one.won.deals) if one.won else 0.0
    turn, names = right - TAPER, lines(one.name, LETTERS)
    shape = (
        f"M{at(x)} {at(TOP)}H{at(right)}V{at(TOP + end)}"
        f"C{at(right - TAPER / 2)} {at(TOP + end)} {at(turn + TAPER / 2)} {at(TOP + height)} "
        f"{at(turn)} {at(TOP + height)}H{at(x)}Z"
    )
    texts = [Text(at(x + 6), at(22 + 16 * row), part, "pipe-name") for row, part in enumerate(names)]
    texts.append(Text(at(x + 6), at(22 + 17 * len(names)), one.figures, "pipe-figure"))
    made.pieces.append(Piece(one.href, f"{one.name}: {one.figures}", "pipe-flow", shape, texts=texts))
    if one.passed:
        made.texts.append(Text(at(right), at(BOTTOM + 24), one.passed, "pipe-passed", "middle"))
    if after is None and one.won and one.won.deals:
        _won(made, one.won, right, end)


def _won(made: Picture, won: Stream, x: float, height: float) -> None:
    tip = x + 44
    shape = (
        f"M{at(x)} {at(TOP)}H{at(tip)}L{at(tip + 12 + height / 3)} {at(TOP + height / 2)}"
        f"L{at(tip)} {at(TOP + height)}H{at(x)}Z"
    )
    texts = [Text(at(x + 8), at(TOP - 30), won.name, "pipe-name good"),
             Text(at(x + 8), at(TOP - 14), won.figures, "pipe-figure")]  # fmt: skip
    made.pieces.append(Piece(won.href, said(won), "pipe-won", shape, texts=texts))


def _pools(made: Picture, one: Section, x: float, scale: float) -> None:
    """What stands in the pipe is a plug amid the flow."""
    heights = [max(thick(pool.weight, scale, pool.deals), 5) for pool in one.pools]
    y = TOP + max((one.weight * scale - sum(heights)) / 2, 2)
    for pool, height in zip(one.pools, heights, strict=True):
        shape = _round(x + 14, y, PITCH - TAPER - 26, height)
        made.pieces.append(Piece(pool.href, said(pool), f"pipe-{pool.look}", shape))
        y += height + 2


def _round(x: float, y: float, width: float, height: float) -> str:
    r = min(6.0, height / 2)
    return (
        f"M{at(x + r)} {at(y)}H{at(x + width - r)}a{at(r)} {at(r)} 0 0 1 {at(r)} {at(r)}V{at(y + height - r)}"
        f"a{at(r)} {at(r)} 0 0 1 {at(-r)} {at(r)}H{at(x + r)}a{at(r)} {at(r)} 0 0 1 {at(-r)} {at(-r)}"
        f"V{at(y + r)}a{at(r)} {at(r)} 0 0 1 {at(r)} {at(-r)}Z"
    )


def _falls(made: Picture, one: Section, x: float, scale: float) -> None:
    """Streams begin at the bottom of the flow, fall through the wall and end in a drop; words stand below."""
    widths = [thick(it.weight, scale, it.deals) for it in one.out]
    room = PITCH - TAPER - 8
    gap = max((room - sum(widths)) / (len(widths) + 1), 1) if widths else 0
    left, mouth = x + gap, TOP + one.weight * scale
    for stream, width in zip(one.out, widths, strict=True):
        middle, low = left + width / 2, BOTTOM + FALL
        half, drop = width / 2, min(width / 2 + 4, 14)
        shape = (
            f"M{at(left - 3)} {at(mouth - 0.5)}C{at(left)} {at(mouth + 3)} {at(left)} {at(mouth + 8)} "
            f"{at(left)} {at(mouth + 12)}V{at(low - drop)}Q{at(left)} {at(low)} {at(middle)} {at(low)}"
            f"Q{at(middle + half)} {at(low)} {at(middle + half)} {at(low - drop)}V{at(mouth + 12)}"
            f"C{at(middle + half)} {at(mouth + 8)} {at(middle + half)} {at(mouth + 3)} "
            f"{at(middle + half + 3)} {at(mouth - 0.5)}Z"
        )
        made.pieces.append(Piece(stream.href, said(stream), f"pipe-{stream.look}", shape))
        left += width + gap
    for row, it in enumerate([*one.out, *one.pools]):
        y = BOTTOM + FALL + 34 + row * ROW
        shape = _round(x + 6, y - 9, 10, 10)
        text = Text(at(x + 22), at(y), f"{it.name} {it.figures}", "pipe-line")
        hit = (at(x + 2), at(y - 15), at(PITCH - 8), at(ROW))
        made.pieces.append(Piece(it.href, said(it), f"pipe-{it.look}", shape, texts=[text], hit=hit))


def _sprays(made: Picture, one: Section, x: float, scale: float) -> None:
    step = (PITCH - 20) / max(len(one.jets), 4)
    for place, jet in enumerate(one.jets):
        width = thick(jet.weight, scale, jet.deals)
        base, high = x + 18 + step * place, 22 + width * 0.9
        shape = f"M{at(base)} {at(TOP + 1)}c0 {at(-high / 2)} 2 {at(-high * 0.8)} 7 {at(-high)}"
        text = Text(at(base + 7), at(TOP - high - width / 2 - 6), str(jet.deals), "pipe-count", "middle")
        made.pieces.append(Piece(jet.href, said(jet), f"pipe-jet leak-{jet.look}", shape, at(width), [text]))
