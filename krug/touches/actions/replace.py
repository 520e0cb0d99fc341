from collections.abc import Sequence

from django.utils.translation import gettext as _

from krug.touches.actions.append import Appended, append
from krug.touches.errors import Refusal, TouchRefused
from krug.touches.touch import Touch


def replace(touches: Sequence[Touch], author: str, now: int | None = None) -> Appended:
    """Corrections: each touch names in `replaces` the one that stops counting, here yet or not."""
    bare = [
        Refusal(row, "replaces", "None", "nothing_replaced", _("expected the id of a touch."))
        for row, it in enumerate(touches, 1)
        if not it.replaces
    ]
    if bare:
        raise TouchRefused(bare)
    return append(touches, author, now)
