"""A person's document: the card, and what the rep should know before the visit (contract/person.json)."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from krug.access.rules import Permission, roles_with
from krug.customers.models import Consent, Person, Trait
from krug.customers.own import person_row
from krug.customers.queries import identities_of_many, standing_of_many
from krug.customers.queries.affiliations import Work, works_of_many
from krug.customers.queries.identity import GROUP
from krug.customers.queries.traits import traits_of_many
from krug.fields import rules
from krug.fields.queries.shared import shared_values
from krug.fields.queries.values import Shown
from krug.site.clock import micros
from krug.sync.builders.points import Points, points_of
from krug.sync.builders.words import Words, slide_of, words_of
from krug.sync.documents import Document
from krug.touches.queries import newest_of_each
from krug.touches.touch import StoredTouch
from krug.touches.words import Verb, word

NEWEST = 20
LOOKED_AT = 300
"""Counts on the card are of so many newest touches of each identity: enough for years of visits."""


def documents(rows: Collection[int]) -> dict[int, Document]:
    persons = list(
        Person.objects.filter(pk__in=rows, canonical=None)
        .select_related("organisation__canonical")
        .prefetch_related(GROUP)
    )
    touches = _touches([person.pk for person in persons])
    words = words_of([touch for own in touches.values() for touch in own[:NEWEST]])
    phones, emails = points_of("person", rows)
    traits = traits_of_many([person.pk for person in persons])
    consents = standing_of_many([person.pk for person in persons])
    works = works_of_many({person.pk: person.organisation_id for person in persons})
    # One document for whoever syncs, whatever his role.
    own = shared_values("person", roles_with(Permission.SYNC), [person_row(person) for person in persons])
    return {
        person.pk: (
            person.uid,
            _document(person, phones, emails, touches.get(person.pk, []), words)
            | {
                "works": [_work(work) for work in works.get(person.pk, [])],
                "traits": [_trait(trait) for trait in traits.get(person.pk, [])],
                "consents": [_consent(consent) for consent in consents[person.pk]],
                "own": [_own(shown) for shown in own[person.pk]],
            },
        )
        for person in persons
    }


def _work(work: Work) -> dict[str, Any]:
    return {
        "organisation": {"uid": str(work.place_uid), "name": work.place},
        "main": work.main,
        "position": work.of.position,
        "since": work.of.since.isoformat() if work.of.since else None,
        "part": work.of.part,
    }


def _trait(trait: Trait) -> dict[str, Any]:
    return {"kind": trait.kind, "text": trait.text, "source": trait.source, "at": micros(trait.at)}


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "purpose": consent.purpose.code,
        "given": consent.given,
        "at": micros(consent.at),
        "way": consent.way,
        "text": consent.text.number if consent.text else None,
    }


def _own(shown: Shown) -> dict[str, Any]:
    """As it is, not in words: a tablet has its own language."""
    field = shown.of.field
    value = rules.plain(field, shown.held, shown.of.names)
    plain = (
        f"{value:f}"
        if isinstance(value, Decimal)
        else value
        if isinstance(value, bool | list)
        else str(value)
    )
    return {"name": field.name, "type": field.type, "value": plain, "currency": field.currency}


def _touches(persons: Sequence[int]) -> dict[int, list[StoredTouch]]:
    """Person → touches of all that were merged into him, newest first."""
    spans, owners = [], []
    for person, own in identities_of_many(persons).items():
        spans += own
        owners += [person] * len(own)
    found: dict[int, list[StoredTouch]] = {}
    for owner, newest in zip(owners, newest_of_each(spans, LOOKED_AT), strict=True):
        found.setdefault(owner, []).extend(newest)
    for own_touches in found.values():
        own_touches.sort(key=lambda touch: (touch.at, touch.seq), reverse=True)
    return found


def _document(
    person: Person, phones: Points, emails: Points, touches: Sequence[StoredTouch], words: Words
) -> dict[str, Any]:
    office = person.organisation and person.organisation.standing
    return {
        "uid": str(person.uid),
        "name": person.full_name,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "specialty": person.specialty,
        "klass": person.klass,
        "organisation": {"uid": str(office.uid), "name": office.name} if office else None,
        "city": person.city,
        "address": person.address,
        "latitude": person.latitude,
        "longitude": person.longitude,
        "phones": phones[person.pk],
        "emails": emails[person.pk],
        "note": person.note,
        "version": person.version,
        "card": _card(touches),
        "history": [_entry(touch, words) for touch in touches[:NEWEST]],
        "shown": _shown(touches),
        "answers": _answers(touches),
    }


def _card(touches: Sequence[StoredTouch]) -> dict[str, Any]:
    visits = [touch.at for touch in touches if touch.verb == Verb.VISITED]
    reactions = [touch.emotion or 0 for touch in touches if touch.verb == Verb.REACTED]
    return {
        "visits": len(visits),
        "last_visit_at": max(visits, default=None),
        "likes": sum(1 for emotion in reactions if emotion > 0),
        "dislikes": sum(1 for emotion in reactions if emotion < 0),
    }


def _entry(touch: StoredTouch, words: Words) -> dict[str, Any]:
    title, deck = words.title(touch)
    return {
        "id": str(touch.id),
        "at": touch.at,
        "verb": word(touch.verb),
        "channel": word(touch.channel),
        "staff": words.staff.get(touch.staff or 0, ""),
        "object": touch.object_kind,
        "title": title,
        "deck": deck,
        "seconds": touch.seconds,
        "emotion": touch.emotion,
        "value": touch.data.get("value", touch.data.get("result")),
        "text": touch.data.get("text") or touch.data.get("next_step") or "",
    }


def _shown(touches: Sequence[StoredTouch]) -> dict[str, dict[str, int | None]]:
    """Slide → how often it was shown, and the newest reaction to it."""
    shown: dict[str, dict[str, int | None]] = {}
    for touch in touches:
        if touch.verb not in (Verb.SHOWN, Verb.REACTED):
            continue
        about = shown.setdefault(slide_of(touch), {"times": 0, "emotion": None})
        if touch.verb == Verb.SHOWN:
            about["times"] = (about["times"] or 0) + 1
        elif about["emotion"] is None:
            about["emotion"] = touch.emotion
    return {slide: about for slide, about in sorted(shown.items()) if slide}


def _answers(touches: Sequence[StoredTouch]) -> dict[str, Any]:
    """Question → the newest answer to it."""
    answers: dict[str, Any] = {}
    for touch in touches:
        if touch.verb == Verb.ANSWERED:
            answers.setdefault(str(touch.data["question"]), touch.data["value"])
    return dict(sorted(answers.items()))
