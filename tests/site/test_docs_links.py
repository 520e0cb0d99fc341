"""Docs point at things that exist: files, headings, make targets."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    p
    for p in ROOT.rglob("*.md")
    if not {".venv", "node_modules", ".krug", ".cache"} & set(p.relative_to(ROOT).parts)
)


def links(page: Path) -> list[str]:
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    children = [child for token in tokens for child in token.children or []]
    return [
        str(c.attrs.get("href") or c.attrs.get("src")) for c in children if c.type in ("link_open", "image")
    ]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for link in links(document):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{document.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{document.name}: {link}"


def test_calls_in_the_architecture_page_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.M | re.S))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "krug").rglob("*.py"))
    made = set(re.findall(r"(?:def|class) (\w+)", sources))
    called = set(re.findall(r"(\w+)\(", code))
    assert len(called) > 30
    assert sorted(called - made - {"dataclass"}) == []
    assert [
        path for path in re.findall(r"# (krug/\S+)", code) if not (ROOT / path.rstrip(":")).exists()
    ] == []


def test_make_targets_in_docs_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        name for page in PAGES for name in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= targets
