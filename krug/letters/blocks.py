"""What letters bring to cards: the newest threads, and «Write»."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission, may
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.queries.identity import group_of
from krug.letters.queries.threads import threads_of_deal, threads_with
from krug.sales import cards
from krug.sales.models import Deal


def _of_person(request: SignedInRequest, person: Person) -> str:
    lines = threads_with(request.user, group_of(person))
    return _shown(request, lines, f"{reverse('letter-new')}?person={person.uid}")


def _of_deal(request: SignedInRequest, deal: Deal) -> str:
    return _shown(request, threads_of_deal(request.user, deal), f"{reverse('letter-new')}?deal={deal.uid}")


def _shown(request: SignedInRequest, lines: Any, write: str) -> str:
    writes = may(request.user, Permission.WRITE_LETTERS)
    if not lines and not writes:
        return ""
    context = {"lines": lines, "write": write if writes else ""}
    return render_to_string("letters/on_card.html", context, request)


def register_all() -> None:
    register(Block("letters", None, 24, _of_person, Permission.SEE_LETTERS))
    cards.register("letters", 20, Permission.SEE_LETTERS, _of_deal)
