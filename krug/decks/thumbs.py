"""Pictures of slides, 400 × 300 JPEG: the package's own, re-encoded, or a card of its title and colours."""

import re
import struct
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError
from PIL.ImageFont import FreeTypeFont

SIZE = (400, 300)
LARGEST = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
PAPER, INK, ACCENT = (246, 247, 249), (23, 28, 38), (11, 105, 112)
_FONTS = Path(__file__).resolve().parent.parent / "site" / "static" / "built" / "slides" / "fonts"
_HEX = re.compile(r"^#([0-9a-f]{3}|[0-9a-f]{6})([0-9a-f]{2})?$", re.IGNORECASE)
_RGB = re.compile(r"^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", re.IGNORECASE)

Colour = tuple[int, int, int]


def reencoded(file: IO[bytes]) -> bytes | None:
    """The picture in our size, on a ground of its own corner's colour; None when it is no picture we take."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > LARGEST:
                return None
            picture.draft("RGB", SIZE)
            flat = ImageOps.exif_transpose(picture).convert("RGBA")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        struct.error,
    ):
        return None
    ground = Image.new("RGBA", flat.size, "white")
    ground.alpha_composite(flat)
    solid = ground.convert("RGB")
    corner = solid.getpixel((0, 0))
    return _jpeg(ImageOps.pad(solid, SIZE, color=corner if isinstance(corner, tuple) else None))


def card(number: int, title: str, background: str = "") -> bytes:
    """The slide's number and title on its own background."""
    paper = colour(background) or PAPER
    ink = INK if _brightness(paper) > 140 else (255, 255, 255)
    quiet = _mixed(paper, ink, 0.62)
    image = Image.new("RGB", SIZE, paper)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((32, 36, 80, 42), 3, fill=ACCENT if _brightness(paper) > 60 else (79, 183, 189))
    top = 66
    for line in _lines(title, 28, SIZE[0] - 64, 4):
        _write(draw, (32, top), line, 28, ink)
        top += 37
    _write(draw, (32, SIZE[1] - 48), str(number), 18, quiet)
    return _jpeg(image)


def colour(text: str) -> Colour | None:
    """#abc, #aabbcc, rgb(…) as three numbers; None for whatever else."""
    found = _HEX.match(text.strip())
    if found:
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    rgb = _RGB.match(text.strip())
    if rgb:
        return min(int(rgb[1]), 255), min(int(rgb[2]), 255), min(int(rgb[3]), 255)
    return None


def _brightness(paper: Colour) -> float:
    return 0.299 * paper[0] + 0.587 * paper[1] + 0.114 * paper[2]


def _mixed(paper: Colour, ink: Colour, share: float) -> Colour:
    red, green, blue = (round(p + (i - p) * share) for p, i in zip(paper, ink, strict=True))
    return red, green, blue


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=88, optimize=True, subsampling=0)
    return out.getvalue()


@lru_cache(maxsize=16)
def _font(script: str, size: int) -> FreeTypeFont | None:
    """Inter as the front-end build lays it down, one file a script; without a build, the system's DejaVu."""
    try:
        font = ImageFont.truetype(_FONTS / f"inter-{script}.woff2", size)
        font.set_variation_by_axes([600])
    except OSError:
        try:
            font = ImageFont.truetype("DejaVuSans-Bold.ttf", size)
        except OSError:
            default = ImageFont.load_default(size)
            # Pillow's own font knows no Cyrillic: no title is better than a row of boxes.
            return default if script == "latin" and isinstance(default, FreeTypeFont) else None
    return font


def _runs(text: str) -> list[tuple[str, str]]:
    """(script, piece) so that each piece is drawn with the file that has its letters."""
    runs: list[tuple[str, str]] = []
    for letter in text:
        script = "cyrillic" if "\u0400" <= letter <= "\u04ff" or letter == "№" else "latin"
        if letter == " " and runs:
            script = runs[-1][0]
        if runs and runs[-1][0] == script:
            runs[-1] = (script, runs[-1][1] + letter)
        else:
            runs.append((script, letter))
    return runs


def _width(text: str, size: int) -> float:
    return sum(font.getlength(piece) for script, piece in _runs(text) if (font := _font(script, size)))


def _write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, ink: Colour) -> None:
    left, top = at
    for script, piece in _runs(text):
        font = _font(script, size)
        if font:
            draw.text((left, top + size), piece, fill=ink, font=font, anchor="ls")
            left += font.getlength(piece)


def _lines(text: str, size: int, width: int, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    shown = [_shortened(line, size, width) for line in lines[:most]]
    if len(lines) > most:
        shown[-1] = _shortened(shown[-1] + " …", size, width)
    return shown


def _shortened(line: str, size: int, width: int) -> str:
    while len(line) > 1 and _width(line, size) > width:
        line = line[:-2] + "…"
    return line
