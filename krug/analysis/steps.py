"""The steps every question starts from. DuckDB's SQL; `$name` is a parameter, bound and never pasted.

Hazard: `at` is a reserved word there; write `t.at`.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A named SELECT. It may name the steps before it, any dimension, and of the log `touch`,
    `touch_retraction`, `gone` (seq: touches that do not count any more) and `last_touch` (identity, at).
    """

    name: str
    sql: str


def tables_in(sql: str) -> frozenset[str]:
    """What stands behind FROM and JOIN: steps, tables of the log, dimensions."""
    return frozenset(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", sql))


def base(narrow: str = "TRUE", columns: str = "t.*", beside: str = "") -> tuple[Step, ...]:
    """live_touches → owned → in_scope. `narrow`: a condition on touch `t`, so that the rest is left behind.

    `columns`: what the steps that follow need of `t`, where in_scope is kept: each costs then. `seq`, `at`,
    `identity` and `staff` must be among them. `beside`: a JOIN to a step of the question's own.
    touched: the identities it can be about, dead touches' among them: which rows of dimensions are read.
    tenure: whose an identity is from when to when, through merges.
    owned.person: whose it is by that; null: an unknown listener.
    in_scope.named: whether the viewer sees this person, and so may learn the name.
    """
    live = f"SELECT {columns} FROM touch t {beside} ANTI JOIN gone g ON g.seq = t.seq WHERE {narrow}"
    return (
        Step("touched", f"SELECT DISTINCT t.identity FROM touch t WHERE {narrow}"),
        Step("live_touches", live),
        Step("sure_link", SURE_LINK),
        Step("weighed_link", WEIGHED_LINK),
        Step("piece", PIECE),
        Step("sure_tenure", SURE_TENURE),
        Step("weighed_tenure", WEIGHED_TENURE),
        Step("tenure", TENURE),
        Step("owned", OWNED),
        Step("in_scope", IN_SCOPE),
    )


NEVER, EVER = -(2**63) + 1, 2**63 - 1
# Nearly every identity: one link, valid at all times, so that nothing needs to be weighed.
SURE_LINK = """
SELECT identity, person FROM link WHERE sure = 1"""
WEIGHED_LINK = f"""
SELECT l.identity, l.person, l.priority, l.id, coalesce(l.since, {NEVER}) AS since,
    coalesce(l.until, {EVER}) AS until
FROM link l WHERE l.sure = 0"""
# The time of an identity cut at every moment where one of its links begins or ends.
PIECE = f"""
SELECT identity, edge AS since, lead(edge, 1, {EVER}) OVER (PARTITION BY identity ORDER BY edge) AS until
FROM (SELECT identity, since AS edge FROM weighed_link UNION SELECT identity, until FROM weighed_link)"""
# Of several links valid at the moment the highest priority wins, then the newest: packed into one number.
WEIGHED_TENURE = """
SELECT k.identity, k.since, k.until, coalesce(c.canonical, k.person) AS person FROM (
    SELECT p.identity, p.since, p.until,
        arg_max(l.person, l.priority::BIGINT * 1099511627776 + l.id) AS person
    FROM piece p JOIN weighed_link l ON l.identity = p.identity AND l.since <= p.since AND p.until <= l.until
    GROUP BY p.identity, p.since, p.until) k
LEFT JOIN canonical c ON c.person = k.person"""
SURE_TENURE = """
SELECT k.identity, coalesce(c.canonical, k.person) AS person
FROM sure_link k LEFT JOIN canonical c ON c.person = k.person"""
TENURE = f"""
SELECT identity, {NEVER} AS since, {EVER} AS until, person FROM sure_tenure
UNION ALL
SELECT identity, since, until, person FROM weighed_tenure"""
OWNED = """
SELECT t.*, k.person FROM live_touches t
LEFT JOIN tenure k ON k.identity = t.identity AND k.since <= t.at AND t.at < k.until"""
IN_SCOPE = """
SELECT * FROM (
    SELECT t.*, coalesce(t.person IN (SELECT person FROM visible_person), FALSE) AS named FROM owned t) t
WHERE t.named OR t.staff IN (SELECT staff FROM visible_staff)"""
