from datetime import date

import pytest
from django.test import Client

from krug.access.actions.house import create_group
from krug.access.actions.join_group import join_group, leave_group
from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import AuditEntry, ScopeMember
from krug.access.scopes import may_see
from krug.access.signals import rows_changed
from krug.decks.actions.add_version import import_deck
from krug.decks.actions.edit_deck import move_deck, rename_deck
from krug.decks.actions.folder import create_folder
from krug.decks.actions.publish import IntentData, publish
from krug.decks.actions.withdraw import withdraw
from krug.decks.models import Publishing, Version, Withdrawal
from krug.decks.queries import deck_page, files_for, knowledge_base, may_have, published_version, thumbs_of
from krug.decks.tiles import tiles_of
from tests.cast import Cast, client_of
from tests.decks.packages import packed, page, with_manifest

pytestmark = pytest.mark.django_db
INTENT = IntentData("cardiologists", "likes", 0.4, date(2030, 1, 1), "intro")


def version_of(cast: Cast, deck_of: Version | None = None) -> Version:
    if deck_of is None:
        return import_deck(cast.marketer, with_manifest())
    more = with_manifest(None, **{f"v{deck_of.number + 1}.css": "a{}"})
    return import_deck(cast.marketer, more, deck=deck_of.deck)


def fresh(client_user: object) -> object:
    return type(client_user).objects.get(pk=client_user.pk)  # type: ignore[attr-defined]


def test_a_tile_shows_what_ones_own_group_has(cast: Cast) -> None:
    old = version_of(cast)
    newer = version_of(cast, old)
    others = create_group(None, cast.pharma.unit, "Another group")
    publish(cast.marketer, old, [cast.pharma.group])
    publish(cast.marketer, newer, [others])
    [hers] = tiles_of(cast.rita, [old.deck])
    assert (hers.version, hers.groups) == (old, [cast.pharma.group.name])
    [makers] = tiles_of(cast.marketer, [old.deck])
    assert (makers.version, makers.groups) == (newer, sorted([cast.pharma.group.name, "Another group"]))


def test_publishing_lets_the_group_see_the_deck(cast: Cast) -> None:
    version = version_of(cast)
    assert not may_see(cast.rita, "deck", version.deck_id)
    [made] = publish(cast.marketer, version, [cast.pharma.group], INTENT)
    assert may_see(cast.rita, "deck", version.deck_id)
    assert not may_see(cast.food_rep, "deck", version.deck_id)
    assert published_version(version.deck_id, cast.pharma.group.id) == version
    assert version.intent.target == 0.4
    scopes = ScopeMember.objects.filter(kind="deck", row=version.deck_id).values_list(
        "scope__kind", "scope__ref"
    )
    assert set(scopes) == {("unit", cast.pharma.unit.id), ("group", cast.pharma.group.id)}
    assert AuditEntry.objects.filter(verb="publish", object_id=str(version.deck_id)).count() == 1
    assert made.group == cast.pharma.group


def test_publishing_again_changes_nothing(cast: Cast) -> None:
    version = version_of(cast)
    first = publish(cast.marketer, version, [cast.pharma.group])
    assert publish(cast.marketer, version, [cast.pharma.group]) == first
    assert Publishing.objects.count() == 1


def test_a_newer_version_takes_the_place_of_the_older_in_its_groups_alone(cast: Cast) -> None:
    other = create_group(None, cast.pharma.unit, "Pilots")
    first = version_of(cast)
    publish(cast.marketer, first, [cast.pharma.group, other])
    second = version_of(cast, first)
    publish(cast.marketer, second, [other])
    assert published_version(first.deck_id, cast.pharma.group.id) == first
    assert published_version(first.deck_id, other.id) == second
    replaced = Withdrawal.objects.get()
    assert (replaced.publishing.version, replaced.publishing.group) == (first, other)


def test_withdrawing_takes_it_away_and_can_be_repeated(cast: Cast) -> None:
    version = version_of(cast)
    [made] = publish(cast.marketer, version, [cast.pharma.group])
    heard: list[tuple[str, set[int]]] = []

    def hear(kind: str, rows: set[int], **_more: object) -> None:
        heard.append((kind, rows))

    rows_changed.connect(hear)
    try:
        taken = withdraw(cast.marketer, made, "wrong dose")
    finally:
        rows_changed.disconnect(hear)
    assert ("deck", {version.deck_id}) in heard
    assert withdraw(cast.marketer, made, "again") == taken
    assert taken.reason == "wrong dose"
    assert not may_see(cast.rita, "deck", version.deck_id)
    assert published_version(version.deck_id, cast.pharma.group.id) is None


@pytest.mark.parametrize("who", ["rita", "nina", "agent", "production", "food_marketer", "food_head"])
def test_who_may_not_publish(cast: Cast, who: str) -> None:
    version = version_of(cast)
    with pytest.raises(NotAllowed):
        publish(getattr(cast, who), version, [cast.pharma.group])
    [made] = publish(cast.marketer, version, [cast.pharma.group])
    with pytest.raises(NotAllowed):
        withdraw(getattr(cast, who), made)
    assert Publishing.objects.filter(withdrawal=None).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        IntentData("x", "fame", 0.4, date(2030, 1, 1)),
        IntentData("x", "likes", 4, date(2030, 1, 1)),
        IntentData("x", "seconds", 0, date(2030, 1, 1)),
        IntentData("x", "reach", 0.4, date(2030, 1, 1), "no-such-slide"),
    ],
)
def test_an_intent_that_cannot_be_measured(cast: Cast, wrong: IntentData) -> None:
    with pytest.raises(WrongInput):
        publish(cast.marketer, version_of(cast), [cast.pharma.group], wrong)
    assert not Publishing.objects.exists()


def test_an_intent_is_stated_once(cast: Cast) -> None:
    version = version_of(cast)
    publish(cast.marketer, version, [cast.pharma.group], INTENT)
    with pytest.raises(WrongInput):
        publish(cast.marketer, version, [cast.pharma.group], INTENT)


def test_groups_of_another_unit_and_no_group(cast: Cast) -> None:
    version = version_of(cast)
    for groups in ([cast.food.group], []):
        with pytest.raises(WrongInput):
            publish(cast.marketer, version, groups)


def test_files_go_only_to_those_who_have_it_now(cast: Cast) -> None:
    version = version_of(cast)
    path, sha256, _type, size = files_for(version)[0]
    address = f"/files/{version.uid}/{sha256}"
    rita = client_of(cast.rita)
    assert rita.get(address).status_code == 404
    [made] = publish(cast.marketer, version, [cast.pharma.group])
    answer = rita.get(address)
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(body) == size, path
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    withdraw(cast.marketer, made)
    assert rita.get(address).status_code == 404
    assert client_of(cast.marketer).get(address).status_code == 200
    assert client_of(cast.food_marketer).get(address).status_code == 404
    assert client_of(None).get(address).status_code in (302, 401)


def test_an_older_version_is_not_had_any_more(cast: Cast) -> None:
    first = version_of(cast)
    publish(cast.marketer, first, [cast.pharma.group])
    second = version_of(cast, first)
    assert not may_have(cast.rita, second)
    publish(cast.marketer, second, [cast.pharma.group])
    assert may_have(cast.rita, second)
    assert not may_have(cast.rita, first)
    assert may_have(cast.marketer, first)


def test_only_files_of_the_version_are_served_under_it(cast: Cast) -> None:
    mine = version_of(cast)
    other = import_deck(cast.marketer, packed({"index.html": page("Other")}))
    publish(cast.marketer, mine, [cast.pharma.group])
    [foreign] = [row[1] for row in files_for(other)]
    assert client_of(cast.rita).get(f"/files/{mine.uid}/{foreign}").status_code == 404
    assert client_of(cast.rita).get(f"/files/{other.uid}/{foreign}").status_code == 404


@pytest.mark.parametrize(
    ("header", "status", "expected"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=-2", 206, b"89"),
        ("bytes=10-", 416, b""),
        ("bytes=x", 200, b"0123456789"),
    ],
)
def test_ranges(cast: Cast, header: str, status: int, expected: bytes) -> None:
    version = import_deck(cast.marketer, packed({"index.html": page("x"), "video.mp4": b"0123456789"}))
    sha256 = version.files.get(path="video.mp4").sha256
    answer = client_of(cast.marketer).get(f"/files/{version.uid}/{sha256}", headers={"range": header})
    assert answer.status_code == status
    assert answer.getvalue() == expected


def test_what_is_known_does_not_travel_again(cast: Cast) -> None:
    version = version_of(cast)
    _path, sha256, _type, _size = files_for(version)[0]
    address, client = f"/files/{version.uid}/{sha256}", client_of(cast.marketer)
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


def test_pictures_of_slides(cast: Cast) -> None:
    version = version_of(cast)
    sha256 = next(iter(thumbs_of(version)))
    answer = client_of(cast.marketer).get(f"/thumbs/{version.uid}/{sha256}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert client_of(cast.rita).get(f"/thumbs/{version.uid}/{sha256}").status_code == 404


def test_the_knowledge_base_shows_each_his_own(cast: Cast) -> None:
    shelf = create_folder(cast.marketer, "Cardiology")
    create_folder(cast.marketer, "Empty", shelf)
    version = version_of(cast)
    move_deck(cast.marketer, version.deck, shelf)
    rename_deck(cast.marketer, version.deck, "  Cardio   2 ")
    root = knowledge_base(cast.marketer)
    assert [one.folder and one.folder.name for one in root.shelves] == ["Cardiology"]
    assert [deck.title for deck in root.shelves[0].decks] == ["Cardio 2"]
    assert len(root.shelves[0].shelves) == 1
    assert knowledge_base(cast.rita).shelves == []
    publish(cast.marketer, version, [cast.pharma.group])
    mine = knowledge_base(cast.rita)
    assert mine.total == 1
    assert mine.shelves[0].shelves == []
    assert knowledge_base(cast.food_marketer).total == 0


def test_the_deck_page_says_who_has_it(cast: Cast) -> None:
    first = version_of(cast)
    publish(cast.marketer, first, [cast.pharma.group])
    shown = deck_page(cast.marketer, first.deck)
    assert shown
    assert [one.user.name for one in shown.holders] == ["Rita", "Roma"]
    leave_group(None, cast.pharma.group, cast.roma)
    join_group(None, cast.pharma.group, cast.nina)
    shown = deck_page(cast.marketer, first.deck)
    assert shown
    assert [one.user.name for one in shown.holders] == ["Nina", "Rita"]
    assert shown.bytes == sum(size for _path, _sha, _type, size in files_for(first))
    assert deck_page(cast.food_marketer, first.deck) is None


def upload(client: Client, address: str = "/api/v1/decks", **fields: object) -> object:
    package = with_manifest()
    package.name = "deck.zip"
    return client.post(address, {"package": package, **fields})


def test_the_api_takes_publishes_and_withdraws(cast: Cast) -> None:
    client = client_of(cast.marketer)
    made = upload(client, title="By a program")
    assert made.status_code == 201, made.content  # type: ignore[attr-defined]
    body = made.json()  # type: ignore[attr-defined]
    assert [slide["key"] for slide in body["slides"]] == ["intro", "dose"]
    group = str(cast.pharma.group.uid)
    published = client.post(
        f"/api/v1/decks/versions/{body['uid']}/publish", {"groups": [group]}, content_type="application/json"
    )
    assert published.status_code == 200, published.content
    rita = client_of(cast.rita)
    assert [one["title"] for one in rita.get("/api/v1/decks").json()["items"]] == ["By a program"]
    seen = rita.get(f"/api/v1/decks/{body['deck']}").json()
    assert [one["group"] for one in seen["published"]] == [group]
    taken = client.post(
        f"/api/v1/decks/publishings/{published.json()[0]['id']}/withdraw", {}, content_type="application/json"
    )
    assert taken.status_code == 204
    assert rita.get(f"/api/v1/decks/{body['deck']}").status_code == 404
    assert rita.get("/api/v1/decks").json() == {"items": [], "next": None}


def test_the_api_names_what_is_wrong_with_a_package(cast: Cast) -> None:
    package = packed({"../index.html": "x"})
    package.name = "deck.zip"
    answer = client_of(cast.marketer).post("/api/v1/decks", {"package": package})
    assert answer.status_code == 422
    assert answer.json()["code"] == "package_refused"
    assert answer.json()["errors"][0]["reason"] == "outside"
    assert answer.json()["errors"][0]["entry"] == "../index.html"


def test_the_api_refuses_those_who_make_no_decks(cast: Cast) -> None:
    assert upload(client_of(cast.rita)).status_code == 403  # type: ignore[attr-defined]
    deck = version_of(cast).deck
    assert upload(client_of(cast.food_marketer), f"/api/v1/decks/{deck.uid}/versions").status_code == 404  # type: ignore[attr-defined]
    assert deck.versions.count() == 1


def test_the_api_refuses_a_huge_body_by_its_length(cast: Cast, settings: object) -> None:
    settings.KRUG_MAX_DECK_BYTES = -1024 * 1024 + 10  # type: ignore[attr-defined]
    assert upload(client_of(cast.marketer)).status_code == 413  # type: ignore[attr-defined]


def test_the_api_pages(cast: Cast) -> None:
    client = client_of(cast.marketer)
    for number in range(3):
        import_deck(cast.marketer, packed({"index.html": page(f"Deck {number}")}))
    first = client.get("/api/v1/decks?limit=2").json()
    second = client.get("/api/v1/decks", {"limit": 2, "cursor": first["next"]}).json()
    titles = [one["title"] for one in first["items"] + second["items"]]
    assert titles == ["Deck 0", "Deck 1", "Deck 2"]
    assert second["next"] is None
