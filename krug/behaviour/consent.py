"""What a tracker says its user agreed to, in the forms that trackers share. Pure; nothing in it is believed.

Segment's: `context.consent.categoryPreferences` {category: true or false}. RudderStack's:
`context.consentManagement` {allowedConsentIds, deniedConsentIds}. Our own tracker speaks the first, and says
beside it when the visitor answered (`at`) and to which text (`text`, its number).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from krug.behaviour.reading import Said, moment_of

USUAL = frozenset({"tracking", "analytics"})
"""Categories that mean tracking where the source names none of its own, whatever their capitals."""
UPDATES = frozenset({"consent updated", "segment consent preference updated"})
"""Events by which somebody answers; elsewhere the context only repeats what a banner remembers."""
MOST = 200
KEPT = frozenset({
    "title", "name", "category", "product_id", "sku", "price", "quantity", "total", "revenue", "value",
    "currency", "engaged_seconds", "depth", "of", "plan", "variant", "brand", "list_id", "form_id",
})  # fmt: skip
"""Properties that do not tell who it was."""
ADDRESSES = ("url", "referrer", "href", "link", "path")
ADDRESS = re.compile(r"[?#].*", re.DOTALL)


def verdict(context: Mapping[str, Any], categories: Collection[str]) -> bool | None:
    """Whether the user agreed to being tracked; None: nothing is said of it. One refusal is a refusal."""
    wanted = frozenset(categories)
    said = [
        allowed
        for name, allowed in _said(context)
        if (name in wanted if wanted else name.strip().lower() in USUAL)
    ]
    return all(said) if said else None


def _said(context: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    consent, managed = context.get("consent"), context.get("consentManagement")
    preferences = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    if isinstance(preferences, dict):
        yield from ((name, value) for name, value in preferences.items() if isinstance(value, bool))
    if isinstance(managed, dict):
        for key, allowed in (("allowedConsentIds", True), ("deniedConsentIds", False)):
            ids = managed.get(key)
            if isinstance(ids, list):
                yield from ((name, allowed) for name in ids[:MOST] if isinstance(name, str))


def text_of(context: Mapping[str, Any]) -> int | None:
    """The number of the text that was agreed to, where the tracker tells."""
    consent = context.get("consent")
    text = consent.get("text") if isinstance(consent, dict) else None
    return text if isinstance(text, int) and not isinstance(text, bool) and 0 < text < 32_768 else None


def answered_at(said: Said) -> int | None:
    """When the visitor answered, by our clock; None: this event only repeats what a banner remembers."""
    held = said.context.get("consent")
    at = moment_of(held.get("at")) if isinstance(held, dict) else None
    if at is not None:
        return min(at + said.at - (said.stated_at or said.at), said.at)
    return said.at if said.name.lower().replace("_", " ") in UPDATES else None


def bare(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of an event that may have nobody's name: pages without what follows the question mark,
    figures, and properties that are known not to tell who it was.
    """
    properties, context = content.get("properties"), content.get("context")
    around = context if isinstance(context, dict) else {}
    page, campaign = around.get("page"), around.get("campaign")
    kept: dict[str, Any] = {"context": {}}
    if isinstance(properties, dict):
        kept["properties"] = {name: properties[name] for name in properties if name in KEPT} | _places(
            properties
        )
    if isinstance(page, dict):
        kept["context"]["page"] = _places(page) | {"title": page.get("title", "")}
    if isinstance(campaign, dict):
        kept["context"]["campaign"] = campaign
    for name in ("automated", "consent", "consentManagement"):
        if name in around:
            kept["context"][name] = around[name]
    return kept


def _places(held: Mapping[str, Any]) -> dict[str, str]:
    return {name: ADDRESS.sub("", held[name]) for name in ADDRESSES if isinstance(held.get(name), str)}
