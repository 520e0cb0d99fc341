"""What the page of a visit tells: with whom, where, who listened, and what each of them was shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from krug.access.models import User
from krug.access.scopes import seen_among
from krug.customers.models import Organisation, Person
from krug.customers.queries import Entry, visit_of_each
from krug.touches.queries import of_episode
from krug.touches.touch import StoredTouch
from krug.touches.words import Verb
from krug.visits.actions.names import TOLD
from krug.visits.models import Listener, Visit


@dataclass(frozen=True, slots=True)
class Named:
    """A person or an organisation. `address`: of the card, where the viewer sees it; `about`: in a word."""

    name: str
    about: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """A listener. `entry`: the visit as his own story tells it, None before it is over."""

    who: Named
    nameless: bool
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Note:
    """`about`: names, where it is not about all who were there."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class VisitCard:
    """`shown`: something stands at a listener's name; `unnamed`: something that was to stand at none."""

    person: Named | None
    place: Named | None
    present: Sequence[Present]
    notes: Sequence[Note]
    seconds: float | None
    shown: bool
    unnamed: bool


def visit_card(viewer: User, visit: Visit) -> VisitCard:
    """Of a visit that was reached, loaded with its state and customers."""
    touches = of_episode(visit.uid)
    rows = Listener.objects.filter(visit=visit).order_by("id")
    listeners = list(rows.select_related("person__canonical", "nameless"))
    people = [one.person for one in listeners if one.person] + ([visit.person] if visit.person else [])
    seen = seen_among(viewer, "person", {_standing(person).pk for person in people})
    told = visit_of_each(touches)
    present = [
        Present(
            _person(one.person, seen) if one.person else Named(one.name),
            hasattr(one, "nameless"),
            told.get(one.identity_id),
        )
        for one in listeners
    ]
    ours = {one.identity_id for one in listeners}
    return VisitCard(
        person=_person(visit.person, seen) if visit.person else None,
        place=_place(viewer, _where(visit, touches)) or _at_his(visit.person, seen),
        present=present,
        notes=_notes(visit, present),
        seconds=_seconds(visit),
        shown=any(touch.verb in TOLD and touch.identity in ours for touch in touches),
        unnamed=any(touch.verb in TOLD and touch.identity not in ours for touch in touches),
    )


def _standing(person: Person) -> Person:
    return person.canonical or person


def _person(person: Person, seen: set[int]) -> Named:
    card = _standing(person)
    if card.pk not in seen:
        return Named(card.full_name)
    return Named(card.full_name, card.specialty, reverse("person", args=[card.uid]))


def _where(visit: Visit, touches: Sequence[StoredTouch]) -> Organisation | None:
    """As planned, else where its touches say that it was: since then he may have gone elsewhere."""
    said = next((touch for touch in touches if touch.verb == Verb.VISITED), None)
    if visit.organisation:
        return visit.organisation.standing
    if said:
        held = Organisation.objects.select_related("canonical").filter(pk=said.organisation or 0).first()
        return held.standing if held else None
    workplace = visit.person.organisation if visit.person else None
    return workplace.standing if workplace else None


def _place(viewer: User, organisation: Organisation | None) -> Named | None:
    if organisation is None:
        return None
    about = ", ".join(part for part in (organisation.city, organisation.address) if part)
    if not seen_among(viewer, "organisation", [organisation.pk]):
        return Named(organisation.name, about)
    return Named(organisation.name, about, reverse("organisation", args=[organisation.uid]))


def _at_his(person: Person | None, seen: set[int]) -> Named | None:
    """Who works nowhere is visited where he is, as his calendar says too."""
    card = _standing(person) if person else None
    about = ", ".join(part for part in (card.city, card.address) if part) if card and card.pk in seen else ""
    return Named(about) if about else None


def _notes(visit: Visit, present: Sequence[Present]) -> list[Note]:
    about: dict[str, list[str]] = {}
    for one in present:
        for text in one.entry.notes if one.entry else ():
            about.setdefault(text, []).append(one.who.name)
    if hasattr(visit, "finish") and visit.finish.note:
        about.setdefault(visit.finish.note, [one.who.name for one in present])
    return [
        Note(text, "" if len(names) == len(present) else ", ".join(filter(None, names)))
        for text, names in about.items()
    ]


def _seconds(visit: Visit) -> float | None:
    if not (hasattr(visit, "start") and hasattr(visit, "finish")):
        return None
    return max(0.0, (visit.finish.at - visit.start.at).total_seconds())
