"""What calls keep of a customer: that he called, from which number, and what was written down of it."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.analysis import actions as analysis
from krug.calls.models import Call, CallSaid, RefusedBody, Todo
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.touches.actions import forget_words
from krug.touches.queries import Span, by_ids


def _own(subject: Subject) -> QuerySet[Call]:
    """His, and those of his numbers that nobody else has claimed."""
    return Call.objects.filter(Q(person__in=subject.ids) | Q(person=None, other__in=list(subject.keys)))


def _rows(subject: Subject) -> Rows:
    told = ("way", "other", "started_at", "seconds", "outcome", "note", "recording")
    steps = Todo.objects.filter(call__in=_own(subject)).exclude(text="").order_by("id")
    return [*_own(subject).order_by("id").values(*told), *steps.values("text", "due_at")]


def _erase(subject: Subject) -> int:
    """That there was a call, with whom of ours and how long, stays as a figure; number and words go."""
    ids = list(_own(subject).values_list("id", flat=True))
    calls = Call.objects.filter(pk__in=ids)
    forget_words(_spans(calls))
    calls.update(other="", note="", recording="", touched="", person=None, chosen=True)
    CallSaid.objects.filter(call__in=ids).update(other="", recording="")
    Todo.objects.filter(call__in=ids).update(text="")
    audit.forget_values("call", ids)
    return len(ids)


def _spans(calls: QuerySet[Call]) -> list[Span]:
    """Of every touch that these calls ever left. Those of a number that several have, or had when he was not
    chosen yet, are at identities of the calls' own, which no card has.
    """
    spans, ids = list[Span](), set(calls.exclude(touch=None).values_list("touch", flat=True))
    while ids:
        found = by_ids([uid for uid in ids if uid], live=False).values()
        spans += [(touch.identity, touch.at, touch.at + 1) for touch in found]
        ids = {touch.replaces for touch in found if touch.replaces}
    return spans


def _scrub() -> None:
    """The reading copy holds those touches too. A call whose touch it has forgotten points to none."""
    erased = Call.objects.filter(touched="").exclude(touch=None)
    ids = list(erased.values_list("id", flat=True))
    if not ids:
        return
    calls = Call.objects.filter(pk__in=ids)
    spans = _spans(calls)
    forget_words(spans)
    analysis.forget_words(spans)
    calls.update(touch=None)


def _refused(subject: Subject) -> list[RefusedBody]:
    units = {person.unit_id for person in subject.people}
    rows = RefusedBody.objects.filter(provider__unit__in=units).order_by("id")
    return [row for row in rows if subject.mentioned(row.body)]


def _refused_rows(subject: Subject) -> Rows:
    return [{"at": row.at, "body": row.body} for row in _refused(subject)]


def _erase_refused(subject: Subject) -> int:
    rows = _refused(subject)
    for row in rows:
        row.body = "–"
    RefusedBody.objects.bulk_update(rows, ["body"])
    return len(rows)


def register_all() -> None:
    register(Place("calls", _("Calls"), _rows, _erase, _scrub))
    register(
        Place(
            "calls_refused", _("Messages of phone systems that were not taken"), _refused_rows, _erase_refused
        )
    )
