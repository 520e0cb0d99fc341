import base64
import errno
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry, ScopeMember
from krug.decks.actions.add_version import import_deck
from krug.decks.contents import place_of
from krug.decks.errors import PackageRefused
from krug.decks.models import Deck, Version
from krug.decks.thumbs import reencoded
from tests.cast import Cast, client_of
from tests.decks.packages import manifest, packed, page, with_manifest

pytestmark = pytest.mark.django_db


def picture(size: tuple[int, int], format: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, format)
    return out.getvalue()


def test_a_package_with_a_manifest_becomes_a_deck(cast: Cast) -> None:
    version = import_deck(cast.marketer, with_manifest())
    assert version.number == 1
    assert version.deck.title == "Кардионорм"
    assert version.deck.unit == cast.pharma.unit
    slides = list(
        version.slides.order_by("number").values_list("key", "title", "address", "mandatory", "minutes")
    )
    assert slides == [
        ("intro", "Зачем", "01/index.html", True, 0.5),
        ("dose", "Дозы", "02.html#two", False, None),
    ]
    assert version.slides.get(key="intro").next == [{"to": "dose"}]
    assert dict(version.files.values_list("path", "type"))["02.html"] == "text/html; charset=utf-8"
    for file in version.files.all():
        assert place_of(file.sha256).stat().st_size == file.size


def test_every_slide_gets_a_picture_of_one_size(cast: Cast) -> None:
    own = manifest()
    own["slides"][0]["thumb"] = "01/thumb.png"
    version = import_deck(cast.marketer, with_manifest(own, **{"01/thumb.png": picture((1024, 768))}))
    for slide in version.slides.all():
        with Image.open(place_of(slide.thumb)) as image:
            assert (image.size, image.format) == ((400, 300), "JPEG")
    with Image.open(place_of(version.slides.get(key="intro").thumb)) as image:
        assert image.tobytes()[0] > 180


def test_the_deck_is_in_its_units_scope_and_in_the_audit(cast: Cast) -> None:
    deck = import_deck(cast.marketer, with_manifest()).deck
    assert list(
        ScopeMember.objects.filter(kind="deck", row=deck.id).values_list("scope__kind", "scope__ref")
    ) == [("unit", cast.pharma.unit.id)]
    assert (
        AuditEntry.objects.filter(verb="add_version", object_kind="deck", object_id=str(deck.id)).count() == 1
    )


def test_the_next_version_keeps_unchanged_files(cast: Cast) -> None:
    first = import_deck(cast.marketer, with_manifest())
    second = import_deck(
        cast.marketer, with_manifest(None, **{"new.css": "body{}"}), deck=first.deck, note="colours"
    )
    assert (second.number, second.note, second.deck) == (2, "colours", first.deck)
    assert set(first.files.values_list("sha256", flat=True)) < set(
        second.files.values_list("sha256", flat=True)
    )


def test_the_same_package_again_is_the_same_version(cast: Cast) -> None:
    package = with_manifest()
    first = import_deck(cast.marketer, package)
    assert import_deck(cast.marketer, package, deck=first.deck) == first
    assert Version.objects.count() == 1


def test_title_can_be_given(cast: Cast) -> None:
    assert import_deck(cast.marketer, with_manifest(), title="Осень").deck.title == "Осень"


@pytest.mark.parametrize("who", ["rita", "nina", "agent", "food_marketer"])
def test_those_who_make_no_decks_here_are_refused(cast: Cast, who: str) -> None:
    deck = import_deck(cast.marketer, with_manifest()).deck
    with pytest.raises(NotAllowed):
        import_deck(getattr(cast, who), packed({"index.html": page("x")}), deck=deck)
    assert Version.objects.count() == 1


def test_a_refusal_leaves_nothing_behind(cast: Cast, files: Path) -> None:
    with pytest.raises(PackageRefused):
        import_deck(cast.marketer, packed({"a.css": "x" * 9000, "b.js": "y"}))
    assert not Deck.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert files == settings.FILES_DIR
    assert list((files / "incoming").iterdir()) == []


# A WebP whose Exif says that its orientation is no number.
ODD_EXIF = (
    "UklGRngAAABXRUJQVlA4WAoAAAAIAAAAAwAAAgAAVlA4ICwAAACQAQCdASoEAAMABABoJaACdLoAA5gA/us2/6E2Paiv/0JP/ibP+Js+AAAAAEVY"
    "SUYmAAAATU0AKgAAAAgAAgEBAAIAAAACeAAAAAESAAMAAAABAAYAAAAAAAA="
)


def test_bytes_are_on_the_disk_before_their_names(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut must not leave a name with nothing behind it: names are believed."""
    first = import_deck(cast.marketer, with_manifest())
    known = set(first.files.values_list("sha256", flat=True))
    order: list[tuple[str, str]] = []
    fsync, rename = os.fsync, Path.rename

    def noted_fsync(descriptor: int) -> None:
        fsync(descriptor)
        order.append(("on disk", Path(os.readlink(f"/proc/self/fd/{descriptor}")).name))

    def noted_rename(path: Path, target: Path) -> Path:
        if "incoming" not in str(target):
            order.append(("named", target.name))
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    second = import_deck(cast.marketer, with_manifest(None, **{"new.css": "body{}"}), deck=first.deck)
    fresh = set(second.files.values_list("sha256", flat=True)) - known
    assert len(fresh) == 1
    for sha256 in fresh:
        assert order.index(("on disk", sha256)) < order.index(("named", sha256))
        assert order.index(("named", sha256)) < order.index(("on disk", sha256[:2]))
    assert not {name for _what, name in order} & known


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)


def test_a_full_disk_is_told_in_words(cast: Cast, files: Path, full_disk: None) -> None:
    client = client_of(cast.marketer)
    with_manifest_once = with_manifest()
    with_manifest_once.name = "deck.zip"
    page = client.post("/presentations/new", {"package": with_manifest_once, "title": "", "note": ""})
    assert page.status_code == 503
    assert "no room" in page.content.decode() or "нет места" in page.content.decode()
    with_manifest_once.seek(0)
    answer = client.post("/api/v1/decks", {"package": with_manifest_once})
    assert (answer.status_code, answer.json()["code"], answer.json()["retry"]) == (503, "no_room", True)
    assert not Deck.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_a_picture_that_breaks_its_reader_is_none() -> None:
    assert reencoded(io.BytesIO(base64.b64decode(ODD_EXIF))) is None
