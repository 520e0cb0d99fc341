"""The places of this domain and of those below it, from the log to the card itself, which goes last."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.models import AuditEntry, StoredAnswer
from krug.customers import derived, store
from krug.customers.actions.download import withdraw_downloads
from krug.customers.actions.workplace import forgotten
from krug.customers.models import (
    Affiliation,
    Consent,
    ConsentSignature,
    ContactPoint,
    Decision,
    FieldVersion,
    Identity,
    Link,
    Match,
    NotSame,
    Person,
    SearchRow,
    Trait,
    Worth,
)
from krug.customers.privacy import files
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.customers.search import index
from krug.site.clock import moment
from krug.touches.actions import forget_words
from krug.touches.queries import of_identities
from krug.touches.words import word

EVERYTHING = 1_000_000
CARD = (
    "uid", "last_name", "first_name", "middle_name", "specialty", "klass", "city", "address", "latitude",
    "longitude", "note", "birth", "created_at",
)  # fmt: skip
EMPTIED: dict[str, Any] = {
    "last_name": "", "first_name": "", "middle_name": "", "sort": "", "city": "", "address": "", "note": "",
    "latitude": None, "longitude": None, "organisation": None, "birth": None,
}  # fmt: skip
"""What goes off the card. Unit, territory, class and specialty stay: figures are counted by them."""


def _cards(subject: Subject) -> Rows:
    people = Person.objects.filter(pk__in=subject.ids).select_related("organisation", "territory")
    return [
        _plain(person, CARD) | {"organisation": str(person.organisation or ""), "unit": person.unit.name}
        for person in people.select_related("unit")
    ]


def _empty_cards(subject: Subject) -> int:
    Decision.objects.filter(_either(subject)).update(evidence={})
    FieldVersion.objects.filter(kind="person", row__in=subject.ids).delete()
    return Person.objects.filter(pk__in=subject.ids).update(**EMPTIED, version=models.F("version") + 1)


def _points(subject: Subject) -> Rows:
    return [{"kind": point.kind, "value": point.value} for point in subject.points]


def _drop_points(subject: Subject) -> int:
    return ContactPoint.objects.filter(person__in=subject.ids).delete()[0]


def _identities(subject: Subject) -> Rows:
    links = Link.objects.filter(person__in=subject.ids).select_related("identity").order_by("id")
    return [
        {"kind": link.identity.kind, "value": link.identity.value}
        | {name: moment(at) if at else None for name, at in (("since", link.since), ("until", link.until))}
        for link in links
    ]


def _empty_identities(subject: Subject) -> int:
    """What is his alone gets a value that says nothing. Another customer's phone stays that customer's."""
    Link.objects.filter(person__in=subject.ids).update(evidence={})
    linked = Link.objects.filter(person__in=subject.ids).values("identity")
    mine = Identity.objects.filter(models.Q(id__in=linked) | models.Q(id__in=subject.identities))
    mine = mine.exclude(kind=Identity.Kind.CARD)
    shared = set(
        Link.objects.filter(identity__in=mine.values("id"))
        .exclude(person__in=subject.ids)
        .filter(person__erased=None)
        .values_list("identity", flat=True)
    )
    companies = ContactPoint.objects.filter(organisation__isnull=False, normal__in=subject.keys)
    kept = set(companies.values_list("normal", flat=True))
    gone = [one for one in mine if one.pk not in shared and one.value not in kept]
    for one in gone:
        one.value = f"erased:{one.pk}"
    Identity.objects.bulk_update(gone, ["value"], batch_size=500)
    return len(gone)


def _touches(subject: Subject) -> Rows:
    return [
        {"at": moment(touch.at), "channel": word(touch.channel), "verb": word(touch.verb)}
        | {
            "about": touch.object_kind,
            "seconds": touch.seconds,
            "emotion": touch.emotion,
            "amount": touch.amount,
        }
        | {"data": dict(touch.data)}
        for touch in of_identities(subject.spans, limit=EVERYTHING)
    ]


def _consents(subject: Subject) -> Rows:
    said = Consent.objects.filter(covers__person__in=subject.ids, undoing=None).distinct()
    return [
        {"purpose": one.purpose.name, "given": one.given, "at": one.at, "way": one.way, "proof": one.proof}
        | {"text": one.text.text if one.text else "", "signature": signature.path if signature else ""}
        for one in said.select_related("purpose", "text", "signature").order_by("at", "id")
        for signature in [getattr(one, "signature", None)]
    ]


def _empty_proofs(subject: Subject) -> int:
    """That consent was given and withdrawn is kept, since it must be provable; what a proof says goes."""
    ConsentSignature.objects.filter(consent__person__in=subject.ids).delete()
    return Consent.objects.filter(person__in=subject.ids).exclude(proof="").update(proof="")


def _viewers(subject: Subject) -> Rows:
    return [
        {"at": entry.at, "who": entry.actor.name if entry.actor else "", "did": entry.verb}
        | {"fields": entry.fields}
        for entry in entries_of(subject.ids).select_related("actor").order_by("id")
    ]


def entries_of(ids: Iterable[int]) -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(object_kind="person", object_id__in=[str(one) for one in ids])


def _audit_values(subject: Subject) -> int:
    return audit.forget_values("person", subject.ids)


def _answers(subject: Subject) -> Rows:
    return [{"address": one.key, "at": one.at} for one in _stored(subject)]


def _stored(subject: Subject) -> Sequence[StoredAnswer]:
    wanted = {*subject.uids, *subject.traces}
    return [
        one
        for one in StoredAnswer.objects.iterator()
        if any(text in bytes(one.body).decode("utf-8", "replace") for text in wanted)
    ]


def _drop_answers(subject: Subject) -> int:
    return StoredAnswer.objects.filter(pk__in=[one.pk for one in _stored(subject)]).delete()[0]


def _affiliations(subject: Subject) -> Rows:
    rows = Affiliation.objects.filter(person__in=subject.ids).select_related("organisation").order_by("id")
    return [
        _plain(one, ("position", "since", "until", "source", "part", "part_source", "part_at"))
        | {"organisation": one.organisation.name}
        for one in rows
    ]


def _drop_affiliations(subject: Subject) -> int:
    """Who holds which post at which clinic is often one person: that he worked there goes as well."""
    forgotten(subject.ids)
    held = Affiliation.objects.filter(person__in=subject.ids)
    FieldVersion.objects.filter(kind="affiliation", row__in=list(held.values_list("id", flat=True))).delete()
    return held.delete()[0]


def _traits(subject: Subject) -> Rows:
    rows = Trait.objects.filter(person__in=subject.ids).order_by("id")
    return [_plain(one, ("kind", "shown", "source", "at", "until")) for one in rows]


def _drop_traits(subject: Subject) -> int:
    return Trait.objects.filter(person__in=subject.ids).delete()[0]


def _worth(subject: Subject) -> Rows:
    rows = Worth.objects.filter(person__in=subject.ids).order_by("id")
    return [
        _plain(one, ("times", "amount", "currency", "group")) | {"last_at": moment(one.last_at)}
        for one in rows
    ]


def _drop_worth(subject: Subject) -> int:
    return Worth.objects.filter(person__in=subject.ids).delete()[0]


def _pairs(subject: Subject) -> Rows:
    return [
        _plain(one, ("probability", "levels", "found_at"))
        for one in Match.objects.filter(_left_or_right(subject))
    ]


def _drop_pairs(subject: Subject) -> int:
    NotSame.objects.filter(_left_or_right(subject)).update(evidence={})
    return Match.objects.filter(_left_or_right(subject)).delete()[0]


def _left_or_right(subject: Subject) -> models.Q:
    return models.Q(left__in=subject.ids) | models.Q(right__in=subject.ids)


def _search(subject: Subject) -> Rows:
    return [{"text": row.text} for row in SearchRow.objects.filter(kind="person", row__in=subject.ids)]


def _drop_search(subject: Subject) -> int:
    """The row, and of its words those that nobody else is called by."""
    rows = SearchRow.objects.filter(kind="person", row__in=subject.ids)
    words = {word for row in rows for word in index.names_in(row.text)}
    derived.refresh_persons(subject.ids)
    return index.forget_words(words) + len(subject.ids)


def _drop_downloads(subject: Subject) -> int:
    """Nobody knows who stands in a file: all that may speak of him go."""
    return withdraw_downloads({person.unit_id for person in subject.people})


def _either(subject: Subject) -> models.Q:
    return models.Q(survivor__in=subject.ids) | models.Q(absorbed__in=subject.ids)


def _plain(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def register_all() -> None:
    for place in (
        Place("touches", _("History"), _touches, lambda subject: forget_words(subject.spans)),
        Place("consents", _("Consents"), _consents, _empty_proofs),
        Place("rejected", _("Rows of imports that were not taken"), files.rejected, files.empty_rejected),
        Place("import_files", _("Imported files"), files.named, files.blank),
        Place("answers", _("Answers kept for programs"), _answers, _drop_answers),
        Place("viewers", _("Who saw and changed the card"), _viewers, _audit_values),
        Place("identities", _("What he is recognised by"), _identities, _empty_identities),
        Place("affiliations", _("Places of work"), _affiliations, _drop_affiliations),
        Place("traits", _("What we know"), _traits, _drop_traits),
        Place("worth", _("Purchases, counted"), _worth, _drop_worth),
        Place("pairs", _("Cards that look like his"), _pairs, _drop_pairs),
        Place("points", _("Phones and e-mails"), _points, _drop_points),
        Place("cards", _("Cards"), _cards, _empty_cards),
        Place("downloads", _("Exported lists"), lambda _subject: [], _drop_downloads),
        Place("search", _("Search"), _search, _drop_search, lambda: store.current().scrub()),
    ):
        register(place)
