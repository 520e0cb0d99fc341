"""A package becomes a deck, or the next version of one."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.audit import record
from krug.access.errors import WrongInput
from krug.access.models import User
from krug.decks import thumbs
from krug.decks.actions.placing import demand_maker, place_deck
from krug.decks.contents import Content, keep, staging, write_aside
from krug.decks.models import Deck, Folder, Slide, Version, VersionFile
from krug.decks.packages import html5
from krug.decks.packages.archive import CHUNK, Files, Limits, unpack
from krug.decks.packages.colours import background
from krug.decks.packages.deck import DeckFound, SlideFound
from krug.decks.packages.html5.plain import read_page
from krug.decks.packages.outline import charset_of
from krug.decks.packages.types import is_page, media_type


@dataclass(frozen=True, slots=True)
class _Package:
    sha256: str
    files: Files
    types: dict[str, str]
    found: DeckFound
    pictures: list[Content]


def import_deck(
    author: User,
    file: IO[bytes],
    title: str | None = None,
    folder: Folder | None = None,
    deck: Deck | None = None,
    note: str = "",
) -> Version:
    """Take a package (ZIP, any seekable file of bytes) as a new deck, or as the next version of `deck`.

    The package that is the deck's newest version already is not taken twice: that version is returned.
    Raises PackageRefused, NotAllowed, WrongInput; then nothing is left behind.
    """
    unit = demand_maker(author, deck.unit_id if deck else folder.unit_id if folder else author.unit_id)
    sha256 = _digest(file)
    if deck and (known := _newest(deck)) and known.sha256 == sha256:
        return known
    with staging() as aside:
        package = _read(file, sha256, aside)
        with transaction.atomic():
            deck = _locked(deck) if deck else _new_deck(author, unit, title or package.found.title, folder)
            # Contents first: a row may never name a file that is not there. A name nobody uses does no harm.
            keep([*package.files.values(), *package.pictures])
            version = _save(author, deck, package, note)
            record(
                author, "add_version", "deck", deck.id, after={"version": version.number, "sha256": sha256}
            )
            place_deck(deck)
    return version


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _newest(deck: Deck) -> Version | None:
    return deck.versions.order_by("-number").first()


def _locked(deck: Deck) -> Deck:
    return Deck.objects.select_for_update().get(pk=deck.pk)


def _read(file: IO[bytes], sha256: str, aside: Path) -> _Package:
    limits = Limits(packed=settings.KRUG_MAX_DECK_BYTES, unpacked=5 * settings.KRUG_MAX_DECK_BYTES)
    files = unpack(file, aside, limits)
    found = html5.read(files)
    grounds = {
        path: background(read_page(files, path), path, files) for path in {s.path for s in found.slides}
    }
    pictures = [
        write_aside(aside, [_picture(number, slide, files, grounds[slide.path])])
        for number, slide in enumerate(found.slides, 1)
    ]
    types = {path: _type(path, content) for path, content in files.items()}
    return _Package(sha256, files, types, found, pictures)


def _picture(number: int, slide: SlideFound, files: Files, ground: str) -> bytes:
    own = thumbs.reencoded(BytesIO(files[slide.thumb].read())) if slide.thumb else None
    return own or thumbs.card(number, slide.title, slide.background or ground)


def _new_deck(author: User, unit: int, title: str, folder: Folder | None) -> Deck:
    wanted = title.strip()
    if not 0 < len(wanted) <= 160:
        raise WrongInput(_("A title has 1 to 160 letters."), field="title", value=title)
    return Deck.objects.create(unit_id=unit, folder=folder, title=wanted, author=author)


def _save(author: User, deck: Deck, package: _Package, note: str) -> Version:
    newest = _newest(deck)
    version = Version.objects.create(
        deck=deck,
        number=newest.number + 1 if newest else 1,
        sha256=package.sha256,
        note=note.strip()[:300],
        author=author,
    )
    VersionFile.objects.bulk_create(
        [
            VersionFile(
                version=version,
                path=path,
                sha256=content.sha256,
                size=content.size,
                type=package.types[path],
            )
            for path, content in sorted(package.files.items())
        ],
        batch_size=500,
    )
    Slide.objects.bulk_create(
        [
            _row(version, number, slide, picture)
            for number, (slide, picture) in enumerate(
                zip(package.found.slides, package.pictures, strict=True), 1
            )
        ]
    )
    return version


def _type(path: str, content: Content) -> str:
    """An HTML page's type names its encoding, so that a browser need not look for it."""
    return f"text/html; charset={charset_of(content.read())}" if is_page(path) else media_type(path)


def _row(version: Version, number: int, slide: SlideFound, picture: Content) -> Slide:
    return Slide(
        version=version,
        number=number,
        key=slide.key[:80],
        title=slide.title[:160],
        address=slide.address[:300],
        thumb=picture.sha256,
        mandatory=slide.mandatory,
        minutes=slide.minutes,
        next=slide.next,
        questions=slide.questions,
    )
