"""Which touch an event leaves behind: by the names that trackers share, else by a name of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from krug.behaviour.models import Event, Source
from krug.behaviour.reading import Said, ident, moment_of, text
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb

CHANNELS: dict[str, Channel] = {
    Source.Kind.SITE: Channel.SITE,
    Source.Kind.APP: Channel.APP,
    Source.Kind.SHOP: Channel.SHOP,
    Source.Kind.DEVICE: Channel.DEVICE,
    Source.Kind.OTHER: Channel.OTHER,
}
# Segment's e-commerce and e-mail specifications: name → verb, what it is about, the property with its id.
SPEC: dict[str, tuple[Verb, str, str]] = {
    "order completed": (Verb.PURCHASED, "order", "order_id"),
    "order refunded": (Verb.REFUNDED, "order", "order_id"),
    "product viewed": (Verb.VIEWED, "product", "product_id"),
    "product list viewed": (Verb.VIEWED, "", ""),
    "page engaged": (Verb.VIEWED, "", ""),
    "promotion viewed": (Verb.VIEWED, "offer", "promotion_id"),
    "product clicked": (Verb.CLICKED, "product", "product_id"),
    "promotion clicked": (Verb.CLICKED, "offer", "promotion_id"),
    "link clicked": (Verb.CLICKED, "", ""),
    "outbound link clicked": (Verb.CLICKED, "", ""),
    "email link clicked": (Verb.CLICKED, "letter", "email_id"),
    "email opened": (Verb.OPENED, "letter", "email_id"),
    "email delivered": (Verb.DELIVERED, "letter", "email_id"),
    "form submitted": (Verb.ACTED, "form", "form_id"),
}
ENGAGED = "page engaged"
"""Our tracker's telling of how long a page was looked at: a view again, in place of the one told before."""
OUT = (Verb.DELIVERED,)
LONGEST_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Sender:
    """What of a source its touches need."""

    uid: UUID
    kind: str
    currency: str


def touch_of(said: Said, sender: Sender, uid: UUID, identity: int, episode: UUID | None) -> Touch | None:
    """None: identify, group and alias say who somebody is, and nothing happened."""
    if said.kind in (Event.Kind.IDENTIFY, Event.Kind.GROUP, Event.Kind.ALIAS):
        return None
    verb, kind, name_of_id = _meaning(said, sender)
    properties = said.properties
    amount = _amount(verb, properties)
    object_id = text(_plain(properties.get(name_of_id)))[:160] if kind else ""
    return Touch(
        id=uid,
        at=said.at,
        identity=identity,
        channel=CHANNELS[sender.kind],
        direction=Direction.OUT if verb in OUT else Direction.IN,
        verb=verb,
        episode=episode,
        object_kind=kind if object_id else "",
        object_id=object_id,
        seconds=_seconds(properties.get("engaged_seconds")),
        amount=amount,
        currency="" if amount is None else _currency(properties, sender),
        replaces=_replaced(said, sender),
        data=_data(verb, said),
    )


def message_uid(source: UUID, at: int, message_id: str) -> UUID:
    """The id of an event, and of its touch: the same whenever and however often the message comes.

    `at` is the sender's own time (µs): a corrected one differs at each sending.
    """
    return stable_id(at, source, message_id)


def _replaced(said: Said, sender: Sender) -> UUID | None:
    """Of the same source always: nobody can name an event of another."""
    of = said.properties.get("of")
    if said.name.lower() != ENGAGED or not isinstance(of, dict):
        return None
    at, name = moment_of(of.get("at")), ident(of.get("id"))
    if at is None or not name or name == said.message_id:
        return None
    return message_uid(sender.uid, at, name)


def _meaning(said: Said, sender: Sender) -> tuple[Verb, str, str]:
    if said.kind in (Event.Kind.PAGE, Event.Kind.SCREEN):
        return Verb.VIEWED, "", ""
    known = SPEC.get(said.name.lower().replace("_", " "))
    if known:
        return known
    # A thing says something by itself; whatever else has a name of its own, a person did.
    return (Verb.SIGNALLED if sender.kind == Source.Kind.DEVICE else Verb.ACTED), "", ""


def _data(verb: Verb, said: Said) -> dict[str, Any]:
    properties = said.properties
    if verb == Verb.VIEWED:
        title = (
            said.name
            if said.kind != Event.Kind.TRACK
            else _first(properties, "name", "product_name", "title")
        )
        return _kept(address=_address(said) or said.name, title=title[:300])
    if verb == Verb.CLICKED:
        label = _first(properties, "label", "text", "name", "link_text")
        return _kept(address=_address(said) or said.name, label=label[:300])
    if verb == Verb.PURCHASED:
        number = text(_plain(properties.get("order_id")))[:300]
        return _kept(number=number, items=_items(properties))
    if verb == Verb.REFUNDED:
        return _kept(
            number=text(_plain(properties.get("order_id")))[:300], reason=_first(properties, "reason")[:300]
        )
    if verb in (Verb.OPENED, Verb.DELIVERED):
        return _kept(subject=_first(properties, "email_subject", "subject")[:300])
    value = properties.get("value")
    return _kept(name=said.name, value=value[:300] if isinstance(value, str) else _number(value))


def _kept(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", None) or name == "address"}


def _address(said: Said) -> str:
    page = said.context.get("page")
    around = page.get("url") if isinstance(page, dict) else ""
    own = _first(said.properties, "url", "href", "link", "path")
    return (own or text(around))[:2000]


def _items(properties: Mapping[str, Any]) -> int | None:
    products = properties.get("products")
    return len(products) if isinstance(products, list) and products else None


def _first(properties: Mapping[str, Any], *names: str) -> str:
    return next((found for name in names if (found := text(properties.get(name)))), "")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _number(value: Any) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 2**53 else float(value)


def _amount(verb: Verb, properties: Mapping[str, Any]) -> Decimal | None:
    """Money that changed hands: a custom event's `value` is no sum of ours."""
    if verb not in (Verb.PURCHASED, Verb.REFUNDED):
        return None
    for name in ("total", "revenue", "value"):
        said = properties.get(name)
        if isinstance(said, bool) or not isinstance(said, int | float | str):
            continue
        try:
            amount = Decimal(str(said).strip().replace(",", "."))
        except InvalidOperation:
            continue
        if amount.is_finite() and abs(amount) < 10**15:
            return amount.quantize(Decimal("0.01")) if amount.as_tuple().exponent < -6 else amount  # type: ignore[operator]
    return None


def _currency(properties: Mapping[str, Any], sender: Sender) -> str:
    said = text(properties.get("currency")).upper()
    return said if len(said) == 3 and said.isascii() and said.isalpha() else sender.currency


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_SECONDS:
        return None
    return float(value)
