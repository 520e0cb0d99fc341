"""What other systems have told of the walked world."""

from decimal import Decimal

from django.utils import timezone

from krug.access.actions.issue_token import issue_token
from krug.access.models import User
from krug.accounts.actions import put_balances
from krug.accounts.data import AccountData, PaperData
from krug.catalog.actions import put_products
from krug.catalog.data import ProductData
from krug.catalog.models import Product
from krug.customers.models import Organisation
from krug.integrations.actions import create_endpoint, start_file
from krug.integrations.models import ExchangeFile
from krug.integrations.onec import conversation
from krug.teamwork.actions import give_answer, propose
from krug.teamwork.models import Agreement
from krug.teamwork.words import Question
from tests.cast import Cast


def told(cast: Cast, clinic: Organisation) -> Product:
    owes(cast.head, clinic)
    bought(cast.nina)
    exchanged(cast.integrator)
    return sold(cast.integrator)


def owes(head: User, clinic: Organisation) -> None:
    today = timezone.localdate()
    bill = PaperData(
        external_id="b1",
        account="c1",
        kind="invoice",
        day=today,
        amount=Decimal(100),
        number="Qwertobill",
    )
    account = AccountData(external_id="c1", organisation=clinic.pk)
    create_endpoint(head, "https://qwertohook.example.org/", "The site", ["person.created"])
    put_balances(head, "erp", timezone.now(), [account], [bill])


def sold(integrator: User) -> Product:
    put_products(integrator, "erp", [ProductData(external_id="p1", name="Qwertoproduct")])
    return Product.objects.get(name="Qwertoproduct")


def proposed(marketer: User, product: Product) -> Agreement:
    """Marketing has answered and waits for the signature of sales."""
    give_answer(marketer, product, Question.WAY, "Qwertoanswer")
    return propose(marketer, product, {one.value: "Qwertoanswer" for one in Question})


def bought(nina: User) -> None:
    rows = b"receipt;date;amount;phone\n1;2024-01-01;5;+79160000001\n"
    start_file(nina, "purchases", "till", "qwertotill.csv", [rows])


def exchanged(integrator: User) -> None:
    _token, secret = issue_token(None, integrator, "qwertoexchange", ["exchange"])
    held = conversation.reach_exchange(conversation.begin(integrator.email, secret) or "")
    assert held is not None
    ExchangeFile.objects.create(exchange=held, name="qwerto.xml", state="failed", said="broken")
