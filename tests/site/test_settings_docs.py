"""Every setting and every command is documented; the table of settings is the code's own."""

from pathlib import Path

import click

from krug.site.cli import COMMANDS, krug
from krug.site.env import SETTINGS

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
