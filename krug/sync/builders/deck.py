"""A deck in a unit's scope is its newest version, in a group's scope the version published to that group."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from krug.access.models import Scope
from krug.decks.models import Deck, Folder, Publishing, Slide, Version, VersionFile
from krug.decks.queries import published_versions
from krug.site.clock import micros
from krug.sync.documents import Document


def documents(placed: Mapping[int, Collection[Scope]]) -> dict[tuple[int, int], Document]:
    decks = Deck.objects.in_bulk(placed)
    published = published_versions(list(placed))
    newest = _newest(placed)
    chosen: dict[tuple[int, int], Version] = {}
    for row, scopes in placed.items():
        for scope in scopes:
            version = newest.get(row) if scope.kind == Scope.Kind.UNIT else published.get((row, scope.ref))
            if version and row in decks:
                chosen[scope.pk, row] = version
    parts = _Parts(decks, {version.pk: version for version in chosen.values()})
    made = {pk: (deck.uid, parts.document(deck, version)) for pk, (deck, version) in parts.pairs.items()}
    return {key: made[version.pk] for key, version in chosen.items()}


def _newest(decks: Collection[int]) -> dict[int, Version]:
    return {version.deck_id: version for version in Version.objects.filter(deck__in=decks).order_by("number")}


class _Parts:
    """What the documents of these versions are made of, read at once."""

    def __init__(self, decks: Mapping[int, Deck], versions: Mapping[int, Version]) -> None:
        self.pairs = {pk: (decks[version.deck_id], version) for pk, version in versions.items()}
        self.folders = dict[int | None, tuple[str, int | None]](
            (pk, (name, parent)) for pk, name, parent in Folder.objects.values_list("id", "name", "parent")
        )
        self.published_at = _published_at(versions)
        self.slides: dict[int, list[Slide]] = defaultdict(list)
        for slide in Slide.objects.filter(version__in=versions).order_by("number"):
            self.slides[slide.version_id].append(slide)
        self.files: dict[int, list[list[str | int]]] = defaultdict(list)
        rows = VersionFile.objects.filter(version__in=versions).order_by("path")
        for version, path, sha256, kind, size in rows.values_list(
            "version", "path", "sha256", "type", "size"
        ):
            self.files[version].append([path, sha256, kind, size])

    def document(self, deck: Deck, version: Version) -> dict[str, Any]:
        files = self.files[version.pk]
        return {
            "uid": str(deck.uid),
            "title": deck.title,
            "folder": self._path(deck.folder_id),
            "version": {
                "uid": str(version.uid),
                "number": version.number,
                "published_at": self.published_at.get(version.pk, micros(version.created_at)),
                "bytes": sum({str(file[1]): int(file[3]) for file in files}.values()),
            },
            "slides": [_slide(slide) for slide in self.slides[version.pk]],
            "files": files,
        }

    def _path(self, folder: int | None) -> list[str]:
        path: list[str] = []
        while folder in self.folders:
            name, folder = self.folders[folder]
            path.insert(0, name)
        return path


def _published_at(versions: Collection[int]) -> dict[int, int]:
    rows = Publishing.objects.filter(version__in=versions).order_by("-id").values_list("version", "at")
    return {version: micros(at) for version, at in rows}


def _slide(slide: Slide) -> dict[str, Any]:
    return {
        "uid": str(slide.uid),
        "key": slide.key,
        "number": slide.number,
        "title": slide.title,
        "address": slide.address,
        "thumb": slide.thumb,
        "mandatory": slide.mandatory,
        "minutes": slide.minutes,
        "next": slide.next,
        "questions": slide.questions,
    }
