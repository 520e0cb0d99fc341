"""Whom a request is about: all his merged cards, his identities, and the keys he can be recognised by."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from krug.access.models import User
from krug.access.scopes import seen_among
from krug.customers import normal
from krug.customers.models import ContactPoint, Identity, Person
from krug.customers.queries.identity import IdentitySpan, canonicals_of, group_of, identities_of

WORD = re.compile(r"\w+")


@dataclass
class Subject:
    """`people`: the survivor first. Read before anything is destroyed: afterwards nobody could tell."""

    people: list[Person]
    spans: list[IdentitySpan] = field(default_factory=list)
    points: list[ContactPoint] = field(default_factory=list)

    @cached_property
    def ids(self) -> list[int]:
        return [person.pk for person in self.people]

    @cached_property
    def uids(self) -> list[str]:
        return [str(person.uid) for person in self.people]

    @cached_property
    def identities(self) -> list[int]:
        return sorted({span[0] for span in self.spans})

    @cached_property
    def keys(self) -> frozenset[str]:
        """Phones and e-mails as compared: what nobody else is called."""
        held = Identity.objects.filter(id__in=self.identities, kind__in=("phone", "email"))
        return frozenset({*(point.normal for point in self.points), *held.values_list("value", flat=True)})

    @cached_property
    def traces(self) -> frozenset[str]:
        """The keys as texts hold them: also phones without the plus, and as they were written."""
        written = {point.value for point in self.points}
        return frozenset({*self.keys, *(key.lstrip("+") for key in self.keys), *written})

    @cached_property
    def names(self) -> list[frozenset[str]]:
        """Surname and first name of each card; one of them alone says too little."""
        every = [_words(f"{one.last_name} {one.first_name}") for one in self.people if one.first_name]
        return [words for words in every if len(words) > 1]

    def remember(self) -> "Subject":
        """Reads what is read when asked for: afterwards nothing of it can be found."""
        _ = (self.ids, self.uids, self.identities, self.keys, self.traces, self.names)
        return self

    def is_in(self, cells: Iterable[str]) -> bool:
        """Whether a row of a file is about him."""
        cells = [cell for cell in cells if isinstance(cell, str) and cell]
        if any(self._is_key(part) for cell in cells for part in re.split(r"[,;|\n]", cell)):
            return True
        said = _words(" ".join(cells))
        return any(names <= said for names in self.names)

    def _is_key(self, text: str) -> bool:
        text = text.strip()
        if "@" in text:
            return normal.email(text) in self.keys
        return sum(map(str.isdigit, text)) > 6 and normal.phone(text) in self.keys

    def mentioned(self, text: str) -> bool:
        """Whether a text that was not meant for people holds one of his keys."""
        return any(trace in text for trace in self.traces)


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.casefold().replace("ё", "е")))


def subject_of(person: Person) -> Subject:
    root = Person.objects.get(pk=canonicals_of([person.pk])[person.pk])
    group = group_of(root)
    people = sorted(Person.objects.filter(pk__in=group), key=lambda one: (one.pk != root.pk, one.pk))
    points = list(ContactPoint.objects.filter(person__in=group).order_by("id"))
    return Subject(people, identities_of(root), points)


def people_by(text: str, viewer: User | None = None) -> list[Person]:
    """Survivors known by a phone, an e-mail or a card's uid; with a viewer those he sees alone."""
    text = text.strip()
    found: set[int] = set()
    uid = _uid(text)
    if uid is not None:
        found |= set(Person.objects.filter(uid=uid).values_list("id", flat=True))
    keys = [key for key in (normal.phone(text), normal.email(text)) if key and uid is None]
    found |= set(
        ContactPoint.objects.filter(normal__in=keys, person__isnull=False).values_list("person", flat=True)
    )
    linked = Person.objects.filter(
        links__identity__value__in=keys, links__identity__kind__in=("phone", "email")
    )
    found |= set(linked.values_list("id", flat=True))
    roots = set(canonicals_of(found).values())
    if viewer is not None:
        roots = seen_among(viewer, "person", sorted(roots))
    return list(Person.objects.filter(pk__in=roots).order_by("id"))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
