"""The card and the story of a customer."""

import pytest
from django.http import Http404

from krug.access.models import AuditEntry
from krug.customers import titles
from krug.customers.actions import create_person, create_persons, ensure_identities, link, merge
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.customers.queries import card, card_identity, reach_person, timeline
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast

DAY = 86_400_000_000
START = 1_780_000_000_000_000


def visit(identity: int, at: int, staff: int, slides: int = 2) -> list[Touch]:
    """What one visit leaves behind for one listener."""
    episode = uuid7()

    def touch(verb: Verb, after: int, **more: object) -> Touch:
        it = Touch(
            uuid7(), at + after, identity, Channel.VISIT, Direction.BOTH, verb, episode=episode, staff=staff
        )
        for name, value in more.items():
            setattr(it, name, value)
        return it

    made = [touch(Verb.VISITED, 0, object_kind="visit", object_id=str(episode), seconds=600.0)]
    made[0].data = {"result": "agreed", "next_step": "Позвонить"}
    for number in range(1, slides + 1):
        shown = {"number": number, "order": number, "exit": number == slides, "rule": 1}
        slide = {"object_kind": "slide", "object_id": f"s{number}"}
        made.append(touch(Verb.SHOWN, number * 10, seconds=10.0 * number, data=shown, **slide))
    made.append(touch(Verb.REACTED, 50, object_kind="slide", object_id="s1", emotion=100))
    answer = {"slide": "s2", "question": "share", "kind": "slider", "value": 60}
    made.append(touch(Verb.ANSWERED, 60, object_kind="question", object_id="s2/share", data=answer))
    made.append(touch(Verb.NOTED, 70, data={"text": "После 14:00"}))
    return made


@pytest.mark.usefixtures("titled_slides")
def test_a_visit_is_one_entry(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    append(visit(card_identity(person), START, cast.rita.pk), "source:test")
    (entry,) = timeline(cast.rita, person).entries
    assert (entry.kind, entry.staff, entry.result, entry.next_step) == (
        "visit",
        "Rita",
        "agreed",
        "Позвонить",
    )
    assert entry.notes == ["После 14:00"]
    assert [(slide.uid, slide.seconds, slide.emotion, slide.exit) for slide in entry.slides] == [
        ("s1", 10.0, 100, False),
        ("s2", 20.0, None, True),
    ]
    assert (entry.slides[0].title, entry.slides[0].deck) == ("Slide s1", "Deck")
    assert [(answer.question, answer.value) for answer in entry.slides[1].answers] == [("share", 60)]
    assert (entry.likes, entry.dislikes) == (1, 0)


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_pages_never_cut_a_visit(cast: Cast, limit: int) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    identity = card_identity(person)
    for day in range(6):
        append(visit(identity, START + day * DAY, cast.rita.pk, slides=day + 1), "source:test")
    seen: list[int] = []
    after = None
    while True:
        page = timeline(cast.rita, person, after, limit)
        for entry in page.entries:
            seen.append(len(entry.slides))
        if page.next is None:
            break
        after = page.next
    # The answer on the second slide makes two slides of the first visit.
    assert seen == [6, 5, 4, 3, 2, 2]


@pytest.mark.parametrize("slides", [100, 300])
def test_a_visit_of_many_slides_is_whole(cast: Cast, slides: int) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    identity = card_identity(person)
    for day in range(2):
        append(visit(identity, START + day * DAY, cast.rita.pk, slides), "source:test")
    page = timeline(cast.rita, person, limit=5)
    assert [len(entry.slides) for entry in page.entries] == [slides]
    assert [len(entry.slides) for entry in timeline(cast.rita, person, page.next, 5).entries] == [slides]


def test_the_story_of_the_merged_and_of_links_in_time(cast: Cast) -> None:
    one, two = create_persons(cast.rita, [PersonData(last_name="Ким"), PersonData(last_name="Цой")])
    (cookie,) = ensure_identities([("cookie", "c1")]).values()
    link(cast.rita, cookie, two, since=START, until=START + DAY)
    made = [
        Touch(uuid7(), START + hours * DAY // 24, cookie, Channel.SITE, Direction.IN, Verb.VIEWED)
        for hours in (1, 23, 25)
    ]
    for touch in made:
        touch.data = {"address": "/prices"}
    append(made, "source:test")
    assert timeline(cast.rita, one).entries == []
    merge(cast.nina, one, two)
    entries = timeline(cast.rita, one).entries
    assert [(entry.kind, entry.at) for entry in entries] == [("viewed", made[1].at), ("viewed", made[0].at)]
    assert entries[0].data == {"address": "/prices"}


def test_card(cast: Cast) -> None:
    same = {"last_name": "Ким", "first_name": "Анна"}
    one, two, three = create_persons(
        cast.rita,
        [
            PersonData(**same, phones=["+79990000001"], emails=["kim@example.org"]),  # type: ignore[arg-type]
            PersonData(last_name="Цой", phones=["+79990000001", "+79990000002"]),
            PersonData(**same),  # type: ignore[arg-type]
        ],
    )
    found = card(cast.nina, one)
    assert [point.normal for point in found.phones] == ["+79990000001"]
    assert [point.normal for point in found.emails] == ["kim@example.org"]
    assert {double.pk for double in found.doubles} == {two.pk, three.pk}
    assert (found.may_edit, found.may_merge) == (True, True)
    assert not card(cast.rita, one).may_merge
    assert AuditEntry.objects.filter(verb="read", object_id=str(one.pk), actor=cast.nina).count() == 1
    decision = merge(cast.nina, one, two)
    found = card(cast.nina, Person.objects.get(pk=two.pk))
    assert found.person == one
    assert [point.normal for point in found.phones] == ["+79990000001", "+79990000002"]
    assert found.merged == [decision]
    assert reach_person(cast.rita, two.uid) == one


def test_outsiders_find_nothing(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    for outsider in (cast.roma, cast.food_head):
        with pytest.raises(Http404):
            card(outsider, person)
        with pytest.raises(Http404):
            timeline(outsider, person)
        with pytest.raises(Http404):
            reach_person(outsider, person.uid)


def test_a_kind_has_one_finder_of_titles(titled_slides: None) -> None:
    with pytest.raises(ValueError, match="slide"):
        titles.register("slide", lambda _ids: {})
