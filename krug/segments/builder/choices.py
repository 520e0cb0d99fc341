"""What rows can choose from: values among the customers, decks and segments that the viewer sees."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from krug.access.models import User
from krug.access.scopes import only_seen, seen_among
from krug.customers.models import Organisation, Purpose, Worth
from krug.customers.models.klass import Klass
from krug.customers.queries.facets import territories_of, values_of
from krug.decks.models import Slide
from krug.decks.queries.knowledge import decks_for
from krug.fields.models import Field
from krug.fields.queries.definitions import Defined, defined, fields_of
from krug.segments.models import Segment
from krug.touches.words import VERBS

MOST_HEADS = 500
Options = Sequence[tuple[str, str]]
"""(value, text)"""


class Choices:
    """Asked for when a row needs them, once a page. `own`: the segment being edited, not to be chosen; `of`:
    whom it means.
    """

    def __init__(self, viewer: User, unit: int, own: str = "", of: str = "person") -> None:
        self.viewer, self.unit, self.own, self.kind = viewer, unit, own, of
        self._slides: dict[int, list[Slide]] = {}
        self._retired: dict[str, Defined | None] = {}

    @cached_property
    def other(self) -> "Choices":
        """What can be chosen of the other kind: of a person's organisations, of an organisation's people."""
        return Choices(
            self.viewer, self.unit, self.own, "organisation" if self.kind == "person" else "person"
        )

    def of_field(self, field: str) -> Options:
        found: dict[str, Callable[[], Options]] = {
            "klass": lambda: [(value, value) for value in Klass.values if value],
            "specialty": lambda: [(it, it) for it in values_of(self.viewer, "person", "specialty")],
            "city": lambda: [(it, it) for it in values_of(self.viewer, self.kind, "city")],
            "territory": lambda: [(str(id), name) for id, name in territories_of(self.viewer)],
            "organisation_kind": lambda: [(str(it), str(text)) for it, text in Organisation.Kind.choices],
            "parent": self._heads,
            "worth": lambda: [(str(it), str(text)) for it, text in Worth.Group.choices if it],
        }
        return found[field]()

    def _heads(self) -> Options:
        """Organisations that others belong to."""
        below = Organisation.objects.filter(unit=self.unit, parent__isnull=False)
        pairs = below.values_list("parent", "parent__canonical").distinct()
        roots = Organisation.objects.filter(pk__in={canonical or id for id, canonical in pairs})
        heads = only_seen(self.viewer, roots).order_by("sort", "id").values_list("uid", "name")
        return [(str(uid), name) for uid, name in heads[:MOST_HEADS]]

    def heads_named(self, uids: Sequence[str]) -> Options:
        """Those of them that he sees, by the names of who stands for them: merged since, or not offered."""
        wanted = [uid for uid in uids if _is_uid(uid)]
        rows = Organisation.objects.filter(unit=self.unit, uid__in=wanted).select_related("canonical")
        found = {str(one.uid): one.standing for one in rows} if wanted else {}
        seen = seen_among(self.viewer, "organisation", {one.pk for one in found.values()})
        return [(uid, one.name) for uid, one in found.items() if one.pk in seen]

    @cached_property
    def verbs(self) -> Options:
        return [(word, str(verb.label).lower()) for word, verb in VERBS.items()]

    @cached_property
    def decks(self) -> Options:
        return [(str(deck.pk), deck.title) for deck in decks_for(self.viewer)]

    @cached_property
    def purposes(self) -> Options:
        return [(one.code, one.name) for one in Purpose.objects.filter(unit=self.unit).order_by("id")]

    @cached_property
    def own_fields(self) -> dict[str, Defined]:
        """Key → a field in use that the viewer sees."""
        return {one.field.key: one for one in fields_of(self.viewer, self.kind, [self.unit])}

    def own_field(self, key: str) -> Defined | None:
        """One that was retired too; None: not his to see."""
        if key not in self.own_fields and key not in self._retired:
            rows = Field.objects.filter(kind=self.kind, key=key)
            mine = [one for one in rows if one.unit_id in (None, self.unit)]
            self._retired[key] = next(iter(defined(self.viewer, mine)), None)
        return self.own_fields.get(key) or self._retired.get(key)

    @cached_property
    def segments(self) -> Options:
        rows = Segment.objects.filter(unit=self.unit, kind=self.kind, removal=None).order_by("name")
        return [(str(row.uid), row.name) for row in rows if str(row.uid) != self.own]

    def slides(self, deck: str) -> Options:
        """Key and title, as the newest version that has the slide calls it."""
        named: dict[str, str] = {}
        for slide in self._of_deck(deck):
            named.setdefault(slide.key, slide.title)
        return list(named.items())

    def questions(self, deck: str) -> Options:
        found: dict[str, str] = {}
        for slide in self._of_deck(deck):
            for one in slide.questions:
                found.setdefault(str(one.get("id", "")), str(one.get("text") or one.get("id", "")))
        return list(found.items())

    def answers(self, deck: str, question: str) -> Options:
        """Of a question with answers to choose from; else nothing."""
        found: dict[str, str] = {}
        for slide in self._of_deck(deck):
            for one in slide.questions:
                if one.get("id") == question:
                    options: list[dict[str, Any]] = one.get("options") or []
                    for it in options:
                        found.setdefault(str(it.get("value", "")), str(it.get("text") or it.get("value", "")))
        return list(found.items())

    def _of_deck(self, deck: str) -> list[Slide]:
        if deck not in dict(self.decks):
            return []
        key = int(deck)
        if key not in self._slides:
            rows = Slide.objects.filter(version__deck=key).order_by("-version__number", "number")
            self._slides[key] = list(rows)
        return self._slides[key]


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def with_value(options: Options, value: str) -> Options:
    """What was chosen once is shown also where the viewer cannot choose it."""
    if not value or value in dict(options):
        return options
    return [*options, (value, value if len(value) < 36 else _("something you do not see"))]
