"""«These were seen together»: kept as evidence, from which it follows whose each identity is, and when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict
from krug.access.rules import Permission
from krug.customers import identities, normal
from krug.customers.actions.merge import merge, undo_merge
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import FieldError, Invalid, MergeRefused
from krug.customers.models import BlockedValue, Decision, Link, Person, Seen, Sighting, SightingUndone
from krug.customers.stitching.kinds import IGNORED, KINDS, REFUSED, Evidence, clean, empty, pattern
from krug.customers.stitching.refresh import refresh, refresh_values
from krug.site.ids import uuid7

ALIAS = "stitch: alias"
Pair = tuple[str, str]


LEAST = 4
"""Letters and digits of a pattern beside *: fewer would block half of the world."""


@dataclass(frozen=True, slots=True)
class Together:
    """Identities, (kind, value) as they came, that were one customer's at a moment, µs UTC."""

    evidence: str
    at: int
    identities: Sequence[Pair]
    uid: UUID = field(default_factory=uuid7)


@dataclass(slots=True)
class Stitched:
    """`people`: survivors whose links changed. `left_out`: what could not speak, with the reason's code."""

    sighting: Sighting | None
    people: set[int] = field(default_factory=set)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    decision: Decision | None = None


def stitch(author: Author, together: Together) -> Stitched:
    """One sighting. The same again changes nothing; Invalid for what no evidence may be."""
    return stitch_many(author, [together])[0]


@transaction.atomic
def stitch_many(author: Author, many: Sequence[Together]) -> list[Stitched]:
    """All of them or none: the links of everything they name are derived once."""
    require(author, Permission.EDIT_CUSTOMERS)
    _check(many)
    sifted = [_sift(one.identities) for one in many]
    ids = identities.ensure([pair for usable, _ in sifted for pair in usable])
    known = {row.uid: row for row in Sighting.objects.filter(uid__in=[one.uid for one in many])}
    results = []
    for one, (usable, left_out) in zip(many, sifted, strict=True):
        seen = {ids[pair] for pair in usable}
        results.append(Stitched(_kept(author, one, seen, known), left_out=left_out))
    touched = refresh({ids[pair] for usable, _ in sifted for pair in usable})
    for one, result in zip(many, results, strict=True):
        result.people = touched
        if one.evidence == Evidence.ALIAS and result.sighting:
            result.decision = _join(author, result.sighting)
    if touched:
        changes: list[tuple[object, dict[str, Any], dict[str, Any]]] = [
            (person, {}, {"sightings": [str(one.uid) for one in many][:20]}) for person in sorted(touched)
        ]
        audit.record_many(author, "stitched", "person", changes)
    return results


@transaction.atomic
def undo_stitch(author: Author, sighting: Sighting) -> SightingUndone:
    """The sighting was wrong: links are as if it had never been, and what it merged is taken apart."""
    require(author, Permission.MERGE)
    Sighting.objects.select_for_update().get(pk=sighting.pk)
    if SightingUndone.objects.filter(sighting=sighting).exists():
        raise Conflict(_("This has been taken back already."))
    made = SightingUndone.objects.create(sighting=sighting, author=author)
    for decision in Decision.objects.filter(rule=ALIAS, evidence__sighting=sighting.pk, undoing=None):
        undo_merge(author, decision)
    touched = refresh(sighting.seen.values_list("identity", flat=True))
    for person in sorted(touched):
        audit.record(author, "unstitched", "person", person, before={"sighting": str(sighting.uid)})
    return made


@transaction.atomic
def block_value(author: Author, kind: str, value: str, reason: str = "") -> BlockedValue:
    """From now on the value names nobody, and what was derived from it falls. `*`: any characters.

    One that is blocked already stays as it is, with its author and reason.
    """
    require(author, Permission.MANAGE_PEOPLE)
    if kind not in KINDS:
        raise Invalid([FieldError("kind", kind, "unknown_choice", _("Choose one of the list."))])
    same = pattern(kind, value) if "*" in value else clean(kind, value)
    if not same or not same.strip("*@."):
        raise Invalid(
            [FieldError("value", value, "bad_value", _("No identity of this kind looks like that."))]
        )
    if "*" in same and sum(letter.isalnum() for letter in same) < LEAST:
        wide = _("Too wide: beside * at least %(least)d letters or digits.") % {"least": LEAST}
        raise Invalid([FieldError("value", value, "too_wide", wide)])
    made, new = BlockedValue.objects.get_or_create(
        kind=kind, value=same, defaults={"author": author, "reason": normal.text(reason)[:200]}
    )
    if not new:
        return made
    audit.record(author, "blocked", "blocked_value", made.pk, after={"kind": kind, "value": same})
    made.cards = len(_refresh_like(kind, same))
    made.save(update_fields=["cards"])
    return made


@transaction.atomic
def unblock_value(author: Author, row: BlockedValue) -> None:
    """It names persons again, its sightings from before too."""
    require(author, Permission.MANAGE_PEOPLE)
    kind, value = row.kind, row.value
    audit.record(author, "unblocked", "blocked_value", row.pk, before={"kind": kind, "value": value})
    row.delete()
    _refresh_like(kind, value)


def _refresh_like(kind: str, value: str) -> set[int]:
    if "*" not in value:
        return refresh_values([(kind, value)])
    likely = Seen.objects.filter(identity__kind=kind)
    for part in value.split("*"):
        likely = likely.filter(identity__value__contains=part)
    return refresh(set(likely.values_list("identity", flat=True).distinct()))


def _check(many: Sequence[Together]) -> None:
    errors = []
    for row, one in enumerate(many, 1):
        if one.evidence not in set(Evidence):
            message = _("There is no such evidence.")
            errors.append(FieldError("evidence", one.evidence, "unknown_choice", message, row))
        for kind, _value in one.identities:
            if kind in REFUSED:
                message = _("Krug does not take biometrics: nobody is known by his body.")
                errors.append(FieldError("identities", kind, "biometrics", message, row))
            elif kind not in KINDS and kind not in IGNORED:
                message = _("There is no such kind of identity.")
                errors.append(FieldError("identities", kind, "unknown_choice", message, row))
    if errors:
        raise Invalid(errors)


def _sift(pairs: Collection[Pair]) -> tuple[list[Pair], list[tuple[str, str, str]]]:
    usable: list[Pair] = []
    left_out = []
    for kind, value in pairs:
        same = None if kind in IGNORED else clean(kind, value)
        if kind in IGNORED:
            left_out.append((kind, value, "never_joins"))
        elif same is None:
            left_out.append((kind, value, "not_one"))
        elif empty(kind, same):
            left_out.append((kind, value, "nobodys"))
        else:
            usable.append((kind, same))
    return list(dict.fromkeys(usable)), left_out


def _kept(author: Author, one: Together, seen: set[int], known: dict[UUID, Sighting]) -> Sighting | None:
    """The sighting's row; None when too little is left of it to say anything."""
    if held := known.get(one.uid):
        same = (held.at, held.evidence) == (one.at, one.evidence)
        if not same or set(held.seen.values_list("identity", flat=True)) != seen:
            message = _("This sighting was told before with other content.")
            raise Invalid([FieldError("uid", str(one.uid), "known_uid", message)])
        return held
    if len(seen) < 2 and not (seen and one.evidence == Evidence.SIGNED_OUT):
        return None
    row = Sighting.objects.create(uid=one.uid, at=one.at, evidence=one.evidence, author=author)
    Seen.objects.bulk_create(Seen(sighting=row, identity_id=identity) for identity in sorted(seen))
    known[one.uid] = row
    return row


def _join(author: Author, sighting: Sighting) -> Decision | None:
    """An alias says that its names are one customer: two persons they mean alone are merged."""
    names = [kind for kind, rule in KINDS.items() if rule.names]
    seen = sighting.seen.filter(identity__kind__in=names).values_list("identity", flat=True)
    meant: set[int] = set()
    for identity in seen:
        links = Link.objects.filter(identity=identity).values_list("person", "person__canonical")
        roots = {canonical or person for person, canonical in links}
        if len(roots) == 1:
            meant |= roots
    if len(meant) != 2:
        return None
    elder, younger = Person.objects.filter(pk__in=meant).order_by("pk")
    try:
        with transaction.atomic():
            return merge(author, elder, younger, {"sighting": sighting.pk}, ALIAS)
    except MergeRefused:
        return None
