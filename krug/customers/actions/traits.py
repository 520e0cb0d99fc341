"""What we know of a customer: told, told again, taken away, taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access.rules import Permission
from krug.customers import normal
from krug.customers.actions.afterwards import worked_on
from krug.customers.actions.surroundings import Author, require
from krug.customers.data import Conflict
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Person, Source, Trait
from krug.customers.queries.identity import group_of

LENGTH = 240


@transaction.atomic
def tell_trait(
    author: Author,
    person: Person,
    kind: str,
    text: str,
    source: str = "",
    at: datetime | None = None,
    touch: UUID | None = None,
) -> Trait:
    """Of one person one text of a kind holds once: heard again it only gets younger. Invalid."""
    require(author, Permission.EDIT_CUSTOMERS)
    text = _clean(kind, text, source)
    now = timezone.now()
    Person.objects.select_for_update().get(pk=person.pk)
    told: dict[str, Any] = {"at": min(at or now, now), "source": source, "touch": touch}
    held = Trait.objects.filter(person=person, kind=kind, key=normal.sort_key(text), until=None).first()
    if held is None:
        held = Trait.objects.create(
            person=person, kind=kind, text=text, key=normal.sort_key(text), author=author, **told
        )
        worked_on(author, "told", person.pk, {}, {"kind": kind, "text": text, "source": source})
    elif told["at"] > held.at:
        Trait.objects.filter(pk=held.pk).update(**told)
        held.refresh_from_db()
        worked_on(author, "told again", person.pk, {}, {"kind": kind, "text": text, "source": source})
    return held


@transaction.atomic
def end_trait(author: Author, trait: Trait) -> Trait:
    """It does not hold any more. Said twice it is said once."""
    require(author, Permission.EDIT_CUSTOMERS)
    held = Trait.objects.select_for_update().get(pk=trait.pk)
    if held.until is None:
        held.until, held.ended_by = timezone.now(), author
        held.save(update_fields=["until", "ended_by"])
        worked_on(author, "took away", held.person_id, {"kind": held.kind, "text": held.text}, {})
    return held


@transaction.atomic
def drop_trait(
    author: Author, person: Person, kind: str, text: str, seen: datetime | None = None
) -> list[Conflict]:
    """This does not hold of him any more, nor of any card merged into his. Not known: nothing changes.

    `seen`: how young it was to whoever drops it; of one that another has heard again since, both are told.
    """
    require(author, Permission.EDIT_CUSTOMERS)
    rows = Trait.objects.select_for_update().filter(
        person__in=group_of(person), kind=kind, key=normal.sort_key(normal.text(text)), until=None
    )
    conflicts = []
    for held in rows.order_by("id"):
        if seen is not None and held.at > seen:
            conflicts.append(Conflict(f"trait.{kind}", "", held.text, held.author_id))
        end_trait(author, held)
    return conflicts[:1]


@transaction.atomic
def resume_trait(author: Author, trait: Trait) -> Trait:
    """It holds after all. If somebody told it anew meanwhile, that one stands."""
    require(author, Permission.EDIT_CUSTOMERS)
    held = Trait.objects.select_for_update().get(pk=trait.pk)
    same = Trait.objects.filter(person=held.person_id, kind=held.kind, key=held.key, until=None).first()
    if same is not None:
        return same
    held.until, held.ended_by = None, None
    held.save(update_fields=["until", "ended_by"])
    worked_on(author, "took back", held.person_id, {}, {"kind": held.kind, "text": held.text})
    return held


def _clean(kind: str, text: Any, source: str) -> str:
    if kind not in Trait.Kind.values:
        _refuse("kind", kind, "unknown_choice", _("Choose one of the list."))
    if source not in Source.values:
        _refuse("source", source, "unknown_choice", _("Choose one of the list."))
    clean = normal.text(text) if isinstance(text, str) else ""
    if not clean:
        _refuse("text", text, "required", _("This field is required."))
    if len(clean) > LENGTH:
        _refuse("text", text, "too_long", _("At most %(limit)d characters.") % {"limit": LENGTH})
    if kind == Trait.Kind.CHANNEL and clean not in Trait.Channel.values:
        _refuse("text", text, "unknown_choice", _("Choose one of the list."))
    return clean


def _refuse(field: str, value: Any, code: str, message: Any) -> None:
    raise Invalid([FieldError(field, value, code, message)])
