"""What stands in a proposal, and the PDF of it. Typesetting by Typst (docs/decisions/proposals.md)."""

import json
import tempfile
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pydantic import BaseModel, ConfigDict, Field

from krug.sales.sentences import amount, figure

SOURCE = Path(__file__).with_name("offer.typ")
HUNDREDTH = Decimal("0.01")
WHOLE = Decimal(100)
"""Percent."""
LONG = 4000


class Row(BaseModel):
    """`discount`: percent."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(max_length=300)]
    quantity: Decimal = Decimal(1)
    price: Decimal
    discount: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Rounded by itself, so that the rows add up to the whole on paper."""
        return (self.quantity * self.price * (WHOLE - self.discount) / WHOLE).quantize(
            HUNDREDTH, ROUND_HALF_UP
        )


class Paper(BaseModel):
    """Kept with the proposal as it went out: a later price or name changes nothing in it."""

    model_config = ConfigDict(frozen=True)

    language: str
    seller: str
    details: str = ""
    number: str
    day: date
    valid_until: date | None = None
    to: str = ""
    intro: str = ""
    terms: str = ""
    signature: str = ""
    currency: str
    rows: tuple[Row, ...]

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.rows), Decimal(0))


def pdf(paper: Paper, logo: bytes = b"") -> bytes:
    """`logo`: PNG. What is written in a paper is data, never markup: nothing of it is run."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / "offer.typ").write_bytes(SOURCE.read_bytes())
        if logo:
            (root / "logo.png").write_bytes(logo)
        (root / "paper.json").write_text(json.dumps(_told(paper, bool(logo)), ensure_ascii=False), "utf-8")
        fonts = typst.Fonts(include_system_fonts=False)
        return bytes(typst.compile(root / "offer.typ", root=root, font_paths=fonts))


def _told(paper: Paper, logo: bool) -> dict[str, object]:
    with translation.override(paper.language):
        day = date_format(paper.day, "j E Y")
        until = date_format(paper.valid_until, "j E Y") if paper.valid_until else ""
        return {
            "language": paper.language,
            "seller": paper.seller,
            "details": paper.details,
            "logo": "logo.png" if logo else "",
            "to": paper.to,
            "intro": paper.intro,
            "terms": paper.terms,
            "signature": paper.signature,
            "total": amount(paper.total, paper.currency),
            "rows": [_cells(number, row, paper.currency) for number, row in enumerate(paper.rows, 1)],
            "words": {
                "title": _("Commercial proposal"),
                "numbered": _("№ %(number)s of %(day)s") % {"number": paper.number, "day": day},
                "columns": ["№", pgettext("of a product", "Name"), _("Quantity"), _("Price"), _("Sum")],
                "together": _("Together:"),
                "valid": _("The proposal holds until %s.") % until if until else "",
            },
        }


def _cells(number: int, row: Row, currency: str) -> list[str]:
    price = amount(row.price, currency)
    if row.discount:
        price += f" \u2212{figure(row.discount)}\u00a0%"
    return [str(number), row.name, figure(row.quantity), price, amount(row.total, currency)]
