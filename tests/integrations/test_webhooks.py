"""Messages out: to whom, when, signed how, tried how often; against a real server."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import AuditEntry, User
from krug.customers.actions import create_organisation, create_person, edit_organisation, edit_person, merge
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.integrations.actions import (
    create_endpoint,
    forget_old_secret,
    replay,
    rotate_secret,
    start_endpoint,
    stop_endpoint,
)
from krug.integrations.models import Delivery, Endpoint
from krug.integrations.webhooks.delivering import deliver_due
from krug.integrations.webhooks.rules import EVENTS, WAITS, address_fits, wait
from krug.segments.actions import create_segment
from krug.segments.keep import keep
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast, client_of
from tests.integrations.sink import Recipient, recipient
from tests.segments.make import condition


@pytest.fixture(autouse=True)
def _local(settings: Any) -> None:
    settings.KRUG_WEBHOOKS_LOCAL = True


@pytest.fixture
def sink() -> Iterator[Recipient]:
    with recipient() as made:
        yield made


def endpoint(by: User, url: str, *events: str) -> Endpoint:
    return create_endpoint(by, url, "The site", events or EVENTS)


def doctor(cast: Cast, name: str = "Kim") -> Person:
    return create_person(cast.rita, PersonData(last_name=name))


def due_now() -> None:
    Delivery.objects.filter(next_at__isnull=False).update(next_at=timezone.now())


def told(sink: Recipient) -> list[tuple[str, list[str]]]:
    found = [json.loads(body) for _headers, body in sink.heard]
    return [(one["type"], one["data"]["people"]) for one in found]


def test_what_is_told(cast: Cast, sink: Recipient) -> None:
    endpoint(cast.head, sink.url)
    one, two = doctor(cast), doctor(cast, "Kimm")
    edit_person(cast.rita, one, {"city": "Omsk"})
    merge(cast.head, survivor=one, absorbed=two, evidence={})
    now = micros(timezone.now())
    append([Touch(uuid7(), now, card_identity(one), Channel.CALL, Direction.IN, Verb.CALLED)], "user:1")
    deliver_due()
    uids = [str(one.uid)], [str(two.uid)]
    assert told(sink) == [
        ("person.created", uids[0]),
        ("person.created", uids[1]),
        ("person.updated", uids[0]),
        ("person.merged", uids[0]),
        ("touch.appended", uids[0]),
    ]
    assert deliver_due() == 0
    assert "Kim" not in str([body for _headers, body in sink.heard])


def test_who_comes_into_a_segment_and_leaves_it(cast: Cast, sink: Recipient) -> None:
    endpoint(cast.head, sink.url, "segment.entered", "segment.left")
    one = create_person(cast.rita, PersonData(last_name="Kim", klass="B"))
    best = create_segment(
        cast.marketer, "Best", condition({"kind": "profile", "field": "klass", "values": ["A"]})
    )
    keep(micros(timezone.now()))
    for klass in ("A", "B"):
        edit_person(cast.rita, Person.objects.get(pk=one.pk), {"klass": klass})
        keep(micros(timezone.now()))
    deliver_due()
    assert told(sink) == [("segment.entered", [str(one.uid)]), ("segment.left", [str(one.uid)])]
    assert json.loads(sink.heard[0][1])["data"]["segment"] == str(best.uid)


def test_of_organisations_likewise(cast: Cast, sink: Recipient) -> None:
    endpoint(cast.head, sink.url, "segment.entered")
    place = create_organisation(cast.rita, OrganisationData(name="Clinic", klass="B"))
    part = {"kind": "profile", "field": "klass", "values": ["A"]}
    best = create_segment(cast.marketer, "Best", condition(part), kind="organisation")
    keep(micros(timezone.now()))
    edit_organisation(cast.rita, place, {"klass": "A"})
    keep(micros(timezone.now()))
    deliver_due()
    ((_headers, body),) = sink.heard
    assert json.loads(body)["data"] == {"organisations": [str(place.uid)], "segment": str(best.uid)}


def test_the_signature_is_the_standard_s(cast: Cast, sink: Recipient) -> None:
    made = endpoint(cast.head, sink.url)
    doctor(cast)
    deliver_due()
    headers, body = sink.heard[0]
    Webhook(made.secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(body.replace("created", "updated"), headers)
    assert made.secret.startswith("whsec_")


def test_others_are_not_told(cast: Cast, sink: Recipient) -> None:
    endpoint(cast.food_head, sink.url)
    endpoint(cast.head, sink.url, "person.merged")
    stop_endpoint(cast.head, endpoint(cast.head, sink.url))
    doctor(cast)
    assert deliver_due() == 0


def test_what_is_taken_back_is_not_told(cast: Cast, sink: Recipient) -> None:
    endpoint(cast.head, sink.url)
    with transaction.atomic():
        doctor(cast)
        transaction.set_rollback(True)
    assert deliver_due() == 0


def test_the_worker_is_asked_at_once(
    cast: Cast, sink: Recipient, django_capture_on_commit_callbacks: Any
) -> None:
    endpoint(cast.head, sink.url)
    with django_capture_on_commit_callbacks(execute=True):
        doctor(cast)
        doctor(cast, "Lee")
    assert DBTaskResult.objects.filter(task_path__endswith="deliver_webhooks").count() == 1


def test_a_failure_is_tried_again_with_the_same_id(cast: Cast, sink: Recipient) -> None:
    made = endpoint(cast.head, sink.url)
    doctor(cast)
    sink.status = 503
    deliver_due()
    held = Delivery.objects.get()
    assert (held.state, held.status, held.attempts) == ("waiting", 503, 1)
    assert held.next_at is not None
    assert held.next_at > timezone.now()
    assert deliver_due() == 0
    sink.status = 200
    due_now()
    deliver_due()
    assert Delivery.objects.get().state == "delivered"
    assert sink.heard[0][0]["webhook-id"] == sink.heard[1][0]["webhook-id"]
    assert Endpoint.objects.get(pk=made.pk).failing_since is None


def test_after_the_last_attempt_it_is_given_up_and_may_be_sent_again(cast: Cast, sink: Recipient) -> None:
    endpoint(cast.head, sink.url)
    doctor(cast)
    sink.status = 500
    for _attempt in range(len(WAITS) + 3):
        due_now()
        deliver_due()
    held = Delivery.objects.select_related("endpoint__unit").get()
    assert (held.state, held.attempts, len(sink.heard)) == ("given_up", len(WAITS) + 1, len(WAITS) + 1)
    sink.status = 200
    replay(cast.head, held)
    deliver_due()
    assert Delivery.objects.get().state == "delivered"


def test_whoever_is_silent_for_days_is_stopped_until_somebody_starts_it(cast: Cast, sink: Recipient) -> None:
    made = endpoint(cast.head, sink.url)
    doctor(cast)
    sink.status = 500
    deliver_due()
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=6))
    due_now()
    deliver_due()
    made = Endpoint.objects.get(pk=made.pk)
    assert made.stopped == "failing"
    due_now()
    assert deliver_due() == 0
    start_endpoint(cast.head, made)
    sink.status = 200
    assert deliver_due() == 1


def test_a_redirect_is_not_followed(cast: Cast, sink: Recipient) -> None:
    with recipient() as other:
        sink.status, sink.location = 302, other.url
        endpoint(cast.head, sink.url)
        doctor(cast)
        deliver_due()
        assert (Delivery.objects.get().status, Delivery.objects.get().state) == (302, "waiting")
        assert other.heard == []


def test_nothing_goes_to_this_machine_unless_the_setting_allows(
    cast: Cast, sink: Recipient, settings: Any
) -> None:
    endpoint(cast.head, sink.url)
    doctor(cast)
    settings.KRUG_WEBHOOKS_LOCAL = False
    deliver_due()
    assert "Refused" in Delivery.objects.get().error
    assert sink.heard == []
    with pytest.raises(WrongInput):
        endpoint(cast.head, sink.url)


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://crm.example.org/hook?x=1", True),
        ("http://crm.example.org/", False),
        ("https://127.0.0.1/", False),
        ("https://10.1.2.3/", False),
        ("https://169.254.169.254/latest", False),
        ("https://[::1]/", False),
        ("https://[::ffff:10.0.0.1]/", False),
        ("https://localhost/", False),
        ("https://printer.local/", False),
        ("https://me:pass@example.org/", False),
        ("https://example.org:99999/", False),
        ("ftp://example.org/", False),
        ("https://", False),
    ],
)
def test_addresses(url: str, fits: bool) -> None:
    assert address_fits(url, local=False) is fits


def test_waits_grow_and_are_spread() -> None:
    assert [wait(1, chance) for chance in (0, 1)] == [timedelta(seconds=4), timedelta(seconds=6)]
    total = sum(WAITS, timedelta())
    assert timedelta(days=3) < total < timedelta(days=5)
    assert wait(len(WAITS) + 1, 0.5) is None


def test_who_names_recipients(cast: Cast, sink: Recipient) -> None:
    made = endpoint(cast.head, sink.url)
    for user in (cast.rita, cast.marketer, cast.food_head, cast.integrator):
        with pytest.raises(NotAllowed):
            stop_endpoint(user, made)
    with pytest.raises(WrongInput):
        endpoint(cast.head, sink.url, "person.deleted")
    with pytest.raises(WrongInput):
        create_endpoint(cast.head, sink.url, " ", EVENTS)


def test_the_pages(cast: Cast, sink: Recipient) -> None:
    head = client_of(cast.head)
    form = {"url": sink.url, "purpose": "The site", "events": ["person.created"]}
    assert head.post(reverse("webhook-new"), form).status_code == 302
    assert head.post(reverse("webhook-new"), form | {"url": "nonsense"}).status_code == 422
    made = Endpoint.objects.get()
    doctor(cast)
    deliver_due()
    page = head.get(reverse("webhook", args=[made.uid])).content.decode()
    assert made.secret in page
    assert "person.created" in page
    assert sink.url.replace("&", "&amp;") in head.get(reverse("webhooks")).content.decode()
    again = reverse("webhook-again", args=[made.uid, Delivery.objects.get().uid])
    assert head.post(again).status_code == 302
    assert client_of(cast.food_head).post(again).status_code == 404
    deliver_due()
    assert len(sink.heard) == 2
    assert head.post(reverse("webhook-stop", args=[made.uid])).status_code == 302
    assert Endpoint.objects.get().stopped == "hand"


def test_for_a_day_an_old_secret_proves_a_message_too(cast: Cast, sink: Recipient) -> None:
    made = endpoint(cast.head, sink.url)
    old = made.secret
    fresh = rotate_secret(cast.head, made)
    doctor(cast)
    deliver_due()
    headers, body = sink.heard[0]
    assert fresh.secret != old
    for secret in (old, fresh.secret):
        Webhook(secret).verify(body, headers)
    Endpoint.objects.update(old_until=timezone.now())
    doctor(cast, "Lee")
    deliver_due()
    headers, body = sink.heard[1]
    Webhook(fresh.secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body, headers)


def test_an_old_secret_may_be_ended_at_once(cast: Cast, sink: Recipient) -> None:
    made = endpoint(cast.head, sink.url)
    assert rotate_secret(cast.head, made, at_once=True).old_secret == ""
    second = rotate_secret(cast.head, made)
    assert second.old_secret
    for _time in range(2):
        forget_old_secret(cast.head, made)
    assert Endpoint.objects.get().old_secret == ""
    assert AuditEntry.objects.filter(verb="forgot_old_secret").count() == 1
    for other in (cast.marketer, cast.food_head):
        with pytest.raises(NotAllowed):
            rotate_secret(other, made)
        with pytest.raises(NotAllowed):
            forget_old_secret(other, made)
    client = client_of(cast.head)
    client.post(reverse("webhook-rotate", args=[made.uid]))
    page = client.get(reverse("webhook", args=[made.uid])).content.decode()
    assert Endpoint.objects.get().secret in page
    assert Endpoint.objects.get().old_secret not in page
    assert reverse("webhook-forget", args=[made.uid]) in page
    client.post(reverse("webhook-forget", args=[made.uid]))
    assert Endpoint.objects.get().old_secret == ""
