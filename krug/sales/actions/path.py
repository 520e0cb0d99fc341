"""A deal goes along its method's path, and nothing but these moves it (S1)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, FieldError, Invalid
from krug.sales.actions.held import Author, Held, hold
from krug.sales.actions.judge import judge, settle
from krug.sales.contract import ByHand, Checkpoint, Stage
from krug.sales.deviating import Course
from krug.sales.errors import InTheWay, MayNotSkip
from krug.sales.facts import course_of
from krug.sales.judging import Step, in_the_way
from krug.sales.leading import rank_of
from krug.sales.models import Deal, Passing, Pause, Skipping
from krug.sales.rules import reaches
from krug.sales.words import Kind
from krug.site import writing


@transaction.atomic
def advance(author: Author, deal: Deal, to: str) -> Deal:
    """On to a later stage. Raises InTheWay while required checkpoints before it are open, Closed, Invalid."""
    held = hold(author, deal)
    if held.deal.stage == to:
        return held.deal
    goal = _stage(held, to)
    if held.contract.place(to) < held.contract.place(held.deal.stage):
        raise Conflict(_("This stage lies behind: put the deal back instead."), field="stage", value=to)
    course = _looked_at(held)
    stop_for(in_the_way(held.contract, course.facts, course.proven, to))
    _move(held, goal, Kind.ADVANCED)
    return held.deal


@transaction.atomic
def put_back(author: Author, deal: Deal, to: str, reason: str) -> Deal:
    """Back to an earlier stage, with the reason. The method says who may."""
    held = hold(author, deal)
    if held.deal.stage == to:
        return held.deal
    goal = _stage(held, to)
    held.demand(held.contract.step_back)
    if held.contract.place(to) > held.contract.place(held.deal.stage):
        raise Conflict(_("This stage lies ahead: move the deal on instead."), field="stage", value=to)
    _move(held, goal, Kind.WENT_BACK, reason_of(reason))
    return held.deal


def stop_for(steps: list[Step]) -> None:
    if steps:
        names = ", ".join(f"«{step.point.name}»" for step in steps)
        detail = _("First: %(names)s.") % {"names": names}
        raise InTheWay(detail, checkpoints=[step.point.code for step in steps])


def _move(held: Held, goal: Stage, kind: Kind, note: str = "") -> None:
    before = held.deal.stage
    held.deal.stage, held.deal.coarse, held.deal.stage_since = goal.code, goal.coarse, held.now
    held.write(kind, stage_before=before, note=note)
    held.save("stage")
    audit.record(held.author, "moved", "deal", held.deal.pk, {"stage": before}, {"stage": goal.code})
    judge_held(held)


def _looked_at(held: Held) -> Course:
    """Its course as it is this moment: evidence that came a second ago counts."""
    course = course_of(held.deal, held.now)
    settle([held.deal], {held.deal.pk: course}, held.now)
    return course


def judge_held(held: Held) -> None:
    judge([held.deal.pk], held.now)
    held.deal.refresh_from_db()


@transaction.atomic
def skip(author: Author, deal: Deal, checkpoint: str, reason: str) -> Skipping:
    """Leave a checkpoint out, with reason and the method's price; who may not himself, asks.

    Raises MayNotSkip where the method never allows it. Again: the same row.
    """
    held = hold(author, deal)
    _stage_of, point = _checkpoint(held, checkpoint)
    if point.skip is None:
        raise MayNotSkip(field="checkpoint", value=checkpoint)
    known = Skipping.objects.filter(deal=held.deal, checkpoint=checkpoint).first()
    if known is None:
        known = Skipping.objects.create(
            deal=held.deal,
            checkpoint=checkpoint,
            reason=reason_of(reason),
            price=point.skip.price,
            author=author,
            asked_at=held.now,
        )
        audit.record(author, "asked_to_skip", "deal", held.deal.pk, after={"checkpoint": checkpoint})
        held.save("skippings")
    if known.approved_at is None and (author is None or reaches(rank_of(author, held.deal), point.skip.who)):
        _approve(held, known)
    return known


@transaction.atomic
def approve_skip(author: Author, deal: Deal, checkpoint: str) -> Skipping:
    """By whoever the method names. Raises NotYours, Invalid."""
    held = hold(author, deal)
    _stage_of, point = _checkpoint(held, checkpoint)
    asked = Skipping.objects.filter(deal=held.deal, checkpoint=checkpoint).first()
    if asked is None or point.skip is None:
        raise _unknown("checkpoint", checkpoint)
    held.demand(point.skip.who)
    if asked.approved_at is None:
        _approve(held, asked)
    return asked


@transaction.atomic
def refuse_skip(author: Author, deal: Deal, checkpoint: str) -> None:
    """The question is taken away: by whoever may answer it, or by who asked. An answered one stays."""
    held = hold(author, deal)
    _stage_of, point = _checkpoint(held, checkpoint)
    asked = Skipping.objects.filter(deal=held.deal, checkpoint=checkpoint, approved_at=None).first()
    if asked is None:
        return
    if point.skip and (author is None or author.pk != asked.author_id):
        held.demand(point.skip.who)
    asked.delete()
    audit.record(author, "refused_skip", "deal", held.deal.pk, before={"checkpoint": checkpoint})
    held.save("skippings")


def _approve(held: Held, asked: Skipping) -> None:
    asked.approver, asked.approved_at = held.author, held.now
    asked.save()
    held.write(Kind.SKIPPED, checkpoint=asked.checkpoint, number_after=asked.price, note=asked.reason)
    after = {"checkpoint": asked.checkpoint, "price": asked.price, "reason": asked.reason}
    audit.record(held.author, "skipped", "deal", held.deal.pk, after=after)
    held.save("skippings")
    judge_held(held)


@transaction.atomic
def confirm(author: Author, deal: Deal, checkpoint: str, document: str = "") -> Passing:
    """Somebody's word that a checkpoint is passed, where the method takes one. Again: the same row."""
    held = hold(author, deal)
    _stage_of, point = _checkpoint(held, checkpoint)
    if not isinstance(point.evidence, ByHand):
        message = _("This checkpoint proves itself; nobody can confirm it.")
        raise Invalid([FieldError("checkpoint", checkpoint, "proves_itself", message)])
    document = writing.text(document)
    if point.evidence.document and not document:
        message = _("Name the document that shows it.")
        raise Invalid([FieldError("document", "", "empty", message)])
    if len(document) > 300:
        raise Invalid([FieldError("document", document, "too_long", _("At most 300 characters."))])
    row, new = Passing.objects.get_or_create(
        deal=held.deal,
        checkpoint=checkpoint,
        defaults={"at": held.now, "by_hand": True, "author": author, "document": document},
    )
    if new:
        held.write(Kind.PROVEN, checkpoint=checkpoint, note=document)
        audit.record(author, "confirmed", "deal", held.deal.pk, after={"checkpoint": checkpoint})
        held.save("passings")
        judge_held(held)
    return row


@transaction.atomic
def unconfirm(author: Author, deal: Deal, checkpoint: str) -> None:
    """The word is taken back."""
    held = hold(author, deal)
    if Passing.objects.filter(deal=held.deal, checkpoint=checkpoint, by_hand=True).delete()[0]:
        held.write(Kind.UNPROVEN, checkpoint=checkpoint)
        audit.record(author, "unconfirmed", "deal", held.deal.pk, before={"checkpoint": checkpoint})
        held.save("passings")
        judge_held(held)


@transaction.atomic
def pause(author: Author, deal: Deal, reason: str) -> Deal:
    """The clocks stand still, with the reason. Again: nothing changes."""
    held = hold(author, deal)
    if not Pause.objects.filter(deal=held.deal, until=None).exists():
        text = reason_of(reason)
        Pause.objects.create(deal=held.deal, since=held.now, reason=text, author=author)
        held.write(Kind.PAUSED, note=text)
        audit.record(author, "paused", "deal", held.deal.pk, after={"reason": text})
        held.save("pauses")
        judge_held(held)
    return held.deal


@transaction.atomic
def resume(author: Author, deal: Deal) -> Deal:
    held = hold(author, deal)
    if Pause.objects.filter(deal=held.deal, until=None).update(until=held.now):
        held.write(Kind.RESUMED)
        audit.record(author, "resumed", "deal", held.deal.pk)
        held.save("pauses")
        judge_held(held)
    return held.deal


def _stage(held: Held, code: str) -> Stage:
    try:
        return held.contract.stage(code)
    except KeyError as error:
        raise _unknown("stage", code) from error


def _checkpoint(held: Held, code: str) -> tuple[Stage, Checkpoint]:
    try:
        return held.contract.checkpoint(code)
    except KeyError as error:
        raise _unknown("checkpoint", code) from error


def _unknown(field: str, value: str) -> Invalid:
    return Invalid([FieldError(field, value, "unknown", _("The deal's method has no such thing."))])


def reason_of(written: str) -> str:
    text = writing.text(written)
    if not text:
        raise Invalid([FieldError("reason", written, "empty", _("Say why."))])
    if len(text) > 300:
        raise Invalid([FieldError("reason", written, "too_long", _("At most 300 characters."))])
    return text
