"""Whose name an event may have: by what the customer allows, and by what his tracker says of him."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.crypto import salted_hmac
from pydantic_core import to_json

from krug.behaviour import consent, idents
from krug.behaviour.models import Event, Source
from krug.behaviour.reading import Said
from krug.customers.actions import give_consent, withdraw_consent
from krug.customers.actions.consents import NEWEST
from krug.customers.errors import Invalid
from krug.customers.models import Consent, Identity, Person, Purpose
from krug.customers.ownership import Span
from krug.customers.queries import Recording, ownership, recordings
from krug.site.bulk import chunks
from krug.site.clock import moment

RULED = (Source.Kind.SITE, Source.Kind.APP)
"""A till and a connected product do what was ordered of them: no tracking."""
WHO = (Event.Kind.IDENTIFY, Event.Kind.GROUP, Event.Kind.ALIAS)
"""They say who somebody is and nothing else."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """An event of a source that consent rules: who did it, as far as that is known, and what he agreed to."""

    said: Said
    person: int | None
    verdict: bool | None
    purpose: Purpose | None


def sift(said: Sequence[Said], sources: Mapping[int, Source]) -> list[Said | None]:
    """Each event as it may be kept: whole, without a name, or (None) not at all.

    What a tracker says its user agreed to is written down first where that is news, so it holds for these
    events already. Inside the transaction that takes them.
    """
    ruled = [number for number, one in enumerate(said) if sources[one.source].kind in RULED]
    if not ruled:
        return list(said)
    heard = _heard([said[number] for number in ruled], sources)
    held = _held(heard)
    told = _write_down(heard, held, sources)
    if told:
        held |= recordings(told, "site")
    kept: list[Said | None] = list(said)
    for number, one in zip(ruled, heard, strict=True):
        kept[number] = _kept(one, held, sources[one.said.source])
    return kept


def _heard(said: Sequence[Said], sources: Mapping[int, Source]) -> list[_Heard]:
    pairs = [idents.pairs_of(one, sources[one.source].unit_id, sources[one.source].kind) for one in said]
    ids = _known({pair for own in pairs for pair in own})
    spans = ownership(set(ids.values())) if ids else {}
    ruling = {one.unit_id: one for one in Purpose.objects.filter(site=True)}
    return [
        _Heard(
            one,
            next(
                (p for pair in own if (p := _owner(spans.get(ids.get(pair, 0), ()), one.at)) is not None),
                None,
            ),
            consent.verdict(one.context, sources[one.source].categories),
            ruling.get(sources[one.source].unit_id),
        )
        for one, own in zip(said, pairs, strict=True)
    ]


def _known(pairs: Iterable[idents.Pair]) -> dict[idents.Pair, int]:
    """Those that somebody has had already; nothing is made."""
    wanted = set(pairs)
    found: dict[idents.Pair, int] = {}
    for part in chunks(sorted({value for _, value in wanted})):
        rows = Identity.objects.filter(value__in=part).values_list("kind", "value", "id")
        found |= {(kind, value): id for kind, value, id in rows if (kind, value) in wanted}
    return found


def _owner(spans: Iterable[Span], at: int) -> int | None:
    for span in spans:
        if (span.since is None or span.since <= at) and (span.until is None or at < span.until):
            return span.person
    return None


def _held(heard: Iterable[_Heard]) -> dict[int, Recording]:
    persons = {one.person for one in heard if one.person is not None}
    return recordings(persons, "site") if persons else {}


def _write_down(
    heard: Iterable[_Heard], held: Mapping[int, Recording], sources: Mapping[int, Source]
) -> set[int]:
    """An answer that is later than all he said is his word; a context that only repeats one is it where he
    has said nothing yet, so that an old banner overrules no withdrawal. Returns whose word was written.
    """
    last: dict[int, int] = {}
    for one in sorted(heard, key=lambda it: it.said.at):
        if one.person is None or one.purpose is None or one.verdict is None:
            continue
        known = held[one.person]
        answered, before = consent.answered_at(one.said), last.get(one.person, known.last)
        silent = one.person not in last and known.unsaid and not known.named(one.said.at)
        if (answered is not None and answered > before) or (one.verdict and silent):
            at = one.said.at if answered is None else answered
            _say(one, one.person, one.purpose, sources[one.said.source], at)
            last[one.person] = at
    return set(last)


def _say(one: _Heard, person: int, purpose: Purpose, source: Source, when: int) -> None:
    whom = Person.objects.get(pk=person)
    at, way = moment(when), Consent.Way.SITE
    proof = f"{source.name}, {one.said.message_id}"[:300]
    if not one.verdict:
        withdraw_consent(None, whom, purpose, way, proof, at)
        return
    text = consent.text_of(one.said.context)
    try:
        give_consent(None, whom, purpose, way, proof, at, text=NEWEST if text is None else text)
    except Invalid:
        # A page that names a text there never was: he agreed to something, nobody knows to what.
        give_consent(None, whom, purpose, way, proof, at, text=None)


def _kept(one: _Heard, held: Mapping[int, Recording], source: Source) -> Said | None:
    known = held[one.person] if one.person is not None else None
    if one.verdict is not False and (known is None or known.named(one.said.at)):
        return one.said
    keeps = one.purpose is None or one.purpose.without == Purpose.Without.NAMELESS
    return _nameless(one.said, source) if keeps and one.said.kind not in WHO else None


def _nameless(said: Said, source: Source) -> Said:
    """On a thing of that day alone: two days make no profile, and nobody can work out whose it was."""
    day = datetime.fromtimestamp(said.at / 1_000_000, UTC).date()
    who = f"{source.uid}/{said.anonymous or said.user}/{day}"
    digest = salted_hmac("krug.nameless", who, algorithm="sha256").hexdigest()
    content = consent.bare(said.content)
    return replace(
        said, user="", anonymous=f"nameless:{digest[:32]}", content=content, payload=to_json(content).decode()
    )
