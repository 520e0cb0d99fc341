"""What trackers sent of a customer is given to him, and destroyed with him."""

from krug.behaviour.models import Event, Refused, Session, Source
from krug.behaviour.privacy import _waiting
from krug.customers.actions import create_person, ensure_identities, erase_person, link
from krug.customers.data import PersonData
from krug.customers.models import Identity, Person
from krug.customers.privacy.extract import sections
from krug.customers.privacy.subject import subject_of
from krug.site.ids import uuid7
from tests.cast import Cast

AT = 1_780_000_000_000_000
PHONE, EMAIL = "+79161230987", "kim@example.org"


def visitor(cast: Cast) -> tuple[Person, Source]:
    """Kim, to whom a browser belonged until AT; afterwards it was somebody else's."""
    person = create_person(cast.rita, PersonData(last_name="Ким", phones=[PHONE], emails=[EMAIL]))
    (cookie,) = ensure_identities([("cookie", "abc-123")]).values()
    link(cast.rita, cookie, person, until=AT)
    source = Source.objects.create(unit=cast.pharma.unit, name="Site")
    for moment, said in ((AT - 5, EMAIL), (AT + 5, "another")):
        Event.objects.create(
            uid=uuid7(), source=source, kind=2, name="Seen", identity=cookie, at=moment, received_at=moment,
            message_id=said, agent="Firefox", payload=f'{{"properties": {{"email": "{said}"}}}}',
        )  # fmt: skip
        Session.objects.create(
            uid=uuid7(), source=source, thing=cookie, started_at=moment, ended_at=moment,
            landing=f"https://x.example/p?email={said}", referrer="https://y.example/#me",
        )  # fmt: skip
    for payload in (f'{{"phone": "{PHONE}"}}', '{"phone": "+70000000000"}'):
        Refused.objects.create(uid=uuid7(), source=source, reason="bad", received_at=AT, payload=payload)
    return person, source


def test_he_is_given_what_was_his_and_no_more(cast: Cast) -> None:
    person, _source = visitor(cast)
    by_code = {one.place.code: one.rows for one in sections(subject_of(person).remember())}
    assert [EMAIL in str(row) for row in by_code["events"]] == [True]
    assert len(by_code["sessions"]) == len(by_code["refused_events"]) == 1
    assert _waiting(subject_of(person)) == []


def test_his_events_lose_their_words_and_the_others_keep_theirs(cast: Cast) -> None:
    person, _source = visitor(cast)
    erase_person(cast.head, person, "request")
    mine, others = Event.objects.order_by("at")
    assert (mine.payload, mine.agent, mine.name) == ("{}", "", "Seen")
    assert "another" in others.payload
    mine_too, theirs = Session.objects.order_by("started_at")
    assert (mine_too.landing, mine_too.referrer) == ("https://x.example/p", "https://y.example/")
    assert theirs.landing.endswith("another")
    assert sorted(Refused.objects.values_list("payload", flat=True)) == ["", '{"phone": "+70000000000"}']
    assert Identity.objects.get(kind="cookie").value.startswith("erased:")
