from datetime import date
from decimal import Decimal

import pytest

from krug.access import request_id
from krug.access.audit import digest, record, record_many, record_read
from krug.access.models import AuditEntry, AuditValue
from tests.cast import Cast


def test_a_change_names_fields_and_keeps_values_aside(cast: Cast) -> None:
    entry = record(cast.rita, "edit", "person", 5, {"city": "Tver", "at": date(2026, 1, 2)}, {"city": "Omsk"})
    kept = AuditEntry.objects.get(id=entry)
    assert (kept.verb, kept.object_kind, kept.object_id, kept.fields) == (
        "edit",
        "person",
        "5",
        ["at", "city"],
    )
    assert kept.value.before == {"city": "Tver", "at": "2026-01-02"}
    assert kept.value.after == {"city": "Omsk"}


def test_the_digest_proves_the_values_and_outlives_them(cast: Cast) -> None:
    entry = AuditEntry.objects.get(
        id=record(cast.rita, "edit", "deal", 1, {"sum": Decimal("1.50")}, {"sum": 2})
    )
    assert entry.digest == digest(bytes(entry.value.salt), entry.value.before, entry.value.after)
    assert entry.digest != digest(bytes(entry.value.salt), {"sum": "1.51"}, entry.value.after)
    entry.value.delete()
    assert AuditEntry.objects.get(id=entry.id).digest == entry.digest


def test_equal_values_have_different_digests(cast: Cast) -> None:
    ids = [record(cast.rita, "edit", "person", 5, {"city": "Tver"}, {"city": "Omsk"}) for _ in range(2)]
    one, two = (bytes(entry.digest or b"") for entry in AuditEntry.objects.filter(id__in=ids))
    assert one != two


def test_many_are_written_in_few_queries(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        entries = record_many(
            None, "create", "person", [(row, {}, {"name": f"n{row}"}) for row in range(1500)]
        )
    assert len(set(entries)) == 1500
    assert AuditValue.objects.get(entry=entries[-1]).after == {"name": "n1499"}


def test_a_read_has_no_values(cast: Cast) -> None:
    record_read(cast.rita, "person", 5)
    entry = AuditEntry.objects.get(verb="read")
    assert (entry.fields, entry.digest, hasattr(entry, "value")) == ([], None, False)


def test_the_request_is_named(cast: Cast) -> None:
    token = request_id.current.set("abc-123")
    try:
        assert AuditEntry.objects.get(id=record(None, "x", "y", 1)).request_id == "abc-123"
    finally:
        request_id.current.reset(token)
