"""The tables of docs/glossary.md, made from the code: `python -m krug.touches.glossary` writes them anew."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import IntegerChoices
from django.utils import translation

from krug.touches.verbs import DATA, FIELD_NAMES, OBJECTS, personal_fields
from krug.touches.words import KINDS, Channel, Direction, Verb, word

DOC = Path(__file__).resolve().parent.parent.parent / "docs" / "glossary.md"
BEGIN, END = "<!-- from the code -->", "<!-- end -->"


def names(label: Any) -> tuple[str, str]:
    """English and Russian."""
    with translation.override("en"):
        english = str(label)
    with translation.override("ru"):
        return english, str(label)


def lines() -> Iterator[str]:
    yield "## Verbs\n"
    yield "| word | number | English | Russian | about | data |"
    yield "|---|---|---|---|---|---|"
    for verb in Verb:
        english, russian = names(verb.label)
        about = OBJECTS.get(verb, "anything")
        yield f"| `{word(verb)}` | {verb.value} | {english} | {russian} | {about} | {fields(verb)} |"
    yield from words("Channels", Channel)
    yield from words("Directions", Direction)
    yield "\n## Kinds of objects and causes\n\n| word | English | Russian |\n|---|---|---|"
    for kind, label in KINDS.items():
        yield f"| `{kind}` | {' | '.join(names(label))} |"
    yield "\n## Fields of data\n\n| word | English | Russian |\n|---|---|---|"
    for name, label in sorted(FIELD_NAMES.items()):
        yield f"| `{name}` | {' | '.join(names(label))} |"


def words(title: str, listed: type[IntegerChoices]) -> Iterator[str]:
    yield f"\n## {title}\n\n| word | number | English | Russian |\n|---|---|---|---|"
    for it in listed:
        yield f"| `{word(it)}` | {it.value} | {' | '.join(names(it.label))} |"


def fields(verb: Verb) -> str:
    """`name`: type; * marks what must be there, † what is personal."""
    schema = DATA[verb].model_json_schema()
    needed, personal = schema.get("required", ()), personal_fields(verb)
    return "; ".join(
        f"`{name}`{'*' if name in needed else ''}{'†' if name in personal else ''} {kind_of(about)}"
        for name, about in schema["properties"].items()
    )


def kind_of(about: dict[str, Any]) -> str:
    if "anyOf" in about:
        return " or ".join(kind_of(it) for it in about["anyOf"] if it.get("type") != "null")
    if "enum" in about:
        return " / ".join(about["enum"])
    if about["type"] == "array":
        return f"list of {kind_of(about['items'])}"
    bounds = [f"≥ {about['minimum']}"] if "minimum" in about else []
    bounds += [f"> {about['exclusiveMinimum']}"] if "exclusiveMinimum" in about else []
    bounds += [f"≤ {about['maxLength']}"] if "maxLength" in about else []
    return " ".join(
        [{"string": "text", "integer": "whole number"}.get(about["type"], about["type"]), *bounds]
    )


def rendered() -> str:
    """The document as it should be: everything outside the marks is kept."""
    before, rest = DOC.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n" + "\n".join(lines()) + f"\n\n{END}{after}"


if __name__ == "__main__":
    import django

    from krug.site import messages

    messages.compile_all()
    django.setup()
    sys.exit(0 if DOC.write_text(rendered(), encoding="utf-8") else 1)
