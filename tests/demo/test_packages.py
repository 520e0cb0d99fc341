"""The demo decks as packages: taken by the importer, the same every time, complete in themselves."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from krug.decks.packages import html5
from krug.decks.packages.archive import Limits, unpack
from krug.decks.packages.deck import DeckFound
from krug.demo import deckstory, packages

ALL = [packages.cardionorm_first, packages.cardionorm, packages.allergy]
SOURCES = [packages.DECK, packages.FIRST, packages.ALLERGY]


def found(make, folder: Path) -> DeckFound:
    folder.mkdir(exist_ok=True)
    return html5.read(unpack(make(), folder, Limits(packed=10_000_000, unpacked=50_000_000)))


def contents(make) -> dict[str, bytes]:
    archive = zipfile.ZipFile(make())
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("make", ALL)
def test_is_the_same_every_time(make):
    assert make().getvalue() == make().getvalue()


def test_has_ten_slides_one_of_them_mandatory_and_a_branch(tmp_path):
    deck = found(packages.cardionorm, tmp_path)
    assert len(deck.slides) == 10
    assert [one.key for one in deck.slides if one.mandatory] == ["safety"]
    fork = next(one for one in deck.slides if one.key == "fork")
    assert {branch["to"] for branch in fork.next} == {"mechanism", "first-visit"}


def test_the_pharmacies_deck_has_four_slides(tmp_path):
    assert len(found(packages.allergy, tmp_path).slides) == 4


def test_versions_differ_in_the_mended_slide_alone():
    first, second = contents(packages.cardionorm_first), contents(packages.cardionorm)
    differing = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    assert differing
    assert all(name.startswith("07-results/") for name in differing)


@pytest.mark.parametrize("make", ALL)
def test_asks_no_other_host(make):
    for name, data in contents(make).items():
        if name.endswith((".html", ".css", ".js")):
            assert not re.search(
                r"(?:https?:)?//[\w-]+\.\w", data.decode().replace("http://www.w3.org", "")
            ), name


@pytest.mark.parametrize("make", ALL)
def test_every_question_of_the_manifest_stands_on_its_slide(make):
    files = contents(make)
    for slide in json.loads(files["krug.json"])["slides"]:
        page = files[slide["file"]].decode()
        assert {one["id"] for one in slide.get("questions", [])} == set(
            re.findall(r'question="([\w-]+)"', page)
        )


@pytest.mark.parametrize("make", ALL)
def test_every_slide_has_its_thumbnail_and_both_languages(make):
    files = contents(make)
    for slide in json.loads(files["krug.json"])["slides"]:
        assert files[slide["thumb"]].startswith(b"\x89PNG")
        assert "data-en=" in files[slide["file"]].decode()


@pytest.mark.parametrize("folder", SOURCES, ids=lambda folder: folder.name)
def test_only_what_a_compositor_can_move_is_animated(folder):
    for style in folder.rglob("*.css"):
        text = style.read_text()
        for frames in re.findall(r"@keyframes [\w-]+ \{(.*?)\n\}", text, re.DOTALL):
            assert set(re.findall(r"^\s+([\w-]+):", frames, re.MULTILINE)) <= {"transform", "opacity"}, style
        assert "animation:" not in re.sub(
            r"@media \(prefers-reduced-motion.*?\n\}", "", text, flags=re.DOTALL
        )


def test_the_story_answers_what_the_deck_asks():
    for make, words in ((packages.cardionorm, deckstory), (packages.allergy, deckstory)):
        for slide in json.loads(contents(make)["krug.json"])["slides"]:
            for question in slide.get("questions", []):
                told = {
                    "barriers": words.BARRIERS,
                    "step": words.STEPS,
                    "practice": words.WAYS,
                    "asked": words.ASKED,
                }
                options = {one["value"]: one["text"] for one in question.get("options", [])}
                assert told.get(question["id"], {}) == options
