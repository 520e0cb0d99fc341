"""What sync brings to a customer's card: that two sides wrote different things."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.queries.identity import group_of
from krug.sync.conflicts import edited_twice


def _two_sides(request: SignedInRequest, person: Person) -> str:
    if not edited_twice(request.user, group_of(person)):
        return ""
    return render_to_string("sync/two_sides.html", {}, request)


def register_all() -> None:
    register(Block("two-sides", None, 11, _two_sides, Permission.EDIT_CUSTOMERS))
