"""Every setting and every command is documented; the table of settings is the code's own."""

import re
from pathlib import Path

import click
import pytest

from krug.site.cli import COMMANDS, krug
from krug.site.env import BY_NAME, SETTINGS
from tests.site.test_docs_links import PAGES, ROOT

DOCS = Path(__file__).resolve().parents[2] / "docs" / "admin"


def settings_table() -> str:
    rows = [f"| `{s.name}` | {('`' + s.default + '`') if s.default else '–'} | {s.help} |" for s in SETTINGS]
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *rows])


def test_every_setting_is_documented() -> None:
    assert settings_table() in (DOCS / "settings.md").read_text(encoding="utf-8")


def commands(group: click.Group, prefix: str) -> list[str]:
    ctx = click.Context(group)
    names: list[str] = []
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None, name
        names += (
            commands(command, f"{prefix} {name}")
            if isinstance(command, click.Group)
            else [f"{prefix} {name}"]
        )
    return names


def test_every_command_is_documented() -> None:
    text = (DOCS / "running.md").read_text(encoding="utf-8")
    assert COMMANDS
    missing = [name for name in commands(krug, "krug") if f"`{name}`" not in text]
    assert missing == []


@pytest.mark.parametrize("document", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_and_settings_in_docs_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    for line in "\n".join(code).splitlines():
        if line.startswith("krug "):
            assert leads_to_a_command(line.split()[1:]), f"{document.name}: {line}"
        for name in re.findall(r"\bKRUG_[A-Z_]+\b", line):
            assert name in BY_NAME, f"{document.name}: {name}"


def leads_to_a_command(words: list[str]) -> bool:
    group: click.Command = krug
    for word in words:
        if not isinstance(group, click.Group):
            return True
        found = group.get_command(click.Context(group), word)
        if found is None:
            return False
        group = found
    return True
