"""By what an event's sender is known: pairs of kind and value, as krug.customers keeps identities."""

from krug.behaviour.models import Event, Source
from krug.behaviour.reading import Said, ident
from krug.customers import normal

Pair = tuple[str, str]


def user_pair(user: str, unit: int) -> Pair:
    """Programs number their users from one: so user 7 of one business unit is not user 7 of another."""
    return "app", f"{unit}/{user}"


def thing_pair(anonymous: str, kind: str) -> Pair:
    """A browser, an installed app; a connected product is a device."""
    return ("device" if kind == Source.Kind.DEVICE else "cookie"), anonymous


def main_pair(said: Said, unit: int, kind: str) -> Pair:
    """Whose the touch is: the user's where he is known, else the browser's."""
    return user_pair(said.user, unit) if said.user else thing_pair(said.anonymous, kind)


def pairs_of(said: Said, unit: int, kind: str) -> list[Pair]:
    """Everything the event names as one and the same, the surest first."""
    found = [user_pair(said.user, unit)] if said.user else []
    # Of a group they are the company's: its telephone is not his.
    traits = None if said.kind == Event.Kind.GROUP else said.content.get("traits")
    around = said.context.get("traits")
    for held in (traits, around):
        if isinstance(held, dict):
            email, phone = held.get("email"), held.get("phone")
            if isinstance(email, str) and (same := normal.email(email[:160])):
                found.append(("email", same))
            if isinstance(phone, str | int) and (same := normal.phone(ident(phone))):
                found.append(("phone", same))
    if said.anonymous:
        found.append(thing_pair(said.anonymous, kind))
    return list(dict.fromkeys(found))
