"""Blocks of a card that customers bring themselves."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission, hidden, may
from krug.customers.blocks import Block, register
from krug.customers.facts import facts_of
from krug.customers.models import Person, Trait
from krug.customers.queries import consents_of, timeline
from krug.customers.queries.affiliations import works_of
from krug.customers.queries.card import doubles_of, merged_into, points_of
from krug.customers.queries.identity import IdentitySpan, group_of, identities_of
from krug.customers.queries.taken import bought_by, taken_by
from krug.customers.queries.tied import apart_from, ties_of
from krug.customers.queries.traits import traits_of
from krug.customers.queries.worth import attitude_of, value_of
from krug.customers.rules import Tab

FIRST_PAGE = 30
"""Touches of the story that come with the page; what is older follows when it is scrolled to."""


def _doubles(request: SignedInRequest, person: Person) -> str:
    doubles = doubles_of(request.user, person)
    return _part(request, "doubles_note", person, doubles=doubles) if doubles else ""


def _details(request: SignedInRequest, person: Person) -> str:
    phones, emails = points_of(request.user, person)
    unseen = hidden(request.user)
    facts = [fact for fact in facts_of(person, [*phones, *emails]) if fact.name not in unseen]
    return _part(request, "details", person, facts=facts)


def _works(request: SignedInRequest, person: Person) -> str:
    works = works_of(group_of(person), person.organisation_id)
    return _part(request, "works", person, works=works)


def _story(request: SignedInRequest, person: Person) -> str:
    story = timeline(request.user, person, request.GET.get("before"), FIRST_PAGE, _spans(request, person))
    return _part(request, "history", person, story=story)


def _known(request: SignedInRequest, person: Person) -> str:
    known = {"traits": traits_of(group_of(person)), "kinds": Trait.Kind.choices}
    return _part(request, "known", person, **known)


def _consents(request: SignedInRequest, person: Person) -> str:
    more = {
        "purposes": consents_of(person),
        "viewers": may(request.user, Permission.SEE_VIEWERS),
        "subjects": may(request.user, Permission.ANSWER_SUBJECTS),
    }
    return _part(request, "privacy/block", person, **more)


def _merged(request: SignedInRequest, person: Person) -> str:
    merged = merged_into(person)
    return _part(request, "merged", person, merged=merged) if merged else ""


def _ties(request: SignedInRequest, person: Person) -> str:
    ties = ties_of(person)
    return _part(request, "ties", person, ties=ties) if ties else ""


def _apart(request: SignedInRequest, person: Person) -> str:
    apart = apart_from(request.user, person)
    return _part(request, "apart", person, apart=apart) if apart else ""


def _value(request: SignedInRequest, person: Person) -> str:
    value, feels = value_of(person), attitude_of(_spans(request, person))
    return _part(request, "value", person, value=value, attitude=feels) if value or feels.count else ""


def _taken(request: SignedInRequest, person: Person) -> str:
    decks = taken_by(_spans(request, person))
    return _part(request, "taken", person, decks=decks) if decks else ""


def _bought(request: SignedInRequest, person: Person) -> str:
    bought = bought_by(_spans(request, person))
    return _part(request, "bought", person, bought=bought) if bought else ""


def _spans(request: SignedInRequest, person: Person) -> list[IdentitySpan]:
    """Several blocks of one page ask for his touches: whose they are is looked up once."""
    held: list[IdentitySpan] | None = getattr(request, "spans", None)
    if held is None:
        held = identities_of(person)
        request.spans = held  # type: ignore[attr-defined]
    return held


def _part(request: SignedInRequest, name: str, person: Person, **more: object) -> str:
    context = {
        "person": person,
        "card": person,
        "editable": may(request.user, Permission.EDIT_CUSTOMERS),
        "may_merge": may(request.user, Permission.MERGE),
        **more,
    }
    return render_to_string(f"customers/{name}.html", context, request)


def register_all() -> None:
    register(Block("doubles", None, 10, _doubles, Permission.MERGE))
    register(Block("value", None, 25, _value))
    register(Block("details", None, 30, _details))
    register(Block("works", None, 40, _works))
    register(Block("story", Tab.STORY, 50, _story))
    register(Block("known", Tab.KNOWN, 10, _known))
    register(Block("consents", Tab.DATA, 10, _consents))
    register(Block("taken", Tab.OFFERS, 10, _taken))
    register(Block("bought", Tab.MONEY, 30, _bought))
    register(Block("ties", Tab.WHO, 10, _ties))
    register(Block("merged", Tab.WHO, 20, _merged))
    register(Block("apart", Tab.WHO, 30, _apart))
