"""A deal goes on in spite of its stop sign: with a reason, until a day or up to a sum, by who may (S8)."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, FieldError, Invalid
from krug.sales.actions.held import Author, Held, hold
from krug.sales.actions.path import judge_held, reason_of
from krug.sales.leading import rank_of
from krug.sales.models import Deal, Justification, StopSign
from krug.sales.rules import MOST, reaches
from krug.sales.stopping import weighed_of
from krug.sales.words import Kind

FURTHEST = 366
"""Days: a leave for longer is no leave but another method."""


@transaction.atomic
def justify(
    author: Author, deal: Deal, reason: str, until: date | None = None, up_to: Decimal | None = None
) -> Justification:
    """It goes on until the end of that day, or up to that sum spent; who may not himself, asks.

    Raises Invalid, Conflict where no sign stands. Again with the same: the same row.
    """
    held = hold(author, deal)
    known = Justification.objects.filter(deal=held.deal, ended_at=None).first()
    text = reason_of(reason)
    if known and (known.reason, known.until, known.up_to) == (text, until, up_to):
        return known
    judge_held(held)
    sign = StopSign.objects.filter(deal=held.deal, gone_at=None).first()
    if sign is None or (known and known.approved_at):
        raise Conflict(_("No stop sign stands at this deal."), field="deal", value=str(deal.uid))
    _check(held, until, up_to, weighed_of(sign.figures).spent)
    if known:
        known.ended_at = held.now
        known.save()
    made = Justification.objects.create(
        deal=held.deal, reason=text, until=until, up_to=up_to, author=author, at=held.now
    )
    after = {"reason": text, "until": until and str(until), "up_to": up_to}
    audit.record(author, "asked_to_go_on", "deal", held.deal.pk, after=after)
    if author is None or reaches(rank_of(author, held.deal), held.contract.stop.who):
        _approve(held, made)
    else:
        held.save("justifications")
    return made


@transaction.atomic
def approve_justification(author: Author, deal: Deal) -> Justification:
    """By whoever the method names. Raises NotYours, Conflict where nobody asks."""
    held = hold(author, deal)
    held.demand(held.contract.stop.who)
    asked = Justification.objects.filter(deal=held.deal, ended_at=None).first()
    if asked is None:
        raise Conflict(_("Nobody asks to go on with this deal."), field="deal", value=str(deal.uid))
    if asked.approved_at is None:
        _approve(held, asked)
    return asked


@transaction.atomic
def refuse_justification(author: Author, deal: Deal) -> None:
    """The question is taken away: by whoever may answer it, or by who asked. A given leave stays."""
    held = hold(author, deal)
    asked = Justification.objects.filter(deal=held.deal, ended_at=None, approved_at=None).first()
    if asked is None:
        return
    if author is None or author.pk != asked.author_id:
        held.demand(held.contract.stop.who)
    asked.ended_at = held.now
    asked.save()
    audit.record(author, "refused_to_go_on", "deal", held.deal.pk, before={"reason": asked.reason})
    held.save("justifications")


def _approve(held: Held, asked: Justification) -> None:
    asked.approver, asked.approved_at = held.author, held.now
    asked.save()
    held.write(Kind.JUSTIFIED, note=asked.reason, number_after=asked.up_to)
    after = {"reason": asked.reason, "until": asked.until and str(asked.until), "up_to": asked.up_to}
    audit.record(held.author, "justified", "deal", held.deal.pk, after=after)
    held.save("justifications")
    judge_held(held)


def _check(held: Held, until: date | None, up_to: Decimal | None, spent: Decimal) -> None:
    if until is None and up_to is None:
        message = _("Say until what day, or up to what sum.")
        raise Invalid([FieldError("until", "", "empty", message)])
    errors = []
    today = held.now.astimezone(ZoneInfo(held.contract.working.zone)).date()
    if until is not None and not 0 <= (until - today).days <= FURTHEST:
        message = _("From today on, within a year.")
        errors.append(FieldError("until", str(until), "out_of_range", message))
    if up_to is not None and not (
        up_to.is_finite() and spent < up_to < MOST and up_to == up_to.quantize(Decimal("0.01"))
    ):
        more = _("More than was spent already: %(spent)s.") % {"spent": spent}
        errors.append(FieldError("up_to", str(up_to), "out_of_range", more))
    if errors:
        raise Invalid(errors)
