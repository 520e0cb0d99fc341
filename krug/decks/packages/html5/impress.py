"""Decks made with impress.js: every .step of #impress is a slide at #/<id>."""

from krug.decks.packages.deck import SlideFound
from krug.decks.packages.html5.keys import Keys
from krug.decks.packages.outline import Block, Outline


def slides(page: Outline, path: str) -> list[SlideFound]:
    """Empty when the page is not impress's."""
    root = next((one for one in page.page.walk() if one.attributes.get("id") == "impress"), None)
    steps = [one for one in root.walk() if "step" in one.classes] if root else []
    keys = Keys()
    return [_slide(step, path, number, keys) for number, step in enumerate(steps, 1)]


def _slide(step: Block, path: str, number: int, keys: Keys) -> SlideFound:
    # impress itself gives a step without an id this one.
    name = step.attributes.get("id") or f"step-{number}"
    heading = next((one.heading for one in step.walk() if one.heading), "")
    text = " ".join(" ".join(one.text for one in step.walk()).split())[:60].strip()
    return SlideFound(keys.take(name, number), heading or text or name, f"{path}#/{name}")
