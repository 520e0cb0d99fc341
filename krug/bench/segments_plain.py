"""Twenty typical segments, and each as somebody fluent in SQL would ask PostgreSQL for it."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from krug.segments.conditions import Condition

DAY = 86_400_000_000
WORDS = {"clicked": 10, "viewed": 11, "opened": 9, "purchased": 12, "refunded": 13, "called": 6}
Part = dict[str, Any]
Test = tuple[Part, str]
"""A part of a condition, and the same as SQL over customers_person p."""


def did(verb: str, now: int, days: int = 0, least: int = 1, about: str = "") -> Test:
    part: Part = {"kind": "touched", "verb": verb, "at_least": least}
    part |= {"days": days} if days else {}
    part |= {"about": about} if about else {}
    where = f"t.verb = {WORDS[verb]}" + (f" AND t.at >= {now - days * DAY}" if days else "")
    where += f" AND t.object_id = '{about}'" if about else ""
    return part, _having(where, f"count(*) >= {least}")


def did_not(verb: str, now: int, days: int) -> Test:
    part, sql = did(verb, now, days)
    return {**part, "did": False, "at_least": None}, f"NOT ({sql})"


def bought(now: int, least: int, days: int = 0) -> Test:
    part: Part = {"kind": "bought", "at_least": least} | ({"days": days} if days else {})
    where = "t.verb IN (12, 13) AND t.currency = 'RUB'" + (f" AND t.at >= {now - days * DAY}" if days else "")
    total = "sum(CASE t.verb WHEN 13 THEN -t.amount::numeric ELSE t.amount::numeric END)"
    return part, _having(where, f"{total} >= {least}")


def quiet(now: int, days: int) -> Test:
    return {"kind": "last", "days": days}, _having("TRUE", f"max(t.at) < {now - days * DAY}")


def _having(where: str, having: str) -> str:
    """Persons by their live touches: by the link valid then, through merges."""
    return f"""p.id IN (SELECT coalesce(o.canonical_id, o.id) FROM touch t
JOIN customers_link l ON l.identity_id = t.identity AND (l.since IS NULL OR l.since <= t.at)
    AND (l.until IS NULL OR t.at < l.until)
JOIN customers_person o ON o.id = l.person_id
WHERE {where} AND NOT EXISTS (SELECT 1 FROM touch_retraction r WHERE r.id = t.id)
    AND NOT EXISTS (SELECT 1 FROM touch n WHERE n.replaces = t.id)
GROUP BY 1 HAVING {having})"""


def card(field: str, *values: str, but_not: bool = False) -> Test:
    part = {"kind": "profile", "field": field, "values": values, "but_not": but_not}
    listed = ", ".join(f"'{value}'" for value in values)
    return part, f"p.{field} {'NOT ' if but_not else ''}IN ({listed})"


def phone() -> Test:
    sql = "EXISTS (SELECT 1 FROM customers_contactpoint c WHERE c.person_id = p.id AND c.kind = 'phone')"
    return {"kind": "reachable", "by": "phone"}, sql


def works_at(kind: str) -> Test:
    of = f"SELECT 1 FROM customers_organisation g WHERE g.id = p.organisation_id AND g.kind = '{kind}'"
    sql = f"EXISTS ({of})"
    return {"kind": "profile", "field": "organisation_kind", "values": [kind]}, sql


def typical(now: int) -> list[tuple[str, list[Test], str]]:
    """(name, parts, all or any)"""
    a, b, omsk = card("klass", "A"), card("klass", "A", "B"), card("city", "Омск", "Пермь")
    return [
        ("class A", [a], "all"),
        ("class A or B in two cities", [b, omsk], "all"),
        ("cardiologists with a phone", [card("specialty", "Кардиолог"), phone()], "all"),
        ("of clinics, not class C", [works_at("clinic"), card("klass", "C", but_not=True)], "all"),
        ("clicked in 7 days", [did("clicked", now, 7)], "all"),
        ("clicked in 30 days", [did("clicked", now, 30)], "all"),
        ("clicked twice in 90 days", [did("clicked", now, 90, 2)], "all"),
        ("viewed five times in 90 days", [did("viewed", now, 90, 5)], "all"),
        ("viewed one thing in 30 days", [did("viewed", now, 30, 1, "thing-7")], "all"),
        ("class A who clicked in 30 days", [a, did("clicked", now, 30)], "all"),
        ("opened and did not click, 30 days", [did("opened", now, 30), did_not("clicked", now, 30)], "all"),
        ("viewed or called in 14 days", [did("viewed", now, 14), did("called", now, 14)], "any"),
        ("bought for 5,000 in 90 days", [bought(now, 5000, 90)], "all"),
        ("bought for 20,000 in a year", [bought(now, 20_000, 365)], "all"),
        ("bought ever", [did("purchased", now)], "all"),
        ("class A, nothing bought in 180 days", [a, did_not("purchased", now, 180)], "all"),
        ("quiet for 90 days", [quiet(now, 90)], "all"),
        ("class A or B quiet for 30 days", [b, quiet(now, 30)], "all"),
        ("buyers who went quiet", [bought(now, 10_000, 365), quiet(now, 60)], "all"),
        (
            "city, phone, clicked, bought",
            [omsk, phone(), did("clicked", now, 90), did("purchased", now, 365)],
            "all",
        ),
    ]


def condition(tests: list[Test], mode: str) -> Condition:
    return Condition.model_validate({"mode": mode, "parts": [part for part, _sql in tests]})


def plain_count(unit: int, tests: list[Test], mode: str, scopes: list[int]) -> Callable[[], int]:
    """How many of the unit whom the viewer sees."""
    joined = (" AND " if mode == "all" else " OR ").join(f"({sql})" for _part, sql in tests)
    seen = (
        "EXISTS (SELECT 1 FROM access_scopemember s WHERE s.kind = 'person' AND s.row = p.id "
        f"AND s.scope_id IN ({', '.join(map(str, scopes))}))"
    )
    where = f"p.unit_id = {unit} AND p.canonical_id IS NULL AND {seen} AND ({joined})"

    def ask() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM customers_person p WHERE {where}")
            return int(cursor.fetchone()[0])

    return ask
