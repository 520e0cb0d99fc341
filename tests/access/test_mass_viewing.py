"""Carrying the base away by looking: noticed, slowed, told to those responsible, cleared (T3)."""

import time
from collections.abc import Iterator

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from krug.access import watch
from krug.access.actions.mass_viewing import clear_mass_viewing
from krug.access.errors import NotAllowed, TooMuchSeen
from krug.access.models import AuditEntry, MassViewing, User, Viewing
from krug.access.rules import too_many
from krug.access.tasks import send_mass_viewing_letters
from krug.customers.actions import create_persons
from krug.customers.data import PersonData
from krug.customers.models import Match
from tests.cast import Cast, client_of

LIMIT = 300


@pytest.fixture(autouse=True)
def _watched(settings: Settings, db: None) -> Iterator[None]:
    settings.KRUG_MASS_VIEWING = LIMIT
    watch.forget()
    yield
    watch.forget()


def look(user: User, rows: int, at: float = 0.0) -> None:
    """In pages of 100, as far as he is let."""
    for start in range(0, rows, 100):
        watch.seen(user, min(100, rows - start), at)


def test_what_counts_as_too_many() -> None:
    assert too_many(300, 300, 300) is None
    assert too_many(301, 301, 300) == (301, 2)
    assert too_many(10, 1201, 300) == (1201, 24)
    assert too_many(10**6, 10**6, 0) is None


def test_a_days_work_is_let_be(cast: Cast) -> None:
    look(cast.rita, LIMIT)
    assert not MassViewing.objects.exists()


def test_whoever_looks_through_more_is_slowed_and_reported_once(cast: Cast) -> None:
    look(cast.rita, LIMIT + 100)
    viewing = MassViewing.objects.get()
    assert (viewing.user, viewing.rows) == (cast.rita, LIMIT + 100)
    assert AuditEntry.objects.filter(verb="mass_viewing", actor=cast.rita).count() == 1
    watch.seen(cast.rita, 50, 100.0)
    with pytest.raises(TooMuchSeen):
        watch.seen(cast.rita, 50, 101.0)
    watch.seen(cast.rita, 50, 121.0)
    assert MassViewing.objects.count() == 1
    watch.seen(cast.roma, 50, 101.0)


def test_another_process_slows_him_too(cast: Cast) -> None:
    look(cast.rita, LIMIT + 100)
    watch.forget()
    watch.seen(cast.rita, 50, 0.0)
    with pytest.raises(TooMuchSeen):
        watch.seen(cast.rita, 50, 1.0)


def test_a_program_is_reported_but_not_slowed(cast: Cast) -> None:
    look(cast.integrator, LIMIT + 100)
    assert MassViewing.objects.filter(user=cast.integrator).exists()
    look(cast.integrator, 200, 1.0)


def test_pages_and_api_say_so(cast: Cast) -> None:
    land = cast.pharma.north_land
    create_persons(
        None, [PersonData(last_name=f"Doctor{n}", unit=land.unit_id, territory=land.id) for n in range(60)]
    )
    client = client_of(cast.rita)
    for _page in range(8):
        assert client.get("/customers/").status_code == 200
    assert MassViewing.objects.filter(user=cast.rita).exists()
    # The first page after it was noticed is still shown, the next one has to wait.
    seen = [client.get("/customers/") for _ in range(2)]
    assert seen[-1].status_code == 429
    assert 0 < int(seen[-1]["Retry-After"]) <= watch.PAUSE
    problem = client.get("/api/v1/persons")
    assert (problem.status_code, problem.json()["code"]) == (429, "too_much_seen")
    assert client.get("/visits/").status_code == 200, "the rest of his work goes on"


def test_the_head_and_the_administrator_are_told(cast: Cast) -> None:
    look(cast.rita, LIMIT + 100)
    send_mass_viewing_letters.call(MassViewing.objects.get().pk)
    assert {letter.to[0] for letter in mail.outbox} == {cast.head.email, cast.admin.email}
    assert all(cast.rita.name in letter.body for letter in mail.outbox)
    page = client_of(cast.head).get("/people/viewings/").content.decode()
    assert cast.rita.name in page
    assert cast.rita.name not in client_of(cast.food_head).get("/people/viewings/").content.decode()


def test_cleared_he_goes_on_and_starts_from_nothing(cast: Cast) -> None:
    look(cast.rita, LIMIT + 100)
    viewing = MassViewing.objects.get()
    client_of(cast.head).post(f"/people/viewings/{viewing.uid}/settle", {"choice": "clear"})
    assert not Viewing.objects.filter(user=cast.rita).exists()
    watch.forget()
    look(cast.rita, LIMIT)
    assert MassViewing.objects.count() == 1
    first = viewing.clearing
    assert clear_mass_viewing(cast.admin, viewing) == first


def test_nobody_clears_his_own_nor_another_units(cast: Cast) -> None:
    look(cast.head, LIMIT + 100)
    viewing = MassViewing.objects.get()
    for author in (cast.head, cast.food_head, cast.rita):
        with pytest.raises(NotAllowed):
            clear_mass_viewing(author, viewing)


def test_shut_out_from_the_same_page(cast: Cast) -> None:
    look(cast.rita, LIMIT + 100)
    uid = MassViewing.objects.get().uid
    client_of(cast.head).post(f"/people/viewings/{uid}/settle", {"choice": "shut-out"})
    cast.rita.refresh_from_db()
    assert not cast.rita.is_active


def test_names_tried_one_after_the_other_count(cast: Cast) -> None:
    """Search shows strangers beside the one who is meant; a program that asks for many meant them."""
    create_persons(cast.rita, [PersonData(last_name="Кимова", first_name=f"Имя{n}") for n in range(25)])
    create_persons(cast.rita, [PersonData(last_name="Щукина", phones=["+79161234567"])])
    client = client_of(cast.rita)

    def counted(path: str, **data: object) -> int:
        watch.forget()
        Viewing.objects.all().delete()
        answer = client.post(path, data, content_type="application/json") if data else client.get(path)
        assert answer.status_code == 200
        watch.claim(cast.rita, 1)
        return int(Viewing.objects.get().rows) - 1

    search = "/api/v1/persons/search?q=Кимова"
    assert [counted(search), counted(f"{search}&limit=25")] == [1, 3]
    tried = "/api/v1/persons/candidates"
    assert counted(tried, last_name="Щукина", phones=["+79161234567"]) == 1
    assert counted(tried, last_name="Неведова", phones=["+79161234568"]) == 0


def test_the_queue_of_doubles_shows_two_more_each_time(cast: Cast) -> None:
    one, other = create_persons(cast.nina, [PersonData(last_name="Ким"), PersonData(last_name="Кимм")])
    Match.objects.create(left=one, right=other, probability=0.7, version="1")
    look(cast.nina, LIMIT - 2)
    client_of(cast.nina).get("/customers/matches/")
    assert not MassViewing.objects.exists()
    watch.seen(cast.nina, 1, time.monotonic() + 10_000)
    assert MassViewing.objects.get().rows == LIMIT + 1
