"""What calls leave to do: it comes with a call that nobody answered and goes when somebody called back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid
from krug.access.models import User
from krug.calls import store
from krug.calls.actions.touch import leave_touch
from krug.calls.models import Call, Leg, Todo
from krug.calls.words import Outcome, State, Way
from krug.sales.actions import edit_deal
from krug.sales.models import Deal
from krug.sales.words import Outcome as DealOutcome
from krug.site import writing

LONGEST_NOTE = 4_000
SOON = timedelta(days=1)


def settle_todos(call: Call, now: datetime) -> None:
    """Called with the call's row held, once it is over."""
    talked = call.outcome == Outcome.ANSWERED
    if talked and call.other:
        # Whoever talked with him since has called back.
        waiting = Todo.objects.filter(
            kind=Todo.Kind.BACK, done_at=None, call__other=call.other, call__unit=call.unit_id
        )
        waiting.filter(call__started_at__lte=call.started_at).update(
            done_at=now, done_by=call.staff_id, settled=call
        )
    elif not talked:
        _open_again(call)
    if call.way != Way.IN or talked or not call.other:
        return
    if _called_back(call):
        return
    already = Todo.objects.filter(
        kind=Todo.Kind.BACK, done_at=None, call__other=call.other, call__unit=call.unit_id
    )
    if not already.exists():
        owner = call.staff or _looks_after(call)
        Todo.objects.get_or_create(
            call=call, kind=Todo.Kind.BACK, defaults={"owner": owner, "due_at": call.ended_at or now}
        )


def _open_again(call: Call) -> None:
    """He was not reached after all, a machine answered: what this call alone had settled waits again."""
    for todo in Todo.objects.filter(settled=call).exclude(call__other="").select_related("call"):
        missed = todo.call
        others = Call.objects.filter(other=missed.other, unit=missed.unit_id, outcome=Outcome.ANSWERED)
        another = others.filter(started_at__gte=missed.started_at).exclude(pk=call.pk).first()
        still = Todo.objects.filter(
            kind=Todo.Kind.BACK, done_at=None, call__other=missed.other, call__unit=missed.unit_id
        )
        if another is not None:
            Todo.objects.filter(pk=todo.pk).update(settled=another)
        elif not still.exists():
            Todo.objects.filter(pk=todo.pk, settled=call).update(done_at=None, done_by=None, settled=None)


def rings_again(call: Call) -> None:
    """Taken for lost, it rings or is talked in: nobody need call back yet."""
    Todo.objects.filter(call=call, kind=Todo.Kind.BACK, done_at=None).delete()


def _called_back(call: Call) -> bool:
    """What was said of this call comes after another that was answered already."""
    later = Call.objects.filter(other=call.other, unit=call.unit_id, outcome=Outcome.ANSWERED)
    return later.filter(started_at__gt=call.started_at).exists()


def _looks_after(call: Call) -> User | None:
    """Whose open deal it is: he knows the customer best."""
    deals = Deal.objects.filter(outcome=DealOutcome.OPEN, owner__is_active=True, unit=call.unit_id)
    if call.person_id is not None:
        deals = deals.filter(person__in=_same(call.person_id))
    elif call.organisation_id is not None:
        deals = deals.filter(organisation=call.organisation_id)
    else:
        return None
    deal = deals.order_by("-pk").select_related("owner").first()
    return deal.owner if deal else None


def _same(person: int) -> list[int]:
    from krug.customers.models import Person

    return [person, *Person.objects.filter(canonical=person).values_list("id", flat=True)]


def after_call(
    author: User,
    call: Call,
    note: str,
    step: str,
    step_at: datetime | None,
    deal: Deal | None,
    outcome: str,
    now: datetime,
) -> Call:
    """The line after a call: what was said, and the next step: the deal's, or one of the call's own.

    Raises Invalid, and what `edit_deal` raises. Putting the card away is part of it.
    """
    note, step = writing.text(note), writing.text(step)
    if len(note) > LONGEST_NOTE or len(step) > 200:
        raise Invalid([FieldError("note", "", "too_long", _("That is too long."))])
    with transaction.atomic():
        held = Call.objects.select_for_update().get(pk=call.pk)
        before = {"note": held.note, "deal": held.deal_id}
        held.note, held.deal = note, deal
        if outcome and held.state == State.ENDED:
            held.told = held.outcome = outcome
        held.save(update_fields=["note", "deal", "told", "outcome"])
        audit.record(
            author, "noted", "call", held.pk, before, {"note": note, "deal": deal.pk if deal else None}
        )
        if held.state == State.ENDED:
            leave_touch(held)
            settle_todos(held, now)
        if step and deal is not None:
            edit_deal(author, deal, {"next_action": step, "next_at": step_at or now + SOON})
        elif step:
            values = {"owner": author, "text": step, "due_at": step_at or now + SOON, "done_at": None}
            Todo.objects.update_or_create(call=held, kind=Todo.Kind.STEP, defaults=values)
        put_away(author, held, now)
        return held


def put_away(author: User, call: Call, now: datetime) -> None:
    """The card leaves his screen, on all of them."""
    with transaction.atomic():
        if Leg.objects.filter(call=call, staff=author, closed_at=None).update(closed_at=now):
            store.news({author.pk})


def finish(author: User, todo: Todo, now: datetime) -> None:
    """Done, or of no need any more; again changes nothing."""
    with transaction.atomic():
        if Todo.objects.filter(pk=todo.pk, done_at=None).update(done_at=now, done_by=author):
            audit.record(author, "finished", "todo", todo.pk)


def reopen(author: User, todo: Todo) -> None:
    with transaction.atomic():
        if Todo.objects.filter(pk=todo.pk, done_at__isnull=False).update(
            done_at=None, done_by=None, settled=None
        ):
            audit.record(author, "reopened", "todo", todo.pk)
