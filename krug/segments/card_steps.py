"""Conditions on the fields of cards, and on who works where, as SQL over the dimensions. Pure."""

from krug.segments.conditions import Named, People, Profile, Reachable
from krug.segments.frame import Frame, Test, among
from krug.segments.kinds import ORGANISATION, PERSON, Kind
from krug.segments.own_steps import folded

WORKING = (
    "FROM affiliation a LEFT JOIN canonical c ON c.person = a.person "
    "LEFT JOIN canonical_organisation o ON o.organisation = a.organisation"
)
"""Who works where now; by those who stand for them:"""
WHO, WHERE = "coalesce(c.canonical, a.person)", "coalesce(o.canonical, a.organisation)"


def profile(frame: Frame, kind: Kind, part: Profile) -> Test:
    values = frame.bind(list(part.values))
    if part.field == "territory":
        return among(kind, frame.step("territory", _in_territory(kind, values)))
    if part.field == "parent":
        return among(kind, _part_of(frame, part))
    if part.field == "organisation_kind":
        if kind is ORGANISATION:
            return f"list_contains({values}, t.kind)"
        # An organisation that was merged away is of the kind of who stands for it.
        sql = (
            "SELECT o.organisation FROM organisation o "
            "LEFT JOIN canonical_organisation c ON c.organisation = o.organisation "
            "JOIN organisation k ON k.organisation = coalesce(c.canonical, o.organisation) "
            f"WHERE list_contains({values}, k.kind)"
        )
        kinds = frame.step("kind", sql)
        return f"coalesce(t.organisation IN (SELECT organisation FROM {kinds}), FALSE)"
    if part.field == "worth":
        sql = f"SELECT w.person FROM worth w WHERE list_contains({values}, w.worth)"
        return among(kind, frame.step("worth", sql))
    return f"list_contains({values}, t.{part.field})"


def _in_territory(kind: Kind, values: str) -> str:
    """A survivor is where any of those merged into him was."""
    it = kind.code
    return (
        f"SELECT coalesce(c.canonical, p.{it}) AS {it} FROM {it} p "
        f"LEFT JOIN {kind.canonical} c ON c.{it} = p.{it} "
        f"WHERE list_contains({values}, CAST(p.territory AS VARCHAR))"
    )


def _part_of(frame: Frame, part: Profile) -> str:
    """Which, or something merged into which, belong to one of these or to anything merged into it."""
    heads = frame.bind([frame.places[uid] for uid in part.values if uid in frame.places])
    root = frame.step(
        "head",
        "SELECT coalesce(c.canonical, o.organisation) AS organisation FROM organisation o "
        "LEFT JOIN canonical_organisation c ON c.organisation = o.organisation "
        f"WHERE list_contains({heads}, o.organisation)",
    )
    above, below = "coalesce(c.canonical, o.parent)", "coalesce(d.canonical, o.organisation)"
    return frame.step(
        "below",
        f"SELECT {below} AS organisation FROM organisation o "
        "LEFT JOIN canonical_organisation c ON c.organisation = o.parent "
        "LEFT JOIN canonical_organisation d ON d.organisation = o.organisation "
        f"WHERE {above} IN (SELECT organisation FROM {root}) AND {below} <> {above}",
    )


def reachable(frame: Frame, part: Reachable) -> str:
    return frame.step(
        "reachable",
        "SELECT coalesce(c.canonical, r.person) AS person FROM reached r "
        f"LEFT JOIN canonical c ON c.person = r.person WHERE r.by = {frame.bind(part.by)}",
    )


def called(frame: Frame, part: Named) -> Test:
    return f"contains({folded('t.name')}, {folded(frame.bind(' '.join(part.text.split())))})"


def people(frame: Frame, part: People, who: str) -> str:
    """`who`: the step of the persons that count."""
    plays = f" AND a.part = {frame.bind(part.part)}" if part.part else ""
    return frame.step(
        "people",
        f"SELECT {WHERE} AS organisation {WORKING} WHERE {WHO} IN (SELECT person FROM {who}){plays} "
        f"GROUP BY 1 HAVING count(DISTINCT {WHO}) >= {frame.bind(part.at_least)}",
    )


def works_at(frame: Frame, test: Test) -> str:
    """`test`: of the organisation."""
    places = frame.step("places", f"SELECT t.organisation FROM {ORGANISATION.candidate} t WHERE {test}")
    return frame.step(
        "works",
        f"SELECT {WHO} AS {PERSON.code} {WORKING} WHERE {WHERE} IN (SELECT organisation FROM {places})",
    )
