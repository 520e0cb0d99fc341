"""Letters with a customer: found, told to him, destroyed."""

import json

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.letters.files import forget_files
from krug.letters.mail.headers import forms
from krug.letters.models import Aside, Attachment, Correspondent, Letter, Outgoing, Reference, Thread

NAMELESS = "—"


def _threads(subject: Subject) -> list[int]:
    """Those he takes part in, whole: answers quote what was answered."""
    known = Thread.objects.filter(letters__correspondents__person__in=subject.ids)
    return sorted({*known.values_list("id", flat=True), *_by_address(subject)})


def _by_address(subject: Subject) -> set[int]:
    """Also those from before anybody knew that the address is his; not those of whoever had it before him."""
    keys = sorted({form for one in subject.keys if "@" in one for form in forms(one)})
    said = Q(sender__in=keys)
    for key in keys:
        # As either database writes what is not ASCII.
        for form in {key, json.dumps(key)[1:-1]}:
            said |= Q(heard__contains=form)
    heard = Concat(Cast("to", TextField()), Cast("cc", TextField()))
    letters = Letter.objects.annotate(heard=heard).filter(said) if keys else Letter.objects.none()
    letters = letters.filter(unit__in={one.unit_id for one in subject.people})
    anothers = Correspondent.objects.exclude(person__in=subject.ids).filter(identity__value__in=keys)
    return {
        letter.thread_id
        for letter in letters.exclude(pk__in=anothers.values("letter")).only("thread", "sender", "to", "cc")
        if set(keys) & {letter.sender, *(address for _name, address in [*letter.to, *letter.cc])}
    }


def _written(subject: Subject) -> QuerySet[Outgoing]:
    units = {one.unit_id for one in subject.people}
    rows = Outgoing.objects.filter(mailbox__unit__in=units).values_list("id", "to", "text")
    named = [id for id, to, text in rows.iterator() if subject.mentioned(f"{to} {text}")]
    return Outgoing.objects.filter(
        Q(person__in=subject.ids) | Q(letter__thread__in=_threads(subject)) | Q(pk__in=named)
    )


def _rows(subject: Subject) -> Rows:
    letters = Letter.objects.filter(thread__in=_threads(subject)).order_by("at", "id")
    told = ("at", "sender", "sender_name", "to", "cc", "subject", "text")
    drafts = _written(subject).filter(letter=None).order_by("id")
    return [*letters.values(*told), *drafts.values("to", "subject", "text")]


def _erase(subject: Subject) -> int:
    """That there was a letter, and when, stays as a figure; words, names and addresses go.

    What is read of the thread later is nobody's: nothing refers to it any more.
    """
    threads = _threads(subject)
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
