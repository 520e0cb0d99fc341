"""What stands on a colleague's screen: calls that ring at him, that he talks in, or has not put away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from krug.access.models import User
from krug.access.rules import Permission, hidden, may
from krug.calls.models import Call, Leg
from krug.calls.queries.seen import WITH
from krug.calls.queries.who import Choice, choice_for
from krug.calls.words import Outcome, State
from krug.customers.models import Organisation
from krug.customers.queries.identity import with_group
from krug.customers.queries.timeline import Entry, timeline
from krug.sales.queries.of_customer import open_deals_of
from krug.sales.queries.ticking import Line

KEPT = timedelta(hours=12)
"""So long a call that was talked in waits for its note."""
MISSED = timedelta(minutes=10)
"""So long one that nobody answered stays; from then on it is among what is to be done."""
MOST = 6
TOUCHES = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A call with what helps before it is answered. `open_question`: what was left open with him."""

    call: Call
    who: Choice
    number: str
    touches: Sequence[Entry] = ()
    deals: Sequence[Line] = ()
    open_question: str = ""
    ringing: bool = False
    place: Organisation | None = field(default=None)

    @property
    def deal(self) -> Line | None:
        return self.deals[0] if self.deals else None


def open_legs(viewer: User, now: datetime) -> list[Leg]:
    live = Q(ringing=True) | Q(call__state=State.TALKING, call__staff=viewer)
    talked = Q(call__state=State.ENDED, call__staff=viewer, call__started_at__gt=now - KEPT)
    kept = talked & (Q(call__outcome=Outcome.ANSWERED) | Q(call__way="out"))
    missed = talked & Q(call__ended_at__gt=now - MISSED)
    # Out of a queue it rings nowhere yet: the caller's own phone is the only one there is.
    dialling = Q(call__state=State.RINGING, call__way="out", call__staff=viewer)
    legs = Leg.objects.filter(live | kept | missed | dialling, staff=viewer, closed_at=None)
    return list(
        legs.select_related(*(f"call__{name}" for name in WITH)).order_by("-call__started_at", "-pk")[:MOST]
    )


def cards(viewer: User, now: datetime) -> list[Card]:
    """Newest first. Who was shown to whom is for `krug.calls.actions.look` to write down."""
    if not may(viewer, Permission.TAKE_CALLS):
        return []
    return [card_of(viewer, leg.call, now, leg.ringing) for leg in open_legs(viewer, now)]


def card_of(viewer: User, call: Call, now: datetime, ringing: bool = False) -> Card:
    who = choice_for(viewer, call)
    number = "" if "phones" in hidden(viewer) else call.other
    person = with_group(who.person) if who.person else None
    if person is None and who.organisation is None:
        return Card(call, who, number, ringing=ringing)
    story = timeline(viewer, person, limit=12).entries if person else []
    story = [entry for entry in story if entry.episode != call.uid]
    deals = open_deals_of(viewer, person, who.organisation, now) if may(viewer, Permission.SEE_DEALS) else ()
    place = person.organisation.standing if person and person.organisation else who.organisation
    return Card(call, who, number, story[:TOUCHES], deals, _left_open(story), ringing=ringing, place=place)


def _left_open(story: Sequence[Entry]) -> str:
    """What he complained of, or what was agreed the last time: the newer of the two."""
    for entry in story:
        told = (
            str(entry.data.get("text") or entry.data.get("topic") or "") if entry.kind == "complained" else ""
        )
        if told or entry.next_step:
            return told or entry.next_step
    return ""
