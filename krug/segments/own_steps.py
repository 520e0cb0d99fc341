"""Conditions on own fields and on consents as SQL over the dimensions. Pure."""

from collections.abc import Callable
from datetime import date
from typing import Any

from krug.fields.rules import days, scaled
from krug.segments.conditions import Between, Chosen, Consented, Dated, Filled, Near, Own, Written, Yes
from krug.segments.kinds import Kind
from krug.segments.own import Meant

Bind = Callable[[Any], str]
MakeStep = Callable[[str, str], str]
DAY_OF = "(DATE '1970-01-01' + CAST(s.number AS INTEGER))"


def own(part: Own, kind: Kind, field: Meant, today: date, bind: Bind, step: MakeStep) -> str:
    """The step of those whose own word in the field passes; of a survivor without one, the first that
    something merged into it has (krug.fields.queries.values.together).
    """
    said, it = step("own_said", _said(kind, field, bind)), kind.code
    if isinstance(part.test, Chosen):
        options = sorted({one for key in part.test.options for one in field.options.get(key, ())})
        return step("own", f"SELECT s.{it} FROM {said} s WHERE s.card IN ({_chose(options, bind)})")
    return step("own", f"SELECT s.{it} FROM {said} s WHERE {_passes(part, field, today, bind)}")


def _said(kind: Kind, field: Meant, bind: Bind) -> str:
    it = kind.code
    of, merged = f"v.field = {bind(field.id)}", f"JOIN {kind.canonical} c ON c.{it} = v.row"
    filled = _filled(field, bind, "v.row", "v")
    mine = f"SELECT v.row FROM own_value v ANTI {merged} WHERE {of}"
    return (
        f"SELECT v.row AS {it}, v.row AS card, v.text, v.number FROM own_value v ANTI {merged} "
        f"WHERE {of} UNION ALL "
        f"SELECT c.canonical AS {it}, min(v.row) AS card, arg_min(v.text, v.row) AS text, "
        f"arg_min(v.number, v.row) AS number FROM own_value v {merged} "
        f"WHERE {of} AND {filled} AND c.canonical NOT IN ({mine}) GROUP BY c.canonical"
    )


def _filled(field: Meant, bind: Bind, card: str, row: str) -> str:
    if field.of_list:
        return f"{card} IN ({_chose(field.every, bind)})"
    return f"({row}.number IS NOT NULL OR {row}.text <> '')"


def _chose(options: list[int], bind: Bind) -> str:
    return f"SELECT o.row FROM own_choice o WHERE list_contains({bind(options)}, o.option)"


def _passes(part: Own, field: Meant, today: date, bind: Bind) -> str:
    match part.test:
        case Filled():
            return _filled(field, bind, "s.card", "s")
        case Yes(yes=yes):
            return f"s.number = {bind(int(yes))}"
        case Between(at_least=low, at_most=high):
            return _between(
                None if low is None else scaled(low), None if high is None else scaled(high), bind
            )
        case Dated(since=since, until=until):
            return _between(
                None if since is None else days(since), None if until is None else days(until), bind
            )
        case Near():
            return _near(part.test, today, bind)
        case Written(match="is", text=text):
            return f"{folded('s.text')} = {folded(bind(' '.join(text.split())))}"
        case Written(text=text):
            return f"contains({folded('s.text')}, {folded(bind(' '.join(text.split())))})"
    raise TypeError(part.test)


def _between(low: int | None, high: int | None, bind: Bind) -> str:
    bounds = [f"s.number >= {bind(low)}"] if low is not None else []
    return " AND ".join(bounds + ([f"s.number <= {bind(high)}"] if high is not None else []))


def _near(test: Near, today: date, bind: Bind) -> str:
    now = days(today)
    match test.when:
        case "last":
            return _between(now - test.days, now, bind)
        case "next":
            return _between(now, now + test.days, bind)
        case "before":
            return _between(None, now - test.days - 1, bind)
    # The day of this year, or of the next where this year's is over; of 29 February the 28th.
    year = bind(today.year)
    this = f"({DAY_OF} + to_years({year} - year({DAY_OF})))"
    next = f"({DAY_OF} + to_years({year} + 1 - year({DAY_OF})))"
    begin = f"(DATE '1970-01-01' + CAST({bind(now)} AS INTEGER))"
    comes = f"CASE WHEN {this} >= {begin} THEN {this} ELSE {next} END"
    return f"s.number IS NOT NULL AND {comes} <= {begin} + CAST({bind(test.days)} AS INTEGER)"


def folded(text: str) -> str:
    return f"replace(lower({text}), 'ё', 'е')"


def consented(part: Consented, purpose: int, bind: Bind, step: MakeStep) -> str:
    """The step of persons of whom that counts (krug.customers.privacy.rules.standing): the stricter of the
    words of all merged into one; a consent is heard from its own card's group alone. Without «nothing».
    """
    last = step(
        "last_word",
        "SELECT coalesce(c.canonical, k.person) AS person, k.person AS card, "
        "arg_max(k.given, (k.at, k.consent)) AS given FROM consented k "
        "LEFT JOIN canonical c ON c.person = k.person LEFT JOIN canonical d ON d.person = k.card "
        f"WHERE k.purpose = {bind(purpose)} AND (k.given = 0 "
        "OR coalesce(d.canonical, k.card) = coalesce(c.canonical, k.person)) GROUP BY ALL",
    )
    having = {"given": " HAVING min(w.given) = 1", "withdrawn": " HAVING min(w.given) = 0"}
    return step("consent", f"SELECT w.person FROM {last} w GROUP BY w.person{having.get(part.said, '')}")
