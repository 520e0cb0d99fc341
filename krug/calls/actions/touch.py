"""One touch for each finished call, replaced when what is known of the call changes."""

from krug.calls.models import Call
from krug.customers.actions import ensure_identities
from krug.customers.models import Identity, Link
from krug.customers.queries import card_identity
from krug.site.clock import micros
from krug.touches.actions.append import append
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb


def leave_touch(call: Call) -> None:
    """Called with the call's row held. Of a hidden number nobody could ever say whose it was."""
    if not call.other and call.person_id is None:
        return
    touch = _touch(call)
    said = repr(
        (touch.identity, touch.organisation, touch.at, touch.staff, touch.seconds, sorted(touch.data.items()))
    )
    touch.id = stable_id(touch.at, "call", call.uid, said, None)
    if call.touch is not None:
        if call.touched == said:
            return
        touch.replaces = call.touch
        touch.id = stable_id(touch.at, "call", call.uid, said, call.touch)
    append([touch], author_of(call))
    call.touch, call.touched = touch.id, said
    call.save(update_fields=["touch", "touched"])


def author_of(call: Call) -> str:
    return f"source:calls-{call.provider.uid}"


def _touch(call: Call) -> Touch:
    data = {"result": call.outcome, "summary": call.note[:4000]}
    return Touch(
        id=call.uid,
        at=micros(call.started_at),
        identity=_identity(call),
        channel=Channel.CALL,
        direction=Direction.IN if call.way == "in" else Direction.OUT,
        verb=Verb.CALLED,
        organisation=call.organisation_id,
        episode=call.uid,
        object_kind="call",
        object_id=str(call.uid),
        cause_kind="deal" if call.deal else "",
        cause_id=str(call.deal.uid) if call.deal else "",
        staff=call.staff_id,
        seconds=call.seconds,
        data={name: value for name, value in data.items() if value},
    )


def _identity(call: Call) -> int:
    """His card's, once it is certain who it was; a number's, while nobody has it, so that whoever will be
    made for it has its past; else one that is nobody's.
    """
    if call.person is not None:
        return card_identity(call.person)
    kind, value = str(Identity.Kind.LISTENER), f"call:{call.uid}"
    if call.other.startswith("+"):
        taken = Link.objects.filter(identity__kind=Identity.Kind.PHONE, identity__value=call.other).exists()
        if not taken:
            kind, value = str(Identity.Kind.PHONE), call.other
    return ensure_identities([(kind, value)])[kind, value]
