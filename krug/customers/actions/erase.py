"""The end of a customer's personal data: destroyed in every place, with an act, and again after a restore."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import NotAllowed
from krug.access.rules import Permission
from krug.access.signals import announce
from krug.analysis import actions as analysis
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Erased, Erasure, Person
from krug.customers.privacy import tombstones
from krug.customers.privacy.places import places
from krug.customers.privacy.subject import Subject, subject_of
from krug.customers.queries.identity import IdentitySpan, canonicals_of, identities_of_many
from krug.site.ids import uuid7
from krug.touches.actions import forget_words


def erase_person(
    author: Author,
    person: Person,
    reason: str,
    document: str = "",
    uid: UUID | None = None,
    at: datetime | None = None,
    finish: bool = True,
) -> Erasure:
    """Destroys the personal data of the card and of all merged into it. Again: the first erasure is answered.

    What a transaction does not reach (reading copy, free pages) follows by a task, unless whoever erases many
    says `finish=False` and calls `finish_erasures` himself.
    """
    require(author, Permission.ANSWER_SUBJECTS)
    if reason not in Erasure.Reason.values:
        raise Invalid([FieldError("reason", reason, "unknown_choice", _("Choose one of the list."))])
    with transaction.atomic():
        root = Person.objects.select_for_update().get(pk=canonicals_of([person.pk])[person.pk])
        known = Erased.objects.filter(person=root).select_related("erasure").first()
        if author is not None and author.unit_id not in (None, root.unit_id):
            raise NotAllowed
        if known:
            return known.erasure
        subject = subject_of(root).remember()
        made = Erasure.objects.create(
            uid=uid or uuid7(),
            unit=root.unit,
            author=author,
            at=at or timezone.now(),
            reason=reason,
            document=document.strip()[:120],
        )
        made.destroyed = _destroy(author, subject, made)
        made.save(update_fields=["destroyed"])
        if finish:
            _finish_later(made)
    tombstones.keep(made)
    return made


def _finish_later(made: Erasure) -> None:
    from krug.customers.tasks import finish_erasure as later

    later.enqueue(made.pk)


def _destroy(author: Author, subject: Subject, erasure: Erasure) -> dict[str, int]:
    Erased.objects.bulk_create(Erased(person=person, erasure=erasure) for person in subject.people)
    destroyed = {place.code: place.erase(subject) for place in places()}
    for person in subject.people:
        audit.record(author, "erased", "person", person.pk)
    announce("person", set(subject.ids))
    return {code: count for code, count in destroyed.items() if count}


def finish_erasure(erasure: Erasure) -> Erasure:
    """Words that came meanwhile, the reading copy, what files and free pages still hold. Can be run again."""
    return finish_erasures([erasure])[0]


def finish_erasures(erasures: list[Erasure]) -> list[Erasure]:
    """The same for many: the reading copy is gone through and the database packed once for all of them."""
    spans = _spans(erasures)
    forget_words(spans)
    analysis.forget_words(spans)
    for place in places() if erasures else ():
        place.scrub()
    for one in erasures:
        if one.finished_at is None:
            one.finished_at = timezone.now()
            one.save(update_fields=["finished_at"])
        tombstones.keep(one)
    return erasures


def reapply_erasures() -> list[Erasure]:
    """After a restore: whoever is erased by the file of tombstones and is here again is erased again.

    Also whatever came late for those who are erased, such as an answer from a tablet that was long off.
    Answers the erasures that there was something to do for.
    """
    again = []
    for stone in tombstones.all_kept():
        people = Person.objects.filter(uid__in=stone.people, erased=None).order_by("id")
        for person in people:
            again.append(erase_person(None, person, stone.reason, stone.document, stone.uid_here(), stone.at))
    for erasure in Erasure.objects.order_by("id"):
        tombstones.keep(erasure)
        spans = _spans([erasure])
        late = forget_words(spans)
        if late:
            analysis.forget_words(spans)
            again.append(erasure)
    return again


def _spans(erasures: list[Erasure]) -> list[IdentitySpan]:
    people = Erased.objects.filter(erasure__in=erasures).values_list("person", flat=True)
    roots = set(canonicals_of(list(people)).values())
    return [span for spans in identities_of_many(roots).values() for span in spans]
