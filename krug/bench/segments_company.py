"""A large company for measuring segments, written by the database itself: actions would take hours.

Rows are those that actions leave: a person with his card's identity, its link and his place in a scope;
touches of DAYS in order of time, and over customers unevenly, as in life. PostgreSQL's SQL.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

from krug.access.actions.create_user import UserData, create_users
from krug.access.actions.house import create_team, create_territory, create_unit
from krug.access.actions.scope import ensure_scopes
from krug.access.models import ScopeMember, User
from krug.customers.models import ContactPoint, Identity, Link, Organisation, Person
from krug.touches.words import Channel, Verb

DAY = 86_400_000_000
DAYS = 400
CITIES = "Москва Казань Екатеринбург Самара Пермь Омск Тула Тверь Рязань Калуга".split()  # noqa: SIM905
SPECIALTIES = ("Кардиолог", "Терапевт", "Невролог", "Педиатр", "Хирург")
LANDS = 40
LATER = ("touch_of_identity", "touch_written")
"""Indexes that are made once all is there."""
VERBS = (
    Verb.VIEWED,
    Verb.VIEWED,
    Verb.CLICKED,
    Verb.OPENED,
    Verb.SHOWN,
    Verb.REACTED,
    Verb.PURCHASED,
    Verb.CALLED,
)


def make(persons: int, touches: int, now: int) -> User:
    """Returns the unit's head, who sees everybody. No trigger fires: there is no copy to keep true yet."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
    unit = create_unit(None, "Bench")
    team = create_team(None, unit, "All")
    lands = [create_territory(None, team, f"Land {number:02}").pk for number in range(LANDS)]
    (head,) = create_users(None, [UserData("head@bench.example", "Head", "head", unit, team, hashed="!")])
    scopes = ensure_scopes([("territory", land) for land in lands])
    first = min(lands)
    _rows(
        Organisation,
        persons // 50,
        unit_id=unit.pk,
        name="'Clinic ' || n",
        sort="'clinic ' || n",
        kind=_one_of(("clinic", "pharmacy", "company"), 1),
    )
    _rows(
        Person,
        persons,
        unit_id=unit.pk,
        territory_id=f"{first} + n % {LANDS}",
        last_name="'Person ' || n",
        sort="'person ' || lpad(n::text, 9, '0')",
        klass=_one_of(("A", "B", "C", ""), 2),
        city=_one_of(CITIES, 3),
        specialty=_one_of(SPECIALTIES, 4),
        organisation_id=f"1 + n % {persons // 50}",
    )
    _rows(
        Identity, persons, kind="'card'", value="(SELECT p.uid::text FROM customers_person p WHERE p.id = n)"
    )
    _rows(Link, persons, identity_id="n", person_id="n", evidence="'{}'::jsonb", author_id="NULL")
    _rows(ContactPoint, persons // 2, person_id="n * 2", kind="'phone'", value="n::text", normal="n::text")
    low = min(scopes.values())
    _rows(ScopeMember, persons, scope_id=f"{low} + n % {LANDS}", kind="'person'", row="n", sort="n::text")
    _touches(persons, touches, now)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
    return head


def _one_of(words: Sequence[str], salt: int) -> str:
    """Any of them, the same for the same `n`."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + abs(hashint8(n * 8 + {salt})::bigint) % {len(words)}]"


def _rows(model: type[Model], count: int, **given: Any) -> None:
    """`count` rows by expressions over `n`, 1 and up; what is not given is the field's default."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        columns.append(field.column)
        values.append(str(given[field.column]) if field.column in given else _default(field))
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) '
            f"SELECT {', '.join(values)} FROM generate_series(1, {count}::bigint) n"
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), {count + 1}, false)"
        )


def _default(field: Any) -> str:
    if field.primary_key:
        return "n"
    if field.name == "uid":
        return "gen_random_uuid()"
    if field.name in ("created_at", "changed_at", "at"):
        return "now()"
    if field.null:
        return "NULL"
    value = "" if field.default is NOT_PROVIDED else field.get_default()
    return "'" + str(value) + "'" if isinstance(value, str) else str(value).lower()


def _touches(persons: int, touches: int, now: int) -> None:
    """A third of the customers has most of the touches; of a thousand one is retracted."""
    verbs = ", ".join(str(int(verb)) for verb in VERBS)
    whose = f"1 + (random() * random() * {persons - 1})::bigint"
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute("SELECT indexdef, indexname FROM pg_indexes WHERE indexname = ANY(%s)", [list(LATER)])
        made = cursor.fetchall()
        for _definition, index in made:
            cursor.execute(f"DROP INDEX {index}")
        cursor.execute(
            f"""
INSERT INTO touch (id, at, received_at, identity, channel, direction, verb, object_kind, object_id,
    cause_kind, cause_id, amount, currency, emotion, author, data)
SELECT (lpad(to_hex(at / 1000), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
        || substr(md5(n::text), 4, 15))::uuid,
    at, at, whose, {int(Channel.SITE)}, 1, verb,
    CASE WHEN verb IN ({int(Verb.SHOWN)}, {int(Verb.REACTED)}) THEN 'slide' ELSE 'page' END,
    'thing-' || (n % 50), '', '', CASE verb WHEN {int(Verb.PURCHASED)} THEN (100 + n % 5000)::text END,
    CASE verb WHEN {int(Verb.PURCHASED)} THEN 'RUB' ELSE '' END,
    CASE verb WHEN {int(Verb.REACTED)} THEN CASE WHEN n % 3 = 0 THEN -100 ELSE 100 END END, 'source:bench',
    CASE verb WHEN {int(Verb.SHOWN)} THEN '{{"number": 1, "order": 1, "rule": 1}}' ELSE '{{}}' END
FROM (SELECT n, {now} - ((1 - n::numeric / {touches}) * {DAYS * DAY})::bigint AS at, {whose} AS whose,
    (ARRAY[{verbs}])[1 + (random() * {len(VERBS) - 1})::int] AS verb
    FROM generate_series(1, {touches}) n) made"""
        )
        cursor.execute(
            f"INSERT INTO touch_retraction (id, at, author, reason) "
            f"SELECT id, {now}, 'source:bench', 'sample' FROM touch WHERE identity % 1000 = 7"
        )
        for definition, _index in made:
            cursor.execute(definition.replace(" ON ONLY ", " ON "))
        cursor.execute("ANALYZE")
