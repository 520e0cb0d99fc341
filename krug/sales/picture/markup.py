"""A picture as SVG, made here and not in a template: it has hundreds of pieces, and is drawn twice."""

from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from krug.sales.picture.parts import Picture, Piece, Text


def svg(picture: Picture, title: str) -> SafeString:
    kind = picture.kind
    head = (
        f'<svg class="pipe-picture {kind}" viewBox="0 0 {picture.width} {picture.height}" '
        f'width="{picture.width}" height="{picture.height}" role="group" aria-label="{escape(title)}">'
        f'<defs><pattern id="hatch-{kind}" class="pipe-hatch" width="7" height="7" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7"/>'
        '<path d="M0 0V7"/></pattern></defs>'
    )
    return mark_safe("".join([head, *_parts(picture), "</svg>"]))


def _parts(picture: Picture) -> Iterator[str]:
    for d in picture.walls:
        yield f'<path class="pipe-wall" d="{d}"/>'
    for piece in picture.pieces:
        yield _link(piece, picture.kind)
    for x, y, width, height in picture.rings:
        yield f'<rect class="pipe-ring" x="{x}" y="{y}" width="{width}" height="{height}" rx="3"/>'
    for text in picture.texts:
        yield _text(text, ' aria-hidden="true"')


def _link(piece: Piece, kind: str) -> str:
    label = escape(piece.label)
    hit, width = "", f' stroke-width="{piece.width}"' if piece.width else ""
    if piece.hit:
        x, y, wide, high = piece.hit
        hit = f'<rect class="pipe-hit" x="{x}" y="{y}" width="{wide}" height="{high}"/>'
    fill = f' fill="url(#hatch-{kind})"' if piece.look == "pipe-stalled" else ""
    return (
        f'<a class="pipe-link" href="{escape(piece.href)}" aria-label="{label}"><title>{label}</title>{hit}'
        f'<path class="{piece.look}" d="{piece.d}"{width}{fill}/>{"".join(map(_text, piece.texts))}</a>\n'
    )


def _text(text: Text, more: str = "") -> str:
    place = f'x="{text.x}" y="{text.y}" text-anchor="{text.anchor}"'
    return f'<text class="{text.look}" {place}{more}>{escape(text.said)}</text>'
