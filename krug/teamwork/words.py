"""The closed lists of teamwork. Values are stored for ever: add words, never change or reuse one."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Side(TextChoices):
    """A department that answers."""

    SALES = "sales", pgettext_lazy("department", "Sales")
    MARKETING = "marketing", pgettext_lazy("department", "Marketing")


class Question(TextChoices):
    """The six questions of a product (A1), in this order."""

    WAY = "way", pgettext_lazy("six questions", "How does the sale run?")
    GUIDE = "guide", pgettext_lazy("six questions", "What guides the customer?")
    AIM = "aim", pgettext_lazy("six questions", "What is each contact for?")
    OBSTACLES = "obstacles", pgettext_lazy("six questions", "What stands in the way?")
    PASSING = "passing", pgettext_lazy("six questions", "How do we get past it?")
    SUCCESS = "success", pgettext_lazy("six questions", "What does success take?")


HINTS = {
    Question.WAY: pgettext_lazy(
        "six questions", "From person to person or without one: who meets whom, where, how often, who signs."
    ),
    Question.GUIDE: pgettext_lazy(
        "six questions", "Why he buys, what he compares, whom he asks, how he behaves while he decides."
    ),
    Question.AIM: pgettext_lazy(
        "six questions",
        "One sale or a series: what the first contact must bring, and the second, and the third.",
    ),
    Question.OBSTACLES: pgettext_lazy(
        "six questions", "What he doubts and fears, who is against it, what competitors say."
    ),
    Question.PASSING: pgettext_lazy(
        "six questions", "An answer, a proof, a person or a step to each obstacle."
    ),
    Question.SUCCESS: pgettext_lazy(
        "six questions", "People, skills, materials, time and money without which it does not sell."
    ),
}
