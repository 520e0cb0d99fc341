"""krug.json, the package's own table of contents (contract/slides.md)."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from krug.decks.errors import PackageRefused
from krug.decks.packages.archive import Files
from krug.decks.packages.deck import DeckFound, SlideFound
from krug.decks.packages.types import is_page

MANIFEST = "krug.json"
_LARGEST = 2_000_000

Key = Annotated[str, Field(pattern=r"^[\w.-]{1,80}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Condition(_Strict):
    question: Key
    equals: JsonValue


class Branch(_Strict):
    to: Key
    when: Condition | None = None


class Option(_Strict):
    value: Annotated[str, Field(min_length=1, max_length=80)]
    text: Text


class Question(_Strict):
    id: Key
    kind: Literal["choice", "slider", "rating", "text"]
    text: Text
    options: list[Option] = []


class SlideEntry(_Strict):
    key: Key
    title: Annotated[str, Field(min_length=1, max_length=160)]
    file: Annotated[str, Field(min_length=1, max_length=300)]
    thumb: Annotated[str, Field(max_length=300)] = ""
    mandatory: bool = False
    minutes: Annotated[float, Field(gt=0, le=120)] | None = None
    next: list[Branch] = []
    questions: list[Question] = []


class Manifest(_Strict):
    krug: Literal[1]
    title: Annotated[str, Field(min_length=1, max_length=160)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "ru"
    slides: Annotated[list[SlideEntry], Field(min_length=1)]


def read_manifest(files: Files) -> DeckFound:
    manifest = _parsed(files[MANIFEST].read(_LARGEST + 1))
    _refuse_loose_ends(manifest, files)
    return DeckFound(manifest.title, [_slide(entry) for entry in manifest.slides], manifest.language)


def _parsed(data: bytes) -> Manifest:
    if len(data) > _LARGEST:
        raise PackageRefused("manifest_unreadable", MANIFEST, len(data))
    try:
        text = data.decode("utf-8-sig")
        if "\x00" in text or "\\u0000" in text:
            raise ValueError("NUL")
        return Manifest.model_validate(json.loads(text, parse_constant=_no_number))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise _wrong(pointer(first["loc"]), first["msg"]) from error
    except (ValueError, RecursionError) as error:
        raise PackageRefused("manifest_unreadable", MANIFEST, str(error)[:200]) from error


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON: no database keeps them."""
    raise ValueError(name)


def pointer(place: tuple[int | str, ...]) -> str:
    """RFC 6901: /slides/0/file."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def _wrong(place: str, value: Any) -> PackageRefused:
    return PackageRefused("manifest_wrong", f"{MANIFEST}#{place}", value)


def _refuse_loose_ends(manifest: Manifest, files: Files) -> None:
    keys = [entry.key for entry in manifest.slides]
    for at, entry in enumerate(manifest.slides):
        place = f"/slides/{at}"
        if keys.index(entry.key) != at:
            raise _wrong(f"{place}/key", entry.key)
        path = entry.file.partition("#")[0]
        for name, wanted in (("file", path), ("thumb", entry.thumb)):
            if wanted not in files and (wanted or name == "file"):
                raise PackageRefused("manifest_file_missing", f"{MANIFEST}#{place}/{name}", wanted)
        if not is_page(path):
            raise PackageRefused("manifest_page_expected", f"{MANIFEST}#{place}/file", path)
        for number, branch in enumerate(entry.next):
            if branch.to not in keys:
                raise PackageRefused(
                    "manifest_unknown_slide", f"{MANIFEST}#{place}/next/{number}/to", branch.to
                )


def _slide(entry: SlideEntry) -> SlideFound:
    return SlideFound(
        entry.key,
        entry.title,
        entry.file,
        entry.thumb,
        entry.mandatory,
        entry.minutes,
        [branch.model_dump(exclude_none=True) for branch in entry.next],
        [question.model_dump(exclude_defaults=True) for question in entry.questions],
    )
