"""What calls bring to the walked world: a phone system, a call that rang in vain, a message not taken."""

from django.utils import timezone

from krug.access.models import User
from krug.calls.actions.hear import hear
from krug.calls.actions.providers import add_extension, add_line, connect, keep_refused
from krug.calls.adapters.speaking import Event
from krug.calls.course import Said
from krug.calls.models import Call
from krug.calls.words import What


def rung(head: User, rep: User, number: str) -> Call:
    """Answered by the rep, with a note to come; and one that nobody took."""
    now = timezone.now()
    held = connect(head, "Qwertophone", "generic", unit=rep.unit)
    add_extension(head, held, "qwerto101", rep, now)
    assert rep.unit is not None
    add_line(head, held, "+74957654321", rep.unit, rep.team, now)
    keep_refused(held, "qwertoreason", b"qwertobody", now)
    told = [Said(now, What.RINGING, "qwerto101", "in", number), Said(now, What.ANSWERED, "qwerto101")]
    vain = [Said(now, What.RINGING, "500", "in", "+79997654321", "+74957654321"), Said(now, What.MISSED)]
    hear(held, [*(Event("one", it) for it in told), *(Event("two", it) for it in vain)], now)
    return Call.objects.get(provider=held, external="one")
