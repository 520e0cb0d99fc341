"""Letters with a customer: found, told to him, destroyed."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.letters.files import forget_files
from krug.letters.models import Aside, Attachment, Letter, Outgoing, Reference, Thread

NAMELESS = "—"


def _threads(subject: Subject) -> QuerySet[Thread]:
    """Those he takes part in, whole: answers quote what was answered."""
    return Thread.objects.filter(letters__correspondents__person__in=subject.ids).distinct()


def _written(subject: Subject) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(
        Q(person__in=subject.ids) | Q(letter__thread__in=_threads(subject).values("id"))
    )


def _rows(subject: Subject) -> Rows:
    letters = Letter.objects.filter(thread__in=_threads(subject).values("id")).order_by("at", "id")
    told = ("at", "sender", "sender_name", "to", "cc", "subject", "text")
    drafts = _written(subject).filter(letter=None).order_by("id")
    return [*letters.values(*told), *drafts.values("to", "subject", "text")]


def _erase(subject: Subject) -> int:
    """That there was a letter, and when, stays as a figure; words, names and addresses go.

    What is read of the thread later is nobody's: nothing refers to it any more.
    """
    threads = list(_threads(subject).values_list("id", flat=True))
    outgoing = list(_written(subject).values_list("id", flat=True))
    letters = Letter.objects.filter(thread__in=threads)
    count = letters.count()
    files = Attachment.objects.filter(letter__thread__in=threads)
    names = set(files.exclude(sha256="").values_list("sha256", flat=True))
    files.delete()
    letters.update(
        sender="",
        sender_name="",
        to=[],
        cc=[],
        subject=NAMELESS,
        text="",
        fresh="",
        message_id="",
        references=[],
    )
    Reference.objects.filter(thread__in=threads).delete()
    Thread.objects.filter(pk__in=threads).update(subject=NAMELESS)
    Outgoing.objects.filter(pk__in=outgoing).update(to="", subject=NAMELESS, text="", reason="")
    audit.forget_values("thread", threads)
    audit.forget_values("letter_out", outgoing)
    transaction.on_commit(lambda: forget_files(names))
    return count + len(outgoing)


def _asides(subject: Subject) -> list[Aside]:
    units = {one.unit_id for one in subject.people}
    rows = Aside.objects.filter(mailbox__unit__in=units).order_by("id")
    return [one for one in rows if subject.mentioned(bytes(one.raw).decode("utf-8", "replace"))]


def _aside_rows(subject: Subject) -> Rows:
    return [{"at": one.at, "sender": one.sender, "subject": one.subject} for one in _asides(subject)]


def _drop_asides(subject: Subject) -> int:
    gone = _asides(subject)
    Aside.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def register_all() -> None:
    register(Place("letters_aside", _("Copies of letters nobody said are his"), _aside_rows, _drop_asides))
    register(Place("letters", _("Letters"), _rows, _erase))
