"""Reset by letter and change by hand."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django_tasks_db.models import DBTaskResult

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.models import AuditEntry
from krug.access.tasks import send_reset_letter
from tests.cast import PASSWORD, Cast, client_of

ASK = "/accounts/password/reset/"
NEW = "Another-evening-10"


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


def ask(email: str) -> str:
    answer = Client(headers={"accept-language": "en"}).post(ASK, {"email": email})
    assert answer.status_code == 302
    return answer["Location"]


def letter_to(email: str) -> mail.EmailMessage:
    """Ask, and do what the worker would do with what was queued."""
    ask(email)
    for queued in DBTaskResult.objects.all():
        send_reset_letter.call(*queued.args_kwargs["args"])
    return mail.outbox[-1]


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"http://127.0.0.1:8000(/\S+)", str(letter.body))
    assert found
    return found[1]


def test_the_letter_leads_to_a_new_password(cast: Cast) -> None:
    old = client_of(cast.rita)
    link = link_in(letter_to(cast.rita.email))
    client = Client()
    form = client.get(link)["Location"]
    # The key has gone from the address, so that it is in no history and no Referer.
    assert form.endswith("-set-password/")
    done = client.post(form, {"password1": NEW, "password2": NEW})
    assert done["Location"] == "/accounts/password/reset/key/done/"
    cast.rita.refresh_from_db()
    assert cast.rita.check_password(NEW)
    assert old.get("/accounts/password/change/").status_code == 302
    assert AuditEntry.objects.filter(verb="set_password", object_id=cast.rita.id).exists()
    # Once only.
    assert "no longer works" in Client(headers={"accept-language": "en"}).get(link).content.decode()


def test_letters_speak_the_readers_language(cast: Cast) -> None:
    assert letter_to(cast.rita.email).subject == "Krug: a new password"
    cast.roma.language = "ru"
    cast.roma.save()
    russian = letter_to(cast.roma.email)
    assert russian.subject == "Круг: новый пароль"
    assert "Здравствуйте" in russian.body
    assert "8000/accounts/password/reset/key/" in russian.body


def test_known_and_unknown_answer_alike_and_the_unknown_get_nothing(cast: Cast) -> None:
    deactivate_user(None, cast.roma)
    assert ask(cast.rita.email) == ask("nobody@krug.test") == ask(cast.roma.email)
    assert DBTaskResult.objects.count() == 1


def test_the_queue_holds_no_key(cast: Cast) -> None:
    ask(cast.rita.email)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [cast.rita.id], "kwargs": {}}


def test_a_weak_password_is_refused(cast: Cast) -> None:
    client = Client()
    form = client.get(link_in(letter_to(cast.rita.email)))["Location"]
    answer = client.post(form, {"password1": "short", "password2": "short"})
    assert answer.status_code == 200
    cast.rita.refresh_from_db()
    assert cast.rita.check_password(PASSWORD)


def test_somebody_elses_key_opens_nothing(cast: Cast) -> None:
    link = link_in(letter_to(cast.rita.email))
    stolen = re.sub(r"key/\w+-", "key/zz-", link)
    assert Client().get(stolen).status_code == 200
    assert "password1" not in Client().get(stolen).content.decode()


def test_changing_keeps_this_session_and_ends_the_others(cast: Cast) -> None:
    here, there = client_of(cast.rita), client_of(cast.rita)
    address = "/accounts/password/change/"
    wrong = here.post(address, {"oldpassword": "guess", "password1": NEW, "password2": NEW})
    assert "not your present password" in wrong.content.decode()
    right = here.post(address, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert right["Location"] == "/"
    assert here.get(address).status_code == 200
    assert there.get(address).status_code == 302


def test_asking_too_often_is_refused(cast: Cast) -> None:
    for _ in range(5):
        ask(cast.rita.email)
    assert Client().post(ASK, {"email": cast.rita.email}).status_code == 429
