"""What segments bring to a customer's card: which he is in."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.rules import Tab
from krug.segments.queries import segments_with


def _segments(request: SignedInRequest, person: Person) -> str:
    segments = segments_with(request.user, person)
    return render_to_string("segments/on_card.html", {"segments": segments}, request) if segments else ""


def register_all() -> None:
    register(Block("segments", Tab.KNOWN, 30, _segments, Permission.SEE_SEGMENTS))
