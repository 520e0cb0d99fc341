"""The exchange with 1C over real files, and over hostile ones."""

import csv
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from krug.access.actions.issue_token import issue_token
from krug.access.actions.revoke_token import revoke_token
from krug.accounts.models import Account, Paper
from krug.accounts.queries import balance_of
from krug.catalog.models import Price, PriceList, Product, Stock
from krug.customers.models import Organisation, Person
from krug.customers.queries import identities_of
from krug.integrations.models import ExchangeFile
from krug.integrations.onec import folder as folders
from krug.integrations.onec.reading import items
from krug.touches.queries import of_identities
from tests.cast import Cast, client_of
from tests.integrations.onec import OneC, onec, work
from tests.spoilt import spoilt

ROOT = Path(__file__).resolve().parents[2]
REAL = next(
    (one for up in ROOT.parents if (one := up / "shared/inputs/interchange/commerceml").is_dir()), None
)
needs_real = pytest.mark.skipif(REAL is None, reason="../shared/inputs/interchange/commerceml is not here")

ROOT_NAME = "КоммерческаяИнформация"
HEAD = f'<?xml version="1.0" encoding="{{0}}"?><{ROOT_NAME} ВерсияСхемы="2.05">{{1}}</{ROOT_NAME}>'
FIRM = """<Контрагенты><Контрагент><Ид>{0}</Ид><Наименование>{1}</Наименование>
<ОфициальноеНаименование>ООО «{1}»</ОфициальноеНаименование><ИНН>{2}</ИНН><КПП>{3}</КПП>
<Роль>Покупатель</Роль></Контрагент></Контрагенты>"""


def xml(inside: str, encoding: str = "UTF-8") -> bytes:
    return HEAD.format(encoding, inside).encode(encoding)


def document(id: str, kind: str, amount: str, more: str = "", firm: tuple[str, ...] = ()) -> str:
    who = FIRM.format(*(firm or ("k1", "Ромашка", "7707083893", "770101001")))
    return f"""<Документ><Ид>{id}</Ид><Номер>{id}</Номер><Дата>2025-03-04</Дата>
    <ХозОперация>{kind}</ХозОперация>
    <Валюта>руб</Валюта><Сумма>{amount}</Сумма>{who}{more}</Документ>"""


def real(name: str) -> bytes:
    assert REAL is not None
    return (REAL / name).read_bytes()


def truth() -> dict[str, dict[str, str]]:
    assert REAL is not None
    with (REAL / "truth.csv").open(encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count()
        for model in (Product, PriceList, Price, Stock, Organisation, Person, Account, Paper)
    )


def exchange(one: OneC, kind: str, name: str, content: bytes, part: int = 0) -> list[str]:
    assert one.enter(kind)[0] == "success"
    assert one.send(kind, name, content, part) == ["success"]
    return one.take(kind, name)


@needs_real
def test_every_real_file_is_read_as_it_is() -> None:
    assert REAL is not None
    for name, row in truth().items():
        kinds: dict[str, int] = {}
        for item in items(REAL / name):
            kinds[item.kind] = kinds.get(item.kind, 0) + 1
        told = {
            "group": int(row["groups"]),
            "offer": int(row["offers"]),
            "price_list": int(row["price_types"]),
            "document": int(row["documents"]),
        }
        # Goods of an order stand inside of it.
        told["product"] = 0 if told["document"] else int(row["goods"])
        assert {kind: kinds.get(kind, 0) for kind in told} == told, name


@needs_real
@pytest.mark.parametrize(("whose", "goods", "offers"), [
    ("carono", "import.xml", "offers.xml"),
    ("dobromyslov/data", "import0_1_with_nested_groups.xml", "offers0_1.xml"),
])  # fmt: skip
def test_a_real_catalogue_in_parts_and_again(cast: Cast, whose: str, goods: str, offers: str) -> None:
    one, rows = onec(cast.integrator), truth()
    for _time in range(2):
        assert exchange(one, "catalog", "import0_1.xml", real(f"{whose}/{goods}"), 100_000)[0] == "success"
        known = Product.objects.count()
        assert known >= int(rows[f"{whose}/{goods}"]["goods"])
        assert exchange(one, "catalog", "offers0_1.xml", real(f"{whose}/{offers}"))[0] == "success"
        told = rows[f"{whose}/{offers}"]
        assert (Price.objects.count(), PriceList.objects.count()) == (
            int(told["price_elems"]),
            int(told["price_types"]),
        )
        if not _time:
            first = counts()
    assert counts() == first
    assert Product.objects.exclude(group="").exists()
    page = client_of(cast.rita).get("/products/").content.decode()
    assert Product.objects.filter(unit=cast.pharma.unit).order_by("name", "id")[0].name in page
    shown = client_of(cast.food_rep).get("/products/").content.decode()
    assert Product.objects.order_by("name", "id")[0].name not in shown


@needs_real
def test_a_real_order_in_windows_1251_becomes_a_purchase(cast: Cast) -> None:
    one = onec(cast.integrator)
    for _time in range(2):
        assert one.enter("sale")[0] == "success"
        assert one.send("sale", "orders-1.xml", real("carono/orders.xml")) == ["success"]
        work()
        assert one.take("sale", "orders-1.xml")[0] == "success"
        person = Person.objects.get()
        (touch,) = of_identities(identities_of(person), limit=9)
        assert (str(touch.amount), touch.currency, touch.data["number"]) == ("9683.42", "RUB", "20")
    assert person.last_name == "Петров"


@needs_real
def test_orders_of_nobody_are_passed_over(cast: Cast) -> None:
    one = onec(cast.integrator)
    answer = exchange(one, "sale", "o.xml", real("dobromyslov/data/bitrix-query-response-full.xml"))
    assert answer == ["success", "passed over: 2"]
    assert counts() == (0,) * 8


def test_a_customer_is_never_doubled(cast: Cast) -> None:
    one = onec(cast.integrator)
    bill, pay = document("d1", "Отпуск товара", "1000.50"), document("p1", "Выплата безналичных денег", "400")
    assert exchange(one, "sale", "a.xml", xml(bill + pay, "windows-1251"))[0] == "success"
    # Known by its id; another id, but tax number and reason of the same; a branch with a reason of its own.
    same = document("d2", "Отпуск товара", "1", firm=("k1", "Ромашка-2", "", ""))
    twin = document("d3", "Отпуск товара", "2", firm=("k9", "Ромашка", "7707083893", "770101001"))
    branch = document("d4", "Отпуск товара", "3", firm=("k8", "Филиал", "7707083893", "500101001"))
    assert exchange(one, "sale", "b.xml", xml(same + twin + branch))[0] == "success"
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Ромашка", "Филиал"]
    found = balance_of(Organisation.objects.get(name="Ромашка"))
    assert found is not None
    assert str(found.debts[0].total) == "603.50"


def test_a_cancelled_document_counts_no_longer(cast: Cast) -> None:
    one = onec(cast.integrator)
    exchange(one, "sale", "a.xml", xml(document("d1", "Отпуск товара", "10")))
    gone = """<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>ПометкаУдаления</Наименование>
    <Значение>true</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>"""
    exchange(one, "sale", "a.xml", xml(document("d1", "Отпуск товара", "10", gone)))
    found = balance_of(Organisation.objects.get())
    assert found is not None
    assert found.debts == []


def test_an_archive(cast: Cast) -> None:
    one = onec(cast.integrator)
    goods = "<Товар><Ид>g1</Ид><Артикул>A-1</Артикул><Наименование>Гвозди</Наименование></Товар>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("import0_1.xml", xml(f"<Каталог><Товары>{goods}</Товары></Каталог>"))
        archive.writestr("import_files/ab/1.jpg", b"picture")
    one.enter("catalog")
    assert one.send("catalog", "v8_1.zip", packed.getvalue(), 100) == ["success"]
    assert one.take("catalog", "import0_1.xml")[0] == "success"
    assert Product.objects.get().article == "A-1"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "C:\\evil.xml", ""])
def test_a_file_stays_in_its_folder(cast: Cast, name: str) -> None:
    one = onec(cast.integrator)
    one.enter("catalog")
    assert one.send("catalog", name, b"x")[0] == "failure"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name or "..", b"x")
    one.send("catalog", "v8.zip", packed.getvalue())
    assert one.ask("catalog", "import", filename="import.xml")[0] == "failure"
    assert not list(Path(os.environ["KRUG_HOME"]).rglob("evil.xml"))


def test_a_spoilt_archive_is_refused(cast: Cast) -> None:
    one = onec(cast.integrator)
    one.enter("catalog")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("import.xml", b"<a>" + bytes(range(256)) * 40)
    one.send("catalog", "v8.zip", spoilt(packed.getvalue(), "import.xml"))
    assert one.ask("catalog", "import", filename="import.xml")[:1] == ["failure"]


def test_a_bomb_is_refused(cast: Cast) -> None:
    one = onec(cast.integrator)
    one.enter("catalog")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("import.xml", b"\0" * 20 * 1024**2)
    one.send("catalog", "v8.zip", packed.getvalue())
    assert one.ask("catalog", "import", filename="import.xml")[:1] == ["failure"]
    held = sum(path.stat().st_size for path in (folders.settings.KRUG_HOME / "exchange").rglob("import.xml"))
    assert held < 10 * 1024**2


@pytest.mark.parametrize("inside", [
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Классификатор>&x;</Классификатор>',
    '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Классификатор>&b;</Классификатор>',
    "<КоммерческаяИнформация><Каталог>", "", "not xml at all", "<html></html>",
])  # fmt: skip
def test_hostile_and_broken_xml(cast: Cast, inside: str) -> None:
    one = onec(cast.integrator)
    answer = exchange(one, "catalog", "import.xml", (inside or " ").encode())
    assert (answer[0], counts()) == ("failure", (0,) * 8)
    assert "root:" not in "".join(answer)


def test_who_is_let_in(cast: Cast) -> None:
    good = onec(cast.integrator)
    assert good.enter("catalog")[:2] == ["success", "krug_1c"]
    assert OneC(cast.head.email, good.password).enter("catalog")[0] == "failure"
    assert OneC(cast.integrator.email, "krug_wrong").enter("catalog")[0] == "failure"
    _token, weak = issue_token(None, cast.integrator, "site", ["see_customers"])
    assert OneC(cast.integrator.email, weak).enter("catalog")[0] == "failure"
    assert OneC("", "").raw("catalog", "init").status_code == 401
    assert good.token is not None
    revoke_token(None, good.token)
    assert good.ask("catalog", "init")[0] == "failure"


def test_what_1c_asks_besides(cast: Cast, django_capture_on_commit_callbacks: object) -> None:
    one = onec(cast.integrator)
    one.enter("sale")
    answer = one.raw("sale", "query")
    assert b"<?xml" in answer.content
    assert b"\xd0\x94\xd0\xbe\xd0\xba\xd1\x83\xd0\xbc\xd0\xb5\xd0\xbd\xd1\x82" not in answer.content
    assert one.ask("sale", "success") == ["success"]
    assert one.ask("sale", "dance")[0] == "failure"
    one.send("sale", "a.xml", xml(document("d1", "Отпуск товара", "10")))
    held = ExchangeFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        held.delete()
        assert one.ask("sale", "import", filename="a.xml")[0] == "progress"
    assert DBTaskResult.objects.filter(task_path__endswith="take_exchange_file").count() == 1


SCRIPT = """
import django; django.setup()
from datetime import UTC, datetime
from pathlib import Path
from krug.access.actions.create_user import UserData, create_users
from krug.access.actions.house import create_unit
from krug.access.models import User
from krug.integrations.onec.taking import Taking
user = User.objects.first()
if user is None:
    unit = create_unit(None, "U")
    data = UserData(email="i@krug.test", name="I", role="integrator", unit=unit, team=None, hashed="x")
    user = create_users(None, [data])[0]
Taking(user, datetime(2026, 1, 1, tzinfo=UTC)).take(Path({path!r}))
from krug.catalog.models import Product, Price
print(Product.objects.count(), Price.objects.count())
"""


def test_killed_in_the_middle_it_comes_out_the_same(tmp_path: Path) -> None:
    goods = "".join(f"<Товар><Ид>g{n}</Ид><Наименование>Товар {n}</Наименование></Товар>" for n in range(700))
    file = tmp_path / "import.xml"
    file.write_bytes(xml(f"<Каталог><Товары>{goods}</Товары></Каталог>"))
    env = {**os.environ, "KRUG_HOME": str(tmp_path / "home"), "KRUG_DATABASE": ""}

    def run(*args: str, fault: str = "") -> subprocess.CompletedProcess[str]:
        said = {**env, "KRUG_FAULT": fault}
        return subprocess.run([sys.executable, *args], env=said, cwd=ROOT, capture_output=True, text=True)

    assert run("-m", "krug", "migrate").returncode == 0
    script = SCRIPT.format(path=str(file))
    killed = run("-c", script, fault="exchange.batch:2")
    assert (killed.returncode, (tmp_path / "home" / "fault-hit").read_text()) == (-9, "exchange.batch")
    for _time in range(2):
        again = run("-c", script)
        assert again.stdout.split() == ["700", "0"], again.stderr
