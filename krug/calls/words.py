"""The closed lists of calls."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Way(TextChoices):
    IN = "in", pgettext_lazy("a call", "Incoming")
    OUT = "out", pgettext_lazy("a call", "Outgoing")


class State(TextChoices):
    RINGING = "ringing", pgettext_lazy("a call", "Ringing")
    TALKING = "talking", pgettext_lazy("a call", "Talking")
    ENDED = "ended", pgettext_lazy("a call", "Ended")


class Outcome(TextChoices):
    """As the log spells them (`krug.touches.verbs.Called`); empty: it is not over."""

    NONE = "", ""
    ANSWERED = "answered", pgettext_lazy("a call", "Talked")
    MISSED = "missed", pgettext_lazy("a call", "Not answered")
    BUSY = "busy", pgettext_lazy("a call", "Busy")
    REFUSED = "refused", pgettext_lazy("a call", "Declined")


class What(TextChoices):
    """What a phone system says of a call; with an extension it is about that one alone."""

    RINGING = "ringing", pgettext_lazy("a call", "It rings")
    ANSWERED = "answered", pgettext_lazy("a call", "It was answered")
    LEFT = "left", pgettext_lazy("a call", "It rings there no more")
    MISSED = "missed", pgettext_lazy("a call", "Nobody answered")
    ENDED = "ended", pgettext_lazy("a call", "It is over")
    RECORDED = "recorded", pgettext_lazy("a call", "There is a recording")
