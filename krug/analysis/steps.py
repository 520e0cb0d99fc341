"""The steps every question starts from. DuckDB's SQL; `$name` is a parameter, bound and never pasted.

Hazard: `at` is a reserved word there; write `t.at`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A named SELECT. It may name the steps before it, `touch`, `touch_retraction` and any dimension."""

    name: str
    sql: str


def base(narrow: str = "TRUE") -> tuple[Step, ...]:
    """live_touches → owned → in_scope. `narrow`: a condition on touch `t`, so that the rest is left behind.

    owned.person: whose it is, by the link valid at its `at` and through merges; null: an unknown listener.
    in_scope.named: whether the viewer sees this person, and so may learn the name.
    """
    return (
        Step("gone", GONE),
        Step("live_touches", f"SELECT t.* FROM touch t ANTI JOIN gone g ON g.id = t.id WHERE {narrow}"),
        Step("best_link", BEST_LINK),
        Step("owned", OWNED),
        Step("in_scope", IN_SCOPE),
    )


GONE = "SELECT id FROM touch_retraction UNION ALL SELECT replaces FROM touch WHERE replaces IS NOT NULL"
# Of several links valid at the moment the highest priority wins, then the newest: packed into one number.
BEST_LINK = """
SELECT t.seq, arg_max(l.person, l.priority::BIGINT * 1099511627776 + l.id) AS person
FROM live_touches t JOIN link l ON l.identity = t.identity
WHERE (l.since IS NULL OR l.since <= t.at) AND (l.until IS NULL OR t.at < l.until)
GROUP BY t.seq"""
OWNED = """
SELECT t.*, coalesce(c.canonical, b.person) AS person
FROM live_touches t LEFT JOIN best_link b ON b.seq = t.seq LEFT JOIN canonical c ON c.person = b.person"""
IN_SCOPE = """
SELECT t.*, p.person IS NOT NULL AS named
FROM owned t LEFT JOIN visible_person p ON p.person = t.person
WHERE p.person IS NOT NULL OR t.staff IN (SELECT staff FROM visible_staff)"""
