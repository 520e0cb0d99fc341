"""Conditions on touches as SQL over the log: of persons by whom they belong to, of organisations by where
they were. Pure.
"""

from krug.segments.conditions import Bought, Last, Touched
from krug.segments.frame import DAY, Frame, Test, among, negated
from krug.segments.kinds import PERSON, Kind

NAME = "CASE WHEN t.verb IN ('acted', 'signalled') THEN json_extract_string(t.data, '$.name') END"


def log(frame: Frame, kind: Kind) -> str:
    return f"FROM {kind.mine if frame.alone else 'touch'} t ANTI JOIN gone g ON g.seq = t.seq"


def owned(frame: Frame, kind: Kind, which: str, columns: str, days: int | None) -> str:
    """The step of touches that count and are such, by whom they belong to.

    Nearly every identity is one person's for ever: those are joined without looking at the time.
    """
    frame.need_since(days)
    if kind is not PERSON:
        return frame.step(
            "owned",
            f"SELECT coalesce(c.canonical, t.organisation) AS organisation, {columns} {log(frame, kind)} "
            "LEFT JOIN canonical_organisation c ON c.organisation = t.organisation "
            f"WHERE t.organisation IS NOT NULL AND {which}",
        )
    names = f"k.person{columns and ', '}{columns}"
    mine = log(frame, kind)
    sql = (
        f"SELECT {names} {mine} JOIN sure_tenure k ON k.identity = t.identity WHERE {which} UNION ALL "
        f"SELECT {names} {mine} JOIN weighed_tenure k ON k.identity = t.identity "
        f'AND k.since <= t."at" AND t."at" < k.until WHERE {which}'
    )
    return frame.step("owned", sql)


def tallied(frame: Frame, kind: Kind, which: str, tally: str, days: int | None) -> str:
    """Whose, n: a tally of touches such as these, a row for each of a person's identities, or of the cards
    that are one organisation.

    First by identity: a million of these find their persons sooner than twenty million touches would.
    """
    frame.need_since(days)
    mine = log(frame, kind)
    if kind is not PERSON:
        sql = (
            "SELECT coalesce(c.canonical, a.organisation) AS organisation, a.n FROM ("
            f"SELECT t.organisation, {tally} AS n {mine} WHERE t.organisation IS NOT NULL AND {which} "
            "GROUP BY t.organisation) a "
            "LEFT JOIN canonical_organisation c ON c.organisation = a.organisation"
        )
        return frame.step("tallied", sql)
    sql = (
        f"SELECT k.person, a.n FROM (SELECT t.identity, {tally} AS n {mine} WHERE {which} "
        "GROUP BY t.identity) a JOIN sure_tenure k ON k.identity = a.identity UNION ALL "
        f"SELECT k.person, {tally} AS n {mine} JOIN weighed_tenure k ON k.identity = t.identity "
        f'AND k.since <= t."at" AND t."at" < k.until WHERE {which} GROUP BY k.person'
    )
    return frame.step("tallied", sql)


def last_owned(frame: Frame, kind: Kind, days: int | None = None) -> str:
    """Whose, at: the last touch of each of a person's identities, if it was in the last days."""
    if frame.alone or kind is not PERSON:
        return owned(frame, kind, "TRUE" + frame.in_days(days), 't."at"', days)
    frame.need_since(days)
    sql = (
        'SELECT k.person, l."at" FROM last_touch l JOIN sure_tenure k ON k.identity = l.identity '
        f'UNION ALL SELECT k.person, t."at" {log(frame, kind)} '
        "JOIN weighed_tenure k ON k.identity = t.identity "
        'AND k.since <= t."at" AND t."at" < k.until'
    )
    return frame.step("owned", sql)


def touched(frame: Frame, kind: Kind, part: Touched) -> Test:
    if not (part.verb or part.about or part.at_most) and (part.at_least or 1) == 1:
        return negated(not part.did, among(kind, _lately(frame, kind, part.days)))
    which = _which(frame, part.verb, part.days)
    if part.about:
        it, frame.about = frame.bind(part.about), True
        which += f" AND (t.object_id = {it} OR {NAME} = {it})"
    return _times(frame, kind, part, tallied(frame, kind, which, "count(*)", part.days))


def _lately(frame: Frame, kind: Kind, days: int | None) -> str:
    """Whoever had any touch in the last days: his last one says it."""
    bound = f' WHERE t."at" >= {frame.bind(frame.now - days * DAY)}' if days else ""
    return frame.step("touched", f"SELECT t.{kind.code} FROM {last_owned(frame, kind, days)} t{bound}")


def _times(frame: Frame, kind: Kind, part: Touched, tally: str) -> Test:
    whose = f"SELECT t.{kind.code} FROM {tally} t"

    def step(having: str) -> Test:
        return among(kind, frame.step("touched", f"{whose} GROUP BY t.{kind.code} HAVING {having}"))

    least = part.at_least or 1
    if not part.did or (least == 1 and not part.at_most):
        return negated(not part.did, among(kind, frame.step("touched", whose)))
    if part.at_most and not part.at_least:
        return negated(True, step(f"sum(t.n) > {frame.bind(part.at_most)}"))
    enough = f"sum(t.n) >= {frame.bind(least)}"
    return step(f"{enough} AND sum(t.n) <= {frame.bind(part.at_most)}" if part.at_most else enough)


def bought(frame: Frame, kind: Kind, part: Bought) -> Test:
    which = f"t.verb IN ('purchased', 'refunded') AND t.currency = {frame.bind(part.currency)}"
    which += frame.in_days(part.days)
    amount = "TRY_CAST(t.amount AS DECIMAL(18, 2))"
    signed = f"sum(CASE t.verb WHEN 'refunded' THEN -{amount} ELSE {amount} END)"
    bound = frame.bind(part.at_least if part.at_least is not None else part.below)
    sql = (
        f"SELECT t.{kind.code} FROM {tallied(frame, kind, which, signed, part.days)} t "
        f"GROUP BY t.{kind.code} HAVING sum(t.n) >= {bound}"
    )
    return negated(part.at_least is None, among(kind, frame.step("bought", sql)))


def last(frame: Frame, kind: Kind, part: Last) -> Test:
    bound = frame.bind(frame.now - part.days * DAY)
    of = (
        owned(frame, kind, _which(frame, part.verb, None), 't."at"', None)
        if part.verb
        else last_owned(frame, kind)
    )
    sql = f'SELECT t.{kind.code} FROM {of} t GROUP BY t.{kind.code} HAVING max(t."at") < {bound}'
    return among(kind, frame.step("quiet", sql))


def _which(frame: Frame, verb: str, days: int | None) -> str:
    return (f"t.verb = {frame.bind(verb)}" if verb else "TRUE") + frame.in_days(days)
