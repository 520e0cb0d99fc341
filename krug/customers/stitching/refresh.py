"""Links that follow from sightings, kept as they must be; like krug.customers.derived it can be run again."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from krug.access.signals import announce
from krug.customers.models import BlockedValue, ContactPoint, Identity, Link, Person, Seen, Sighting
from krug.customers.ownership import LinkRow
from krug.customers.stitching.derive import Known, Sight, Tie, derive
from krug.customers.stitching.kinds import KINDS, blocked
from krug.site.bulk import chunks

RULE = "stitch"
BELOW = -1
"""Priority: what a card or somebody's hand says goes before what is derived."""


def refresh(identities: Collection[int]) -> set[int]:
    """Derive the links of these identities and of all that hang on them; persons who gained or lost."""
    start: set[int] = set()
    for chunk in chunks(identities):
        start |= set(Seen.objects.filter(identity__in=chunk).values_list("identity", flat=True))
    known, wanted = _gather(start)
    if not wanted:
        return set()
    touched = _write(derive(known, wanted), known)
    if touched:
        rows = Person.objects.filter(pk__in=touched).values_list("id", "canonical")
        announce("person", {canonical or id for id, canonical in rows})
    return touched


def refresh_people(people: Collection[int]) -> set[int]:
    """After a merge, an undo or a new card: what their names were seen with may mean somebody else now."""
    identities: set[int] = set()
    for chunk in chunks(people):
        rows = Seen.objects.filter(identity__links__person__in=chunk).values_list("identity", flat=True)
        identities |= set(rows.distinct())
    return refresh(identities)


def refresh_values(pairs: Collection[tuple[str, str]]) -> set[int]:
    """The same for (kind, value) that were blocked, unblocked, or are an organisation's now."""
    identities: set[int] = set()
    for kind in {kind for kind, _ in pairs}:
        for chunk in chunks({value for its, value in pairs if its == kind}):
            found = Seen.objects.filter(identity__kind=kind, identity__value__in=chunk)
            identities |= set(found.values_list("identity", flat=True).distinct())
    return refresh(identities)


def _gather(start: set[int]) -> tuple[Known, set[int]]:
    """Everything deriving needs, and whose links it decides: from `start` outwards through unowned names.

    A name that a card has, and a thing, are ends of the walk: derived or read, not walked through.
    """
    known = Known()
    wanted: set[int] = set()
    loaded: set[int] = set()
    front = set(start)
    while front:
        sights = _sights(front)
        around = {id for own in sights.values() for sight in own for id in sight.identities} | front
        _load(known, around - loaded)
        loaded |= around
        known.sights |= sights
        wanted |= front
        neighbours = {id for id in front if id in start or _open_name(known, id)}
        reached = {id for one in neighbours for sight in sights.get(one, []) for id in sight.identities}
        front = {id for id in reached - wanted if _open_name(known, id) or _thing(known, id)}
    outside = loaded - wanted
    for identity, links in _derived(outside).items():
        known.given.setdefault(identity, links)
    people = {link.person for links in known.given.values() for link in links}
    for chunk in chunks(people):
        merged = Person.objects.filter(pk__in=chunk, canonical__isnull=False)
        known.root |= {id: root for id, root in merged.values_list("id", "canonical") if root}
    return known, wanted


def _open_name(known: Known, identity: int) -> bool:
    return identity in known.kinds and KINDS[known.kinds[identity]].names and not known.given.get(identity)


def _thing(known: Known, identity: int) -> bool:
    return identity in known.kinds and not KINDS[known.kinds[identity]].names


def _load(known: Known, identities: set[int]) -> None:
    rows: list[tuple[int, str, str]] = []
    for chunk in chunks(identities):
        rows += Identity.objects.filter(pk__in=chunk).values_list("id", "kind", "value")
        for link in Link.objects.filter(identity__in=chunk, rule="").order_by("id"):
            row = LinkRow(link.pk, link.person_id, link.since, link.until, link.priority)
            known.given.setdefault(link.identity_id, []).append(row)
    unusable = _unusable(rows)
    known.kinds |= {id: kind for id, kind, _ in rows if kind in KINDS and id not in unusable}


def _unusable(rows: Iterable[tuple[int, str, str]]) -> set[int]:
    """Those blocked by an administrator's row, and an organisation's own phones and e-mails."""
    patterns: dict[str, list[str]] = defaultdict(list)
    for kind, value in BlockedValue.objects.values_list("kind", "value"):
        patterns[kind].append(value)
    values = [value for _, kind, value in rows if kind in ("phone", "email")]
    theirs: set[str] = set()
    for chunk in chunks(values):
        points = ContactPoint.objects.filter(normal__in=chunk, organisation__isnull=False)
        theirs |= set(points.values_list("normal", flat=True))
    return {
        id
        for id, kind, value in rows
        if blocked(kind, value, patterns[kind]) or (kind in ("phone", "email") and value in theirs)
    }


def _sights(identities: Collection[int]) -> dict[int, list[Sight]]:
    """Sightings in force of each identity, with everything that was seen in them."""
    ids: dict[int, set[int]] = defaultdict(set)
    for chunk in chunks(identities):
        rows = Seen.objects.filter(identity__in=chunk, sighting__undone=None)
        for sighting, identity in rows.values_list("sighting", "identity"):
            ids[sighting].add(identity)
    together: dict[int, set[int]] = defaultdict(set)
    found: dict[int, list[Sight]] = defaultdict(list)
    for chunk in chunks(ids):
        for sighting, identity in Seen.objects.filter(sighting__in=chunk).values_list("sighting", "identity"):
            together[sighting].add(identity)
        for row in Sighting.objects.filter(pk__in=chunk):
            sight = Sight(row.pk, row.at, row.evidence, row.uid.hex, frozenset(together[row.pk]))
            for identity in ids[row.pk]:
                found[identity].append(sight)
    return dict(found)


def _derived(identities: Collection[int]) -> dict[int, list[LinkRow]]:
    found: dict[int, list[LinkRow]] = defaultdict(list)
    for chunk in chunks(identities):
        for link in Link.objects.filter(identity__in=chunk, rule=RULE).order_by("id"):
            row = LinkRow(link.pk, link.person_id, link.since, link.until, link.priority)
            found[link.identity_id].append(row)
    return dict(found)


def _write(ties: dict[int, list[Tie]], known: Known) -> set[int]:
    """Make the derived links of each identity exactly these. Returns persons who gained or lost any."""
    held = _derived(ties)
    touched: set[int] = set()
    gone: list[int] = []
    made: list[Link] = []
    evidence = {sight.id: sight.evidence for own in known.sights.values() for sight in own}
    for identity, wanted in sorted(ties.items()):
        have = held.get(identity, [])
        if [(row.person, row.since, row.until) for row in have] == [tie[:3] for tie in wanted]:
            continue
        touched |= {row.person for row in have} | {tie.person for tie in wanted}
        gone += [row.id for row in have]
        made += [
            Link(
                identity_id=identity,
                person_id=tie.person,
                since=tie.since,
                until=tie.until,
                priority=BELOW,
                rule=RULE,
                evidence={"from": RULE, "evidence": evidence[tie.sight], "sighting": tie.sight},
            )
            for tie in wanted
        ]
    for chunk in chunks(gone):
        Link.objects.filter(pk__in=chunk).delete()
    # In order of time: of two who share a name the later one's id is the greater, and wins.
    Link.objects.bulk_create(made, batch_size=500)
    return touched
