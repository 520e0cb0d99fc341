"""What the demo company sells, and what its sales and marketing say of it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random

from django.utils.translation import override

from krug.access.models import User
from krug.catalog.actions.put import put_price_lists, put_products
from krug.catalog.data import PriceListData, ProductData
from krug.catalog.models import Product
from krug.demo.story import SEED
from krug.sales.actions import make_proposal, opened, reply, sent, set_lines, set_template
from krug.sales.actions.proposal import ProposalData
from krug.sales.data import LineData
from krug.sales.models import Deal
from krug.teamwork.actions import give_answer, propose, sign
from krug.teamwork.words import Question

SOURCE, WHOLESALE = "demo-goods", "opt"
GOODS = (
    ("Зарникол 5 мг № 30", "Кардиология", 412), ("Зарникол 10 мг № 30", "Кардиология", 596),
    ("Зарникол 10 мг № 90", "Кардиология", 1_540), ("Тензовит 25 мг № 28", "Кардиология", 338),
    ("Тензовит Плюс № 28", "Кардиология", 471), ("Прибор для дневника давления", "Приборы", 2_890),
)  # fmt: skip
AGREED = {
    Question.WAY: "Лично: представитель и заведующая или закупщик, первая встреча в аптеке, дальше по "
    "телефону. Договор подписывает директор сети.",
    Question.GUIDE: "Оборот полки и отсрочка. Сравнивают с прошлым кварталом и с соседней сетью, "
    "слушают первостольников.",
    Question.AIM: "Серия: первая встреча — согласие на пробную партию, вторая — место на полке, "
    "третья — заказ на квартал.",
    Question.OBSTACLES: "«Полка занята», «врачи не назначают», «у дистрибьютора дешевле».",
    Question.PASSING: "Данные о назначениях в районе, возврат непроданного за 60 дней, обучение в аптеке.",
    Question.SUCCESS: "Два визита в месяц, образцы выкладки, рассылка врачам за две недели до поставки.",
}
SALES = {
    Question.WAY: "Лично, через закупщика сети. Одна встреча и звонок.",
    Question.GUIDE: "Только цена и отсрочка платежа.",
    Question.AIM: "Одна продажа: заказ на месяц.",
    Question.OBSTACLES: "У конкурента скидка 12 %, нет остатков на складе в конце месяца.",
}
MARKETING = {
    Question.WAY: "Лично, через закупщика сети. Встреча, звонок и письмо с расчётом.",
    Question.GUIDE: "Рекомендация кардиолога и узнаваемость; цена на третьем месте.",
    Question.AIM: "Серия: знакомство, пробная партия, постоянный заказ.",
    Question.OBSTACLES: "Первостольники не знают отличий от старого препарата.",
    Question.PASSING: "Памятка первостольника и школа в аптеке.",
}


def make(head: User, marketer: User) -> None:
    """Of one product all is agreed, of another the departments differ, of a third marketing has begun."""
    put_price_lists(head, SOURCE, [PriceListData(external_id=WHOLESALE, name="Оптовая", currency="RUB")])
    put_products(head, SOURCE, [_product(number, *one) for number, one in enumerate(GOODS)])
    agreed, differ, begun = _goods(head)[:3]
    for question, text in AGREED.items():
        give_answer(head, agreed, question, text)
        give_answer(marketer, agreed, question, text)
    sign(head, propose(marketer, agreed, {one.value: text for one, text in AGREED.items()}))
    for author, said in ((head, SALES), (marketer, MARKETING)):
        for question, text in said.items():
            give_answer(author, differ, question, text)
    give_answer(marketer, begun, Question.WAY, MARKETING[Question.WAY])


TEMPLATE = {
    "seller": "ООО «Кардио-Демо»",
    "details": "Москва, Демонстрационный проезд, 1\nИНН 0000000000\nsales@demo.krug",
    "intro": "Благодарим за встречу. Предлагаем поставку на условиях ниже; цены указаны с НДС.",
    "terms": "Поставка в течение 3 рабочих дней со склада в Москве.\nОтсрочка 30 дней, возврат за 60.",
    "days": 14,
}


def offer(head: User, running: Sequence[Deal], now: datetime) -> None:
    """Papers of some running deals: only made, sent, read, answered with a question, accepted."""
    set_template(head, head.unit, TEMPLATE)  # type: ignore[arg-type]
    told = [one for one in running if one.stage in ("offer", "payment") and one.lines.exists()]
    mine = min((deal.owner_id for deal in running), default=0)
    chosen = sorted(told, key=lambda deal: (deal.owner_id != mine, deal.pk))[:5]
    for number, deal in enumerate(chosen):
        data = ProposalData(None, TEMPLATE["intro"], TEMPLATE["terms"], language="ru")  # type: ignore[arg-type]
        with override("ru"):
            row = make_proposal(deal.owner, deal, data)
            if number != 3:
                sent(deal.owner, row)
            if number in (0, 1, 2):
                opened(row, now)
            if number == 0:
                reply(row, "asked", "Можно ли разбить поставку на две части?", now)
            if number == 1:
                reply(row, "accepted", "", now)


def _product(number: int, name: str, group: str, price: int) -> ProductData:
    return ProductData(
        external_id=f"T-{number + 1:03d}", name=name, article=f"КР-{number + 101}", measure="уп",
        group=group, prices={WHOLESALE: (Decimal(price), "RUB")},
        stock={"": Decimal(240 + 130 * number)},
    )  # fmt: skip


def _goods(head: User) -> list[Product]:
    return list(Product.objects.filter(unit=head.unit_id, source=SOURCE).order_by("external_id"))


def sell(head: User, running: Sequence[Deal]) -> None:
    """Most running deals say what they are about; the first products come to about the deal's amount."""
    goods = [(one, Decimal(price)) for one, (_name, _group, price) in zip(_goods(head), GOODS, strict=True)]
    random = Random(f"{SEED}/goods")  # noqa: S311
    for deal in running:
        if random.random() < 0.3 or not deal.amount:
            continue
        chosen = random.sample(goods[:5], random.randint(1, 2))
        part = deal.amount / len(chosen)
        lines = [
            LineData("", one.pk, max(Decimal(10), (part / price / 10).quantize(Decimal(1)) * 10), price)
            for one, price in chosen
        ]
        set_lines(deal.owner, deal, lines)
