"""What segments bring to the card of a person or an organisation: which it is in."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission
from krug.customers.blocks import Block, register
from krug.customers.models import Organisation, Person
from krug.customers.rules import Tab
from krug.segments.queries import segments_with


def _segments(request: SignedInRequest, card: Person | Organisation) -> str:
    segments = segments_with(request.user, card)
    return render_to_string("segments/on_card.html", {"segments": segments}, request) if segments else ""


def register_all() -> None:
    see = Permission.SEE_SEGMENTS
    register(Block("segments", Tab.KNOWN, 30, _segments, see))
    register(Block("segments-of-organisation", None, 30, _segments, see, "organisation"))
