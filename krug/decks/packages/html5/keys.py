"""Slide keys that stay the same from version to version."""

import re


class Keys:
    """Hands out keys: what a slide is called, made unique within the deck; `slide-<n>` for the nameless."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def take(self, name: str, number: int) -> str:
        base = re.sub(r"[^\w.-]+", "-", name.casefold()).strip("-.")[:70] or f"slide-{number}"
        key, again = base, 2
        while key in self.taken:
            key, again = f"{base}-{again}", again + 1
        self.taken.add(key)
        return key
