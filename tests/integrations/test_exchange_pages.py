"""What people see of the exchange with 1C: files that failed, tried again, and tokens revoked."""

import pytest
from click.testing import CliRunner
from django.urls import reverse

from krug.access.errors import Conflict, NotAllowed
from krug.access.models import Token
from krug.catalog.models import Product
from krug.integrations.actions import take_file_again
from krug.integrations.models import ExchangeFile
from krug.integrations.onec.folder import folder
from krug.site.cli import krug
from tests.cast import Cast, client_of
from tests.integrations.onec import OneC, onec, work

BROKEN = "<?xml version='1.0'?><КоммерческаяИнформация ВерсияСхемы='2.08'><Каталог>".encode()
GOODS = (
    "<?xml version='1.0' encoding='UTF-8'?><КоммерческаяИнформация ВерсияСхемы='2.08'>"
    "<Каталог><Товары><Товар>"
    "<Ид>g1</Ид><Наименование>Крем</Наименование></Товар></Товары></Каталог></КоммерческаяИнформация>"
).encode()


def failed(cast: Cast) -> tuple[OneC, ExchangeFile]:
    one = onec(cast.integrator)
    assert one.enter("catalog")[0] == "success"
    one.send("catalog", "import.xml", BROKEN)
    assert one.take("catalog", "import.xml")[0] == "failure"
    return one, ExchangeFile.objects.get()


def test_a_file_that_failed_is_shown_with_its_reason_and_tried_again(cast: Cast) -> None:
    _one, held = failed(cast)
    client = client_of(cast.head)
    page = client.get(reverse("exchanges")).content.decode()
    assert "import.xml" in page
    assert held.said in page
    again = reverse("exchange-file-again", args=[held.pk])
    assert again in page
    (folder(held.exchange) / held.name).write_bytes(GOODS)
    assert client.post(again).status_code == 302
    work()
    held.refresh_from_db()
    assert (held.state, Product.objects.get().name) == ("done", "Крем")
    assert client.post(again).status_code == 409


def test_what_is_gone_must_be_sent_again(cast: Cast) -> None:
    _one, held = failed(cast)
    (folder(held.exchange) / held.name).unlink()
    assert "exchange-file" not in client_of(cast.head).get(reverse("exchanges")).content.decode()
    with pytest.raises(Conflict):
        take_file_again(cast.head, held)


def test_others_neither_see_nor_try_it(cast: Cast) -> None:
    _one, held = failed(cast)
    assert "import.xml" not in client_of(cast.food_head).get(reverse("exchanges")).content.decode()
    for other in (cast.food_head, cast.marketer):
        with pytest.raises(NotAllowed):
            take_file_again(other, held)


def test_a_revoked_token_exchanges_no_more(cast: Cast) -> None:
    one, _held = failed(cast)
    token = Token.objects.get()
    client = client_of(cast.head)
    assert token.name in client.get(reverse("exchanges")).content.decode()
    assert (
        client_of(cast.food_head).post(reverse("exchange-token-revoke", args=[token.uid])).status_code == 404
    )
    assert client.post(reverse("exchange-token-revoke", args=[token.uid])).status_code == 302
    assert one.ask("catalog", "init")[0] == "failure"
    assert one.enter("catalog")[0] == "failure"


def test_from_the_command_line(cast: Cast) -> None:
    one = onec(cast.integrator)
    asked = ["user", "revoke-token", cast.integrator.email, "--name"]
    assert CliRunner().invoke(krug, [*asked, "2C"]).exit_code == 1
    assert CliRunner().invoke(krug, [*asked, "1C"]).exit_code == 0
    assert one.enter("catalog")[0] == "failure"
