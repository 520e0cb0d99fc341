import pytest

from krug.site import checks


@pytest.mark.parametrize(
    ("app", "content", "ids"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001", []),
        ("https://crm.example.org", "https://slides.example.org", []),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", ["krug.E001"]),
        ("http://127.0.0.1:8000", "http://localhost:8001", ["krug.E002"]),
        ("https://crm.example.org", "https://slides.example.com", ["krug.E002"]),
        ("http://crm.example.org", "http://slides.example.org", ["krug.W001"]),
    ],
)
def test_slides_need_an_origin_of_their_own_on_the_same_site(app: str, content: str, ids: list[str]) -> None:
    assert [message.id for message in checks.origins(app, content)] == ids


def test_debug_is_for_this_machine_alone() -> None:
    assert not list(checks.debug_in_public("http://127.0.0.1:8000", True))
    assert [m.id for m in checks.debug_in_public("https://crm.example.org", True)] == ["krug.E003"]


def test_an_old_sqlite_is_named() -> None:
    assert not list(checks.sqlite_library("django.db.backends.sqlite3", (3, 40, 1)))
    assert [m.id for m in checks.sqlite_library("django.db.backends.sqlite3", (3, 31, 0))] == ["krug.E004"]
    assert not list(checks.sqlite_library("django.db.backends.postgresql", (3, 31, 0)))
