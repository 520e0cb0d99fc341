"""The closed lists of the log. Numbers are stored for ever: add words, never renumber or reuse."""

from django.db.models import IntegerChoices
from django.utils.translation import pgettext_lazy


class Channel(IntegerChoices):
    VISIT = 1, pgettext_lazy("touch", "Visit")
    CALL = 2, pgettext_lazy("touch", "Call")
    LETTER = 3, pgettext_lazy("touch", "Letter")
    MESSAGE = 4, pgettext_lazy("touch", "Message")
    SITE = 5, pgettext_lazy("touch", "Site")
    APP = 6, pgettext_lazy("touch", "App")
    SHOP = 7, pgettext_lazy("touch", "Shop")
    EVENT = 8, pgettext_lazy("touch", "Event")
    DEVICE = 9, pgettext_lazy("touch", "Device")
    IMPORT = 10, pgettext_lazy("touch", "Import")
    OTHER = 11, pgettext_lazy("touch", "Other")


class Direction(IntegerChoices):
    IN = 1, pgettext_lazy("touch", "From the customer")
    OUT = 2, pgettext_lazy("touch", "To the customer")
    BOTH = 3, pgettext_lazy("touch", "Both ways")


class Verb(IntegerChoices):
    VISITED = 1, pgettext_lazy("touch", "Visited")
    SHOWN = 2, pgettext_lazy("touch", "Shown")
    REACTED = 3, pgettext_lazy("touch", "Reacted")
    ANSWERED = 4, pgettext_lazy("touch", "Answered")
    NOTED = 5, pgettext_lazy("touch", "Noted")
    CALLED = 6, pgettext_lazy("touch", "Called")
    WRITTEN = 7, pgettext_lazy("touch", "Written")
    DELIVERED = 8, pgettext_lazy("touch", "Delivered")
    OPENED = 9, pgettext_lazy("touch", "Opened")
    CLICKED = 10, pgettext_lazy("touch", "Clicked")
    VIEWED = 11, pgettext_lazy("touch", "Viewed")
    PURCHASED = 12, pgettext_lazy("touch", "Purchased")
    REFUNDED = 13, pgettext_lazy("touch", "Refunded")
    BOOKED = 14, pgettext_lazy("touch", "Booked")
    COMPLAINED = 15, pgettext_lazy("touch", "Complained")
    SIGNALLED = 16, pgettext_lazy("touch", "Signalled")
    ACTED = 17, pgettext_lazy("touch", "Acted")


KINDS = {
    "call": pgettext_lazy("touch", "Call"),
    "campaign": pgettext_lazy("touch", "Campaign"),
    "case": pgettext_lazy("touch", "Case"),
    "deal": pgettext_lazy("touch", "Deal"),
    "deck": pgettext_lazy("touch", "Deck"),
    "event": pgettext_lazy("touch", "Event"),
    "form": pgettext_lazy("touch", "Form"),
    "letter": pgettext_lazy("touch", "Letter"),
    "method": pgettext_lazy("touch", "Sales method"),
    "offer": pgettext_lazy("touch", "Offer"),
    "order": pgettext_lazy("touch", "Order"),
    "organisation": pgettext_lazy("touch", "Organisation"),
    "page": pgettext_lazy("touch", "Page"),
    "person": pgettext_lazy("touch", "Person"),
    "product": pgettext_lazy("touch", "Product"),
    "question": pgettext_lazy("touch", "Question"),
    "slide": pgettext_lazy("touch", "Slide"),
    "step": pgettext_lazy("touch", "Campaign step"),
    "version": pgettext_lazy("touch", "Deck version"),
    "visit": pgettext_lazy("touch", "Visit"),
}
"""What a touch may be about, and what may be its cause."""


def word(value: IntegerChoices) -> str:
    """The word as the API, the docs and questions spell it: `Verb.SHOWN` → `shown`."""
    return value.name.lower()


CHANNELS = {word(channel): channel for channel in Channel}
DIRECTIONS = {word(direction): direction for direction in Direction}
VERBS = {word(verb): verb for verb in Verb}
