"""Translations without GNU gettext: compile every .po, and say what a language lacks.

python -m krug.site.messages compile
python -m krug.site.messages check
"""

import io
import sys
from collections import defaultdict
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "ru"
KEYWORDS = {
    "gettext": None,
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Message = tuple[str | None, str]


def catalogues() -> list[Path]:
    return sorted(ROOT.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Writes a .mo beside each .po that is newer. Returns how many."""
    written = 0
    for path in catalogues():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > path.stat().st_mtime:
            continue
        with path.open("rb") as source, target.open("wb") as file:
            write_mo(file, read_po(source, locale=LANGUAGE))
        written += 1
    return written


def _source(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    from django.template import Origin  # noqa: F401 - loads the template module that templatize needs
    from django.utils.translation.template import templatize

    return templatize(text, origin=str(path)).encode()


def used() -> dict[str, dict[Message, str]]:
    """Domain → {(context, English text): where}."""
    found: dict[str, dict[Message, str]] = defaultdict(dict)
    for path in sorted(
        [*ROOT.rglob("*.py"), *ROOT.rglob("templates/**/*.html"), *ROOT.rglob("templates/**/*.txt")]
    ):
        domain = path.relative_to(ROOT).parts[0]
        try:
            rows = list(extract("python", io.BytesIO(_source(path)), keywords=KEYWORDS))
        except (SyntaxError, UnicodeDecodeError) as error:
            raise SystemExit(f"{path}: {error}") from error
        for line, message, _comments, context in rows:
            first = message[0] if isinstance(message, tuple) else message
            if first:
                found[domain][(context, first)] = f"{path.relative_to(ROOT.parent)}:{line}"
    return found


def translated() -> dict[str, dict[Message, bool]]:
    """Domain → {(context, English text): wholly translated}."""
    known: dict[str, dict[Message, bool]] = defaultdict(dict)
    for path in catalogues():
        with path.open("rb") as file:
            for message in read_po(file, locale=LANGUAGE):
                if not message.id:
                    continue
                key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                whole = all(strings) and not message.fuzzy
                known[path.relative_to(ROOT).parts[0]][(message.context, str(key))] = whole
    return known


def complaints() -> list[str]:
    """One line for each text that Russian lacks, and for each translation nothing uses."""
    known, needed = translated(), used()
    everywhere = {message for domain in known.values() for message, whole in domain.items() if whole}
    lines = [
        f"{where}: not in Russian: {text!r}"
        for messages in needed.values()
        for (context, text), where in messages.items()
        if (context, text) not in everywhere and not _is_framework_text(context, text)
    ]
    all_needed = {message for messages in needed.values() for message in messages}
    return lines + [
        f"krug/{domain}/locale: no one uses {text!r}"
        for domain, messages in known.items()
        for (context, text) in messages
        if (context, text) not in all_needed and domain != "site"
    ]


def _is_framework_text(context: str | None, text: str) -> bool:
    """Django's own catalogue has it already."""
    import django
    from django.utils.translation import gettext, override, pgettext

    assert django
    with override(LANGUAGE):
        return (pgettext(context, text) if context else gettext(text)) != text


def main() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krug.site.settings")
    if sys.argv[1:] == ["compile"]:
        print(f"{compile_all()} catalogues compiled")  # noqa: T201
    elif sys.argv[1:] == ["check"]:
        import django

        compile_all()
        django.setup()
        lines = complaints()
        print("\n".join(lines) or "Russian is complete")  # noqa: T201
        sys.exit(1 if lines else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
