"""The closed lists of the log. Numbers are stored for ever: add words, never renumber or reuse."""

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class Channel(IntegerChoices):
    VISIT = 1, _("Visit")
    CALL = 2, _("Call")
    LETTER = 3, _("Letter")
    MESSAGE = 4, _("Message")
    SITE = 5, _("Site")
    APP = 6, _("App")
    SHOP = 7, _("Shop")
    EVENT = 8, _("Event")
    DEVICE = 9, _("Device")
    IMPORT = 10, _("Import")
    OTHER = 11, _("Other")


class Direction(IntegerChoices):
    IN = 1, _("From the customer")
    OUT = 2, _("To the customer")
    BOTH = 3, _("Both ways")


class Verb(IntegerChoices):
    VISITED = 1, _("Visited")
    SHOWN = 2, _("Shown")
    REACTED = 3, _("Reacted")
    ANSWERED = 4, _("Answered")
    NOTED = 5, _("Noted")
    CALLED = 6, _("Called")
    WRITTEN = 7, _("Written")
    DELIVERED = 8, _("Delivered")
    OPENED = 9, _("Opened")
    CLICKED = 10, _("Clicked")
    VIEWED = 11, _("Viewed")
    PURCHASED = 12, _("Purchased")
    REFUNDED = 13, _("Refunded")
    BOOKED = 14, _("Booked")
    COMPLAINED = 15, _("Complained")
    SIGNALLED = 16, _("Signalled")


KINDS = {
    "call": _("Call"),
    "campaign": _("Campaign"),
    "case": _("Case"),
    "deal": _("Deal"),
    "deck": _("Deck"),
    "event": _("Event"),
    "form": _("Form"),
    "letter": _("Letter"),
    "method": _("Sales method"),
    "offer": _("Offer"),
    "order": _("Order"),
    "organisation": _("Organisation"),
    "page": _("Page"),
    "person": _("Person"),
    "product": _("Product"),
    "question": _("Question"),
    "slide": _("Slide"),
    "step": _("Campaign step"),
    "version": _("Deck version"),
    "visit": _("Visit"),
}
"""What a touch may be about, and what may be its cause."""


def word(value: IntegerChoices) -> str:
    """The word as the API, the docs and questions spell it: `Verb.SHOWN` → `shown`."""
    return value.name.lower()


CHANNELS = {word(channel): channel for channel in Channel}
DIRECTIONS = {word(direction): direction for direction in Direction}
VERBS = {word(verb): verb for verb in Verb}
