"""The card of a deal."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.fields.card import block
from krug.fields.kinds import Row
from krug.sales.cards import blocks_of
from krug.sales.models import Deal
from krug.sales.queries.card import deal_card
from krug.sales.queries.chances import likely
from krug.sales.queries.journal import journal_of
from krug.sales.queries.money import earned_by, would_bring
from krug.sales.queries.reach import reach_deal
from krug.sales.words import Outcome, Part
from krug.teamwork.queries import agreed_texts, standing


@require_safe
@require(Permission.SEE_DEALS)
def deal(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return shown(request, reach_deal(request.user, uid))


def shown(request: SignedInRequest, held: Deal, status: int = 200, **more: Any) -> HttpResponse:
    """The whole card, or as a part what stands in #deal."""
    now = timezone.now()
    card = deal_card(request.user, held, now)
    context = {
        "deal": held,
        "card": card,
        "now": now,
        "own": block(request, "deal", Row(held.pk, held.uid, held.unit_id, [held.pk])),
        "overdue": card.is_open and held.next_at is not None and held.next_at < now,
        "parts": Part.choices,
        "chance_said": f"{held.chance}\u00a0%",
        "chance_filled": held.chance is not None,
        "agreements": [
            (agreement, agreed_texts(agreement))
            for agreement in standing(line.product for line in card.lines if line.product).values()
        ],
        "source_said": _source(held),
        "likely": likely(held, now) if card.is_open else None,
        "brings": would_bring(request.user, held) if card.is_open else None,
        "earned": earned_by(request.user, held) if held.outcome == Outcome.WON else (),
        "blocks": blocks_of(request, held),
        **more,
    }
    return render(request, "sales/deal.html", context, status=status)


def _source(held: Deal) -> str:
    said = str(held.get_source_display()) if held.source else ""
    return _("%(source)s (guessed from touches)") % {"source": said} if held.source_guessed else said


@require_safe
@require(Permission.SEE_DEALS)
def journal(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Earlier lines of the history, taken by scrolling."""
    held = reach_deal(request.user, uid)
    context = {
        "deal": held,
        "journal": journal_of(held, request.GET.get("after")),
        "contract": held.method.meant,
    }
    return render(request, "sales/journal_rows.html", context)
