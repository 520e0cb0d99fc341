"""The list of calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from krug.access import paging
from krug.access.models import User
from krug.access.rules import hidden
from krug.access.scopes import seen_among, visible_staff
from krug.calls.models import Call
from krug.calls.numbers import e164
from krug.calls.queries.seen import WITH, seen
from krug.calls.words import Outcome, Way
from krug.customers.models import Organisation, Person
from krug.customers.queries import canonicals_of
from krug.sales.models import Deal

PAGE = 50
PERIODS = {"today": 0, "week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which calls. `show`: in, out, missed or nothing; `staff`: a uid; `since`: of PERIODS, or a day."""

    show: str = ""
    staff: str = ""
    since: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`hidden`: it is somebody's whom the viewer does not see."""

    call: Call
    number: str
    person: Person | None
    organisation: Organisation | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Row]
    next: str | None


def asked_of(query: Mapping[str, str]) -> Asked:
    show = query.get("show", "")
    return Asked(
        show if show in (*Way.values, "missed") else "",
        query.get("staff", "")[:40],
        query.get("since", "")[:10],
        query.get("number", "").strip()[:40],
    )


def calls_page(viewer: User, asked: Asked, after: str | None, now: datetime) -> Page:
    """Newest first."""
    rows = seen(viewer).filter(_asked(asked, viewer, now)).order_by("-started_at", "-id")
    name = f"calls:{asked}"
    start = paging.position(after, name)
    if start is not None:
        at = datetime.fromisoformat(str(start[0]))
        rows = rows.filter(Q(started_at__lt=at) | Q(started_at=at, pk__lt=start[1]))
    found = list(rows.select_related(*WITH)[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    following = paging.cursor([last.started_at.isoformat(), last.pk], name) if last else None
    return Page(rows_of(viewer, found[:PAGE]), following)


def _asked(asked: Asked, viewer: User, now: datetime) -> Q:
    wanted = Q()
    if asked.show == "missed":
        wanted &= Q(way=Way.IN, outcome__in=(Outcome.MISSED, Outcome.BUSY, Outcome.REFUSED))
    elif asked.show:
        wanted &= Q(way=asked.show)
    if asked.staff:
        mine = {str(uid): pk for uid, pk in visible_staff(viewer).values_list("uid", "pk")}
        wanted &= Q(staff=mine.get(asked.staff, 0))
    if since := _since(asked.since, now):
        wanted &= Q(started_at__gte=since)
    if asked.number:
        wanted &= Q(other=e164(asked.number))
    return wanted


def _since(word: str, now: datetime) -> datetime | None:
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if word in PERIODS:
        return today - timedelta(days=PERIODS[word])
    try:
        day = parse_date(word)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time())) if day and day.year > 1970 else None


def rows_of(viewer: User, calls: Sequence[Call]) -> list[Row]:
    """With names of those alone that the viewer sees."""
    roots = canonicals_of({call.person_id for call in calls if call.person_id})
    seen_people = seen_among(viewer, "person", list(roots.values()))
    people = Person.objects.in_bulk(seen_people)
    places = {call.pk: call.organisation.standing for call in calls if call.organisation}
    seen_places = seen_among(viewer, "organisation", [place.pk for place in places.values()])
    found = []
    for call in calls:
        person = people.get(roots.get(call.person_id, 0)) if call.person_id else None
        place = places.get(call.pk)
        place = place if place is not None and place.pk in seen_places else None
        number = "" if "phones" in hidden(viewer) else call.other
        is_hidden = call.person_id is not None and person is None
        found.append(Row(call, number, person, place, is_hidden))
    return found


def of_numbers(viewer: User, people: Sequence[int], numbers: Sequence[str], most: int) -> list[Call]:
    """Calls of a customer: those that are his, and those of his numbers that nobody has claimed."""
    theirs = Q(person__in=people) | Q(person=None, other__in=numbers)
    return list(seen(viewer).filter(theirs).select_related(*WITH).order_by("-started_at", "-id")[:most])


def of_deal(viewer: User, deal: Deal, most: int) -> list[Call]:
    """Of a deal that he sees, those calls that he sees: their notes are for no others."""
    rows = seen(viewer).filter(deal=deal).select_related(*WITH)
    return list(rows.order_by("-started_at", "-id")[:most])
