"""What customers say about their data in front of the tablet."""

from krug.customers.actions import give_consent, undo_consent, withdraw_consent
from krug.customers.data import Conflict
from krug.customers.models import Consent, Person, Purpose
from krug.customers.queries import canonical_of, consents_of
from krug.sync import payloads
from krug.sync.calls import Call, Effect, person_of
from krug.sync.errors import NothingHere


def give(call: Call, given: payloads.ConsentGive) -> Effect:
    person = person_of(call, given.person)
    purpose = _purpose(person, given.purpose)
    said = give_consent(
        call.user,
        person,
        purpose,
        given.way,
        at=call.at,
        text=given.text,
        signature=given.signature,
        uid=call.uid,
    )
    return _overruled(person, said)


def withdraw(call: Call, given: payloads.ConsentWithdraw) -> Effect:
    person = person_of(call, given.person)
    purpose = _purpose(person, given.purpose)
    said = withdraw_consent(call.user, person, purpose, Consent.Way.SPOKEN, at=call.at, uid=call.uid)
    return _overruled(person, said)


def undo(call: Call, given: payloads.ConsentUndo) -> Effect:
    person = person_of(call, given.person)
    consent = Consent.objects.select_related("person").filter(uid=given.consent).first()
    if consent is None or canonical_of(consent.person) != person.pk:
        raise NothingHere(consent=str(given.consent))
    undo_consent(call.user, consent, call.at)
    return Effect()


def _purpose(person: Person, code: str) -> Purpose:
    found = Purpose.objects.filter(unit=person.unit_id, code=code).first()
    if found is None:
        raise NothingHere(purpose=code)
    return found


def _overruled(person: Person, said: Consent) -> Effect:
    """What he said later to somebody else counts, whoever's word came here first: the device is told."""
    (now,) = (one.consent for one in consents_of(person) if one.purpose.pk == said.purpose_id)
    if now is None or now.given == said.given:
        return Effect()
    words = {True: "given", False: "withdrawn"}
    field = f"consent.{now.purpose.code}"
    return Effect([Conflict(field, words[now.given], words[said.given], now.author_id)])
