"""What customers say about the use of their data, and the purposes they say it about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, NotAllowed
from krug.access.models import Unit
from krug.access.rules import Permission, may_manage
from krug.access.signals import announce
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import (
    Consent,
    ConsentCover,
    ConsentSignature,
    ConsentUndoing,
    Person,
    Purpose,
    PurposeText,
)
from krug.customers.privacy.defaults import DEFAULTS
from krug.customers.privacy.rules import may_undo, readable_signature
from krug.customers.queries.consents import consents_of, heard_of
from krug.customers.queries.identity import canonicals_of, group_of
from krug.customers.signals import consent_said

PROOF = 300
FIELDS = ("name_ru", "name_en", "basis", "retention", "slides", "site", "without")
ALONE = ("slides", "site")
"""Of a unit's purposes one each."""
NEWEST = -1
"""Of a text: whichever is in force."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What the customer said, as it came. `text`: the number of the version he saw, None: there was none."""

    given: bool
    way: str
    proof: str
    at: datetime | None
    text: int | None = NEWEST
    signature: str = ""
    uid: UUID | None = None


def give_consent(
    author: Author,
    person: Person,
    purpose: Purpose,
    way: str,
    proof: str = "",
    at: datetime | None = None,
    *,
    text: int | None = NEWEST,
    signature: str = "",
    uid: UUID | None = None,
) -> Consent:
    """The customer agrees to a text of the purpose. The same said again in the same way is one row.

    `text`: the version that was shown to him, where it may not be the newest any more; `signature`: what he
    drew under it; `uid`: of the row, where a device made it.
    """
    return _say(author, person, purpose, _Word(True, way, proof, at, text, signature, uid))


def withdraw_consent(
    author: Author,
    person: Person,
    purpose: Purpose,
    way: str,
    proof: str = "",
    at: datetime | None = None,
    *,
    uid: UUID | None = None,
) -> Consent:
    """He does not agree, or objects where consent was not the basis. Withdrawn already: nothing changes."""
    return _say(author, person, purpose, _Word(False, way, proof, at, uid=uid))


@transaction.atomic
def give_consents(
    author: Author, persons: Collection[Person], purpose: Purpose, way: str, proof: str, at: datetime
) -> int:
    """Many customers' consent from another system, to the text in force: where nothing was heard."""
    require(author, Permission.EDIT_CUSTOMERS)
    said = _Word(True, way, proof, at)
    text = _text(purpose, said)
    heard = heard_of([person.pk for person in persons], purpose)
    fresh = [person for person in persons if person.pk not in heard and person.canonical_id is None]
    for person in fresh:
        _check(person, purpose, said, proof, timezone.now())
    rows = [
        Consent(
            person=person, purpose=purpose, text=text, given=True, way=way, at=at, proof=proof, author=author
        )
        for person in fresh
    ]
    made = Consent.objects.bulk_create(rows, batch_size=1000)
    covers = [ConsentCover(consent=one, person_id=one.person_id) for one in made]
    ConsentCover.objects.bulk_create(covers, batch_size=1000)
    what = {"purpose": purpose.code, "way": way, "text": text and text.number, "at": at}
    audit.record_many(author, "consent_given", "person", [(person.pk, {}, what) for person in fresh])
    announce("person", {person.pk for person in fresh})
    return len(fresh)


@transaction.atomic
def undo_consent(author: Author, consent: Consent, at: datetime | None = None) -> ConsentUndoing:
    """It was a slip of whoever wrote it, a moment ago: what stood before stands again, with its proof.

    `at`: when he said so, where it took its time to come here.
    """
    require(author, Permission.EDIT_CUSTOMERS)
    person = Person.objects.select_for_update().get(pk=consent.person_id)
    age = (at or timezone.now()) - consent.created_at
    if not may_undo(author.pk if author else None, consent.author_id, age):
        raise NotAllowed(_("Only whoever wrote it can take it back, and only at once."))
    undoing, new = ConsentUndoing.objects.get_or_create(consent=consent, defaults={"author": author})
    if new:
        audit.record(author, "consent_undone", "person", consent.person_id, {"consent": str(consent.uid)})
        _tell(consent, person)
    return undoing


@transaction.atomic
def _say(author: Author, person: Person, purpose: Purpose, said: _Word) -> Consent:
    require(author, Permission.EDIT_CUSTOMERS)
    root = Person.objects.select_for_update().get(pk=canonicals_of([person.pk])[person.pk])
    now = timezone.now()
    proof = " ".join(said.proof.split())
    text = _text(purpose, said)
    _check(root, purpose, said, proof, now)
    held = next(one.consent for one in consents_of(root) if one.purpose.pk == purpose.pk)
    # An earlier word that comes late is kept: what was done between the two goes by it.
    same = held and held.given == said.given and held.at <= (said.at or now) and not said.signature
    if held and same and (not said.given or _alike(held, text, said.way, proof)):
        return held
    consent = Consent.objects.create(
        person=root,
        purpose=purpose,
        text=text,
        given=said.given,
        way=said.way,
        at=said.at or now,
        proof=proof,
        author=author,
        **({"uid": said.uid} if said.uid else {}),
    )
    ConsentCover.objects.bulk_create(ConsentCover(consent=consent, person_id=one) for one in group_of(root))
    if said.signature:
        ConsentSignature.objects.create(consent=consent, path=said.signature)
    what = {"purpose": purpose.code, "way": said.way, "text": text and text.number, "at": consent.at}
    verb = "consent_given" if said.given else "consent_withdrawn"
    audit.record(author, verb, "person", root.pk, after=what | ({"proof": proof} if proof else {}))
    _tell(consent, root)
    return consent


def _tell(consent: Consent, person: Person) -> None:
    """Tablets hold what a customer allows; what he did since then may get his name or lose it."""
    root = person.canonical or person
    announce("person", {root.pk})
    persons = set(group_of(root))
    consent_said.send(sender=None, purpose=consent.purpose, persons=persons, since=consent.at)


def _text(purpose: Purpose, said: _Word) -> PurposeText | None:
    if not said.given or said.text is None:
        return None
    if said.text == NEWEST:
        return purpose.texts.order_by("-number").first()
    shown = purpose.texts.filter(number=said.text).first()
    if shown is None:
        unknown = _("This purpose has no such version of its text.")
        raise Invalid([FieldError("text", said.text, "unknown_reference", unknown)])
    return shown


def _alike(held: Consent, text: PurposeText | None, way: str, proof: str) -> bool:
    return (held.text_id, held.way, held.proof) == (text and text.pk, way, proof)


def _check(root: Person, purpose: Purpose, said: _Word, proof: str, now: datetime) -> None:
    errors = []
    if purpose.unit_id != root.unit_id:
        nowhere = _("Not found in this business unit.")
        errors.append(FieldError("purpose", purpose.code, "unknown_reference", nowhere))
    if said.way not in Consent.Way.values:
        errors.append(FieldError("way", said.way, "unknown_choice", _("Choose one of the list.")))
    if len(proof) > PROOF:
        long = _("At most %(limit)d characters.") % {"limit": PROOF}
        errors.append(FieldError("proof", proof, "too_long", long))
    if said.at is not None and said.at > now:
        future = _("This has not happened yet.")
        errors.append(FieldError("at", said.at.isoformat(), "in_the_future", future))
    if not readable_signature(said.signature, needed=said.given and said.way == Consent.Way.SIGNED):
        unsigned = _("The signature is missing or cannot be read.")
        errors.append(FieldError("signature", said.signature[:40], "wrong_signature", unsigned))
    if errors:
        raise Invalid(errors)


@transaction.atomic
def ensure_purposes(unit: Unit) -> None:
    """The purposes every unit begins with. Those that are there stay as they are."""
    for one in DEFAULTS:
        row = {name: one[name] for name in FIELDS if name in one}
        purpose, new = Purpose.objects.get_or_create(unit=unit, code=one["code"], defaults=row)
        if new and one["text"]:
            PurposeText.objects.create(purpose=purpose, number=1, text=one["text"])


@transaction.atomic
def create_purpose(
    author: Author, unit: Unit, code: str, fields: Mapping[str, Any], text: str = ""
) -> Purpose:
    """One more purpose. Its code is what programs name it by, and stays."""
    if not may_manage(author, unit.pk):
        raise NotAllowed
    if not code or Purpose.objects.filter(unit=unit, code=code).exists():
        raise Conflict(_("There is a purpose with this code already."), field="code", value=code)
    purpose = Purpose(unit=unit, code=code)
    _set(purpose, fields)
    audit.record(author, "created", "purpose", purpose.pk, after=dict(fields) | {"code": code})
    put_text(author, purpose, text)
    return purpose


@transaction.atomic
def edit_purpose(author: Author, purpose: Purpose, fields: Mapping[str, Any], text: str) -> Purpose:
    """Names, basis, retention; another `text` is a new version, and earlier consents name theirs."""
    if not may_manage(author, purpose.unit_id):
        raise NotAllowed
    held = Purpose.objects.select_for_update().get(pk=purpose.pk)
    before = {name: getattr(held, name) for name in FIELDS}
    _set(held, fields)
    after = {name: getattr(held, name) for name in FIELDS}
    changed = {name for name in FIELDS if before[name] != after[name]}
    if changed:
        audit.record(
            author,
            "edited",
            "purpose",
            held.pk,
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
        )
    put_text(author, held, text)
    return held


def _set(purpose: Purpose, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        setattr(purpose, name, fields.get(name, getattr(purpose, name)))
    for name in ALONE:
        if getattr(purpose, name):
            others = Purpose.objects.filter(unit=purpose.unit_id, **{name: True}).exclude(pk=purpose.pk)
            others.update(**{name: False})
    if purpose.basis not in Purpose.Basis.values:
        raise Invalid([FieldError("basis", purpose.basis, "unknown_choice", _("Choose one of the list."))])
    purpose.save()


def put_text(author: Author, purpose: Purpose, text: str) -> None:
    newest = purpose.texts.order_by("-number").first()
    text = text.strip()
    if text == (newest.text if newest else ""):
        return
    number = newest.number + 1 if newest else 1
    PurposeText.objects.create(purpose=purpose, number=number, text=text, author=author)
    audit.record(author, "text_changed", "purpose", purpose.pk, after={"version": number})
