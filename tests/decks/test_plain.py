"""Slides found in packages without a manifest, and in those with one."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from krug.decks.errors import PackageRefused
from krug.decks.packages import html5
from krug.decks.packages.archive import Limits, unpack
from krug.decks.packages.deck import DeckFound
from krug.decks.packages.outline import charset_of, outline
from tests.decks.packages import manifest, packed, page, with_manifest

ROOT = Path(__file__).resolve().parents[2]


def found(tmp_path: Path, files: Mapping[str, str | bytes]) -> DeckFound:
    return html5.read(unpack(packed(files), tmp_path, Limits()))


def addresses(deck: DeckFound) -> list[str]:
    return [slide.address for slide in deck.slides]


def test_one_page_is_one_slide(tmp_path: Path) -> None:
    deck = found(tmp_path, {"index.html": page("Осень"), "js/app.js": "1"})
    assert (deck.title, addresses(deck), deck.slides[0].key) == ("Осень", ["index.html"], "index")


def test_pages_follow_the_links_of_the_first(tmp_path: Path) -> None:
    links = "".join(f'<a href="{to}">x</a>' for to in ("b.html", "a.html#x", "b.html?y", "http://x.example/"))
    deck = found(tmp_path, {"index.html": page("Start", links), "a.html": page("A"), "b.html": page("B")})
    assert addresses(deck) == ["index.html", "b.html", "a.html"]


def test_a_chain_of_next_goes_before_links(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "index.html": page("1", '<a href="x.html">x</a>').replace(
            "<head>", '<head><link rel="next" href="s/2.html">'
        ),
        "s/2.html": page("2", '<a rel="next" href="3.html">on</a>'),
        "s/3.html": page("3", '<a rel="next" href="../index.html">again</a>'),
        "x.html": page("x"),
    }
    assert addresses(found(tmp_path, files)) == ["index.html", "s/2.html", "s/3.html"]


def test_folders_with_their_own_index_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"slide{n}/index.html": page(f"S{n}") for n in (10, 2, 1)}
    deck = found(tmp_path, files | {"shared/a.css": ""})
    assert addresses(deck) == ["slide1/index.html", "slide2/index.html", "slide10/index.html"]
    assert [slide.key for slide in deck.slides] == ["slide1", "slide2", "slide10"]


def test_pages_without_any_index(tmp_path: Path) -> None:
    deck = found(tmp_path, {"02.html": page("B"), "01.html": page("A"), "parts/x.html": page("x")})
    assert addresses(deck) == ["01.html", "02.html"]


def test_a_nul_is_no_letter_of_a_title(tmp_path: Path) -> None:
    assert found(tmp_path, {"index.html": "<title>a\0b</title>"}).title == "a\ufffdb"


def test_signs_that_only_look_like_numbers(tmp_path: Path) -> None:
    deck = found(tmp_path, {"m2.html": page("Two"), "m1²2.html": page("Square"), "m٣.html": page("Three")})
    assert len(deck.slides) == 3


def test_no_page_at_all(tmp_path: Path) -> None:
    with pytest.raises(PackageRefused) as caught:
        found(tmp_path, {"a.css": "", "deep/er/x.html": page("x")} | {"b/c.txt": "x"})
    assert caught.value.reason == "no_entry"


def test_reveal_counts_as_reveal_does(tmp_path: Path) -> None:
    body = """<div class="reveal"><div class="slides">
      <section id="intro"><h1>Intro<p>unclosed</h1></section>
      <section data-visibility="hidden"><h2>Never</h2></section>
      <section><section><h2>Down</h2></section>
        <section data-background-color="#123456"><h2>Deeper</h2></section></section>
      <section data-markdown><script type="text/template">## From Markdown</script></section>
      <section><p>No heading, only text</p></section></div></div>"""
    deck = found(tmp_path, {"index.html": page("Deck", body)})
    assert [(slide.key, slide.title, slide.address) for slide in deck.slides] == [
        ("intro", "Intro unclosed", "index.html#/0"),
        ("down", "Down", "index.html#/1"),
        ("deeper", "Deeper", "index.html#/1/1"),
        ("from-markdown", "From Markdown", "index.html#/2"),
        ("no-heading-only-text", "No heading, only text", "index.html#/3"),
    ]
    assert deck.slides[2].background == "#123456"


def test_reveal_that_counts_from_one(tmp_path: Path) -> None:
    body = '<div class="reveal"><div class="slides"><section>a</section><section>b</section></div></div>'
    script = "<script>Reveal.initialize({hashOneBasedIndex: true})</script>"
    assert addresses(found(tmp_path, {"index.html": page("x", body + script)})) == [
        "index.html#/1",
        "index.html#/2",
    ]


def test_impress_names_its_steps(tmp_path: Path) -> None:
    steps = '<div id="one" class="step slide"><h1>One</h1></div><div class="step">Two</div>'
    body = f'<div id="impress">{steps}</div>'
    deck = found(tmp_path, {"index.html": page("x", body)})
    assert [(s.key, s.title, s.address) for s in deck.slides] == [
        ("one", "One", "index.html#/one"),
        ("step-2", "Two", "index.html#/step-2"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbf<p>", "utf-8"),
        ("<p>Ж".encode("utf-16"), "utf-16le"),
        ("<meta charset=windows-1251><p>Ж".encode("cp1251"), "cp1251"),
        ("<p>Ж".encode("cp1251"), "cp1251"),
        ("<meta charset=klingon><p>Ж".encode(), "utf-8"),
        ("<meta charset=base64><p>Ж".encode(), "utf-8"),
        ("<meta charset=idna><p>Ж".encode(), "utf-8"),
        (b"<meta charset=punycode><p>a-b", "utf-8"),
    ],
)
def test_encodings(data: bytes, expected: str) -> None:
    assert charset_of(data) == expected
    outline(data)


@pytest.mark.parametrize(
    "piece", ["<!--", "<", "<a ", "<a b='", "<div>", "</", "&#", "<script>", "<![CDATA[", "<a b="]
)
def test_a_hostile_page_is_read_in_a_moment(piece: str) -> None:
    started = time.process_time()
    outline((piece * 300_000).encode()[:1_500_000])
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("change", "reason", "entry"),
    [
        ({"slides": []}, "manifest_wrong", "krug.json#/slides"),
        ({"krug": 2}, "manifest_wrong", "krug.json#/krug"),
        ({"surprise": 1}, "manifest_wrong", "krug.json#/surprise"),
        ({"slides": [{"key": "a", "title": "A"}]}, "manifest_wrong", "krug.json#/slides/0/file"),
        (
            {"slides": [{"key": "a b", "title": "A", "file": "02.html"}]},
            "manifest_wrong",
            "krug.json#/slides/0/key",
        ),
        (
            {"slides": [{"key": "a", "title": "A", "file": "no.html"}]},
            "manifest_file_missing",
            "krug.json#/slides/0/file",
        ),
        (
            {"slides": [{"key": "a", "title": "A", "file": "krug.json"}]},
            "manifest_page_expected",
            "krug.json#/slides/0/file",
        ),
        (
            {"slides": [{"key": "a", "title": "A", "file": "02.html", "thumb": "no.png"}]},
            "manifest_file_missing",
            "krug.json#/slides/0/thumb",
        ),
        (
            {"slides": [{"key": "a", "title": "A", "file": "02.html", "next": [{"to": "z"}]}]},
            "manifest_unknown_slide",
            "krug.json#/slides/0/next/0/to",
        ),
        (
            {"slides": [{"key": "a", "title": "A", "file": "02.html"}] * 2},
            "manifest_wrong",
            "krug.json#/slides/1/key",
        ),
    ],
)
def test_a_broken_manifest_names_the_place(
    tmp_path: Path, change: dict[str, object], reason: str, entry: str
) -> None:
    with pytest.raises(PackageRefused) as caught:
        html5.read(unpack(with_manifest(manifest(**change)), tmp_path, Limits()))
    assert (caught.value.reason, caught.value.where["entry"]) == (reason, entry)


def when(value: str) -> str:
    branch = f'{{"to": "intro", "when": {{"question": "q", "equals": {value}}}}}'
    slide = f'{{"key": "intro", "title": "A", "file": "02.html", "next": [{branch}]}}'
    return f'{{"krug": 1, "title": "T", "slides": [{slide}]}}'


def test_a_branch_by_an_answer(tmp_path: Path) -> None:
    assert html5.read(unpack(with_manifest(when("1")), tmp_path, Limits())).slides[0].next


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        b"\xff\xfe{}",
        "[" * 100_000,
        '{"krug": NaN}',
        when("NaN"),
        when("[-Infinity]"),
        when('"\\u0000"'),
    ],
)
def test_a_manifest_that_is_no_manifest(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(PackageRefused) as caught:
        html5.read(unpack(with_manifest(text), tmp_path, Limits()))
    assert caught.value.reason in ("manifest_unreadable", "manifest_wrong")


def test_a_manifest_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    import json

    text = b"\xef\xbb\xbf" + json.dumps(manifest()).encode()
    assert html5.read(unpack(with_manifest(text), tmp_path, Limits())).title == "Кардионорм"


@pytest.mark.parametrize(("page_of", "slides"), [("reveal.js/demo.html", 41), ("impress.js/index.html", 13)])
def test_real_decks(tmp_path: Path, page_of: str, slides: int) -> None:
    body = (ROOT / "node_modules" / page_of).read_bytes()
    deck = found(tmp_path, {"index.html": body})
    assert len(deck.slides) == slides
    assert len({slide.key for slide in deck.slides}) == slides
