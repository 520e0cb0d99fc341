"""Deals are won or lost, always with a reason; and opened again (S7)."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, FieldError, Invalid
from krug.sales.actions.earn import earn
from krug.sales.actions.held import Author, Held, hold
from krug.sales.actions.judge import settle
from krug.sales.actions.path import judge_held, stop_for
from krug.sales.facts import course_of
from krug.sales.judging import effort, open_at_the_end
from krug.sales.models import Closing, Deal, Pause
from krug.sales.words import Kind, LostBy, Outcome, WonBy
from krug.site import writing


@transaction.atomic
def win(author: Author, deal: Deal, reason: str, competitor: str = "", note: str = "") -> Closing:
    """Raises InTheWay while required checkpoints are open, Invalid without a reason or an amount."""
    held = hold(author, deal)
    if held.deal.amount is None:
        raise Invalid([FieldError("amount", "", "empty", _("A won deal has an amount."))])
    return _close(held, True, reason, competitor, note)


@transaction.atomic
def lose(author: Author, deal: Deal, reason: str, competitor: str = "", note: str = "") -> Closing:
    return _close(hold(author, deal), False, reason, competitor, note)


def _close(held: Held, won: bool, reason: str, competitor: str, note: str) -> Closing:
    competitor, note = writing.text(competitor), writing.text(note, lines=True)
    if errors := wrong_ending(won, reason, competitor, note):
        raise Invalid(errors)
    course = course_of(held.deal, held.now)
    settle([held.deal], {held.deal.pk: course}, held.now)
    if won:
        stop_for(open_at_the_end(held.contract, course.facts, course.proven))
    done = effort(held.contract, course.facts, course.proven, held.deal.spent, held.now)
    closing = Closing.objects.create(
        deal=held.deal,
        won=won,
        at=held.now,
        author=held.author,
        reason=reason,
        competitor=competitor,
        note=note,
        effort=asdict(done),
    )
    earn([closing], {held.deal.method_id: held.contract})
    Pause.objects.filter(deal=held.deal, until=None).update(until=held.now)
    held.deal.outcome = Outcome.WON if won else Outcome.LOST
    held.deal.closed_at = held.now
    held.write(Kind.WON if won else Kind.LOST, note=note, number_after=held.deal.amount, checkpoint=reason)
    held.save("outcome")
    audit.record(held.author, "won" if won else "lost", "deal", held.deal.pk, after={"reason": reason})
    judge_held(held)
    return closing


def wrong_ending(won: bool, reason: str, competitor: str, note: str) -> list[FieldError]:
    errors = []
    if reason not in (WonBy if won else LostBy).values:
        errors.append(FieldError("reason", reason, "unknown_choice", _("Choose one of the reasons.")))
    if reason == LostBy.COMPETITOR and not won and not competitor:
        errors.append(FieldError("competitor", "", "empty", _("Say who it was.")))
    if reason == "other" and not note:
        errors.append(FieldError("note", "", "empty", _("Say in a few words what it was.")))
    if len(competitor) > 120:
        errors.append(FieldError("competitor", competitor, "too_long", _("At most 120 characters.")))
    if len(note) > 500:
        errors.append(FieldError("note", note, "too_long", _("At most 500 characters.")))
    return errors


@transaction.atomic
def reopen(author: Author, deal: Deal, reason: str) -> Deal:
    """It goes on where it stood; its ending stays readable. Of an open one nothing changes."""
    held = hold(author, deal, ended=True)
    if held.deal.outcome == Outcome.OPEN:
        return held.deal
    text = writing.text(reason)
    if not 0 < len(text) <= 300:
        raise Invalid([FieldError("reason", reason, "empty", _("Say why, in at most 300 characters."))])
    closing = Closing.objects.filter(deal=held.deal, reopened_at=None).first()
    if closing is None:
        raise Conflict(_("This deal has no ending."), field="deal", value=str(deal.uid))
    closing.reopened_at = held.now
    closing.save()
    held.deal.outcome, held.deal.closed_at = Outcome.OPEN, None
    # The clocks stood still while it was closed.
    Pause.objects.create(deal=held.deal, since=closing.at, until=held.now, reason=text, author=author)
    held.write(Kind.REOPENED, note=text)
    held.save("outcome")
    audit.record(author, "reopened", "deal", held.deal.pk, after={"reason": text})
    judge_held(held)
    return held.deal
