"""What doctors and pharmacists did on the company's site and in its shop, made up. Pure.

Worth finding: a visitor reads for days before he says who he is, and then his earlier visits are his; the
webinar letter brings most of them; a telephone in the evening, a computer at work; a few
buy often, many bought once long ago, some sent goods back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

SITE, SHOP = "https://cardio-simply.example", "https://shop.cardio-simply.example"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1"
TABLET = "Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
AGENTS = (DESKTOP, DESKTOP, DESKTOP, PHONE, PHONE, IPHONE, TABLET)
BOT = "Mozilla/5.0 (compatible; DemoBot/2.1; +https://bot.example/)"
PAGES = (
    ("/", "Кардиология просто"), ("/pulse", "Высокий пульс: когда тревожиться"),
    ("/study", "Результаты исследования"), ("/doses", "Дозы и схема приёма"),
    ("/webinars", "Вебинары"), ("/webinars/heart-rate", "Вебинар «Пульс и прогноз»"),
    ("/patients", "Памятки для пациентов"), ("/cases", "Разбор случаев"),
)  # fmt: skip
CAMPAIGNS = (
    ("webinar-letter", "letter", "email"), ("webinar-letter", "letter", "email"),
    ("pulse-autumn", "yandex", "cpc"), ("congress", "qr", "offline"),
)  # fmt: skip
REFERRERS = ("https://yandex.ru/", "https://www.google.com/", "https://vk.com/", "", "")
GOODS = (
    ("tonometer", "Тонометр автоматический", 4_900), ("oximeter", "Пульсоксиметр", 2_300),
    ("holter", "Суточный монитор ЭКГ", 58_000), ("atlas", "Атлас ЭКГ, 3-е издание", 3_600),
    ("course", "Курс «Пульс и прогноз»", 7_500), ("leaflets", "Памятки для пациентов, 100 шт.", 1_200),
)  # fmt: skip
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with a card. `number`: his place in the list of customers, which makes his visits his own."""

    number: int
    phone: str


@dataclass(frozen=True, slots=True)
class Visitor:
    thing: str
    agent: str
    days: tuple[int, ...]
    """Days ago of his sessions, the longest ago first."""
    known: Known | None
    named_at: int
    """The how-manieth of his sessions he says who he is in."""


def visitors(random: Random, people: Sequence[Known]) -> list[Visitor]:
    """Those who named themselves, and passers-by."""
    made = []
    for one in people:
        days = sorted(random.sample(range(2, 120), random.choice((1, 2, 2, 3, 4))), reverse=True)
        named = random.randrange(len(days))
        made.append(Visitor(_thing(random), random.choice(AGENTS), tuple(days), one, named))
    for _number in range(len(people)):
        made.append(Visitor(_thing(random), random.choice(AGENTS), (random.randrange(2, 120),), None, -1))
    return made


def visits(random: Random, who: Sequence[Visitor], now: datetime) -> Iterator[tuple[str, list[Message]]]:
    """Of each visitor his browser's name and what our own tracker sent, session after session."""
    for visitor in who:
        yield (
            visitor.agent,
            [
                message
                for turn, ago in enumerate(visitor.days)
                for message in _session(random, visitor, _begun(random, visitor, ago, now), turn)
            ],
        )


def machine(random: Random, now: datetime) -> list[Message]:
    """It reads everything, and is told apart from people by what it calls itself."""
    visitor = Visitor(_thing(random), BOT, (3,), None, -1)
    begun = now - timedelta(days=3)
    return [
        _page(visitor, "machine", begun + timedelta(seconds=number), number, page, "", "")
        for number, page in enumerate(PAGES * 3)
    ]


def _begun(random: Random, visitor: Visitor, ago: int, now: datetime) -> datetime:
    hours = (8, 9, 11, 13) if visitor.agent == DESKTOP else (18, 19, 20)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=ago)
    return midnight + timedelta(hours=random.choice(hours), minutes=random.randrange(60))


def orders(random: Random, people: Sequence[Known], now: datetime) -> Iterator[Message]:
    """Of the shop's server: a few buy often and lately, many bought once, some sent goods back."""
    for place, one in enumerate(people):
        often = place % 9 == 0
        count = random.randint(4, 7) if often else random.choice((0, 1, 1, 2))
        latest = random.randint(1, 20) if often else random.randint(2, 170)
        for number in range(count):
            ago = latest + number * random.randint(12, 24)
            yield from order(random, one, number, now - timedelta(days=ago, hours=random.randint(1, 9)))


def order(random: Random, one: Known, number: int, at: datetime) -> Iterator[Message]:
    """One order, rarely with goods sent back; `number`: the how-manieth of his."""
    goods = random.sample(GOODS, random.choice((1, 1, 2)))
    count = [random.choice((1, 1, 2, 3)) for _thing in goods]
    total = sum(price * many for (_id, _name, price), many in zip(goods, count, strict=True))
    id = f"Д-{one.number:05d}-{number + 1}"
    products = [
        {"product_id": product, "name": name, "price": price, "quantity": many}
        for (product, name, price), many in zip(goods, count, strict=True)
    ]
    who = {"userId": f"shop-{one.number}", "context": {"traits": {"phone": one.phone}}}
    yield {
        **who,
        "type": "identify",
        "messageId": f"{id}-who",
        "timestamp": (at - timedelta(minutes=1)).isoformat(),
        "traits": {"phone": one.phone},
    }
    yield {
        **who,
        "type": "track",
        "event": "Order Completed",
        "messageId": id,
        "timestamp": at.isoformat(),
        "properties": {"order_id": id, "total": total, "currency": "RUB", "products": products},
    }
    if random.random() < 0.08:
        back = at + timedelta(days=random.randint(2, 6))
        yield {
            **who,
            "type": "track",
            "event": "Order Refunded",
            "messageId": f"{id}-back",
            "timestamp": min(back, at + timedelta(hours=20)).isoformat(),
            "properties": {"order_id": id, "total": goods[0][2], "currency": "RUB", "reason": "Брак"},
        }


def _session(random: Random, visitor: Visitor, began: datetime, turn: int) -> Iterator[Message]:
    name, source, medium = random.choice(CAMPAIGNS)
    utm = f"?utm_campaign={name}&utm_source={source}&utm_medium={medium}" if random.random() < 0.45 else ""
    referrer = "" if utm else random.choice(REFERRERS)
    session = f"{visitor.thing}-{turn}"
    at = began
    for number in range(random.randint(2, 5)):
        page = PAGES[5] if utm and not number else random.choice(PAGES)
        yield _page(visitor, session, at, number, page, "" if number else utm, "" if number else referrer)
        at += timedelta(seconds=random.randint(20, 240))
    if visitor.known and turn == visitor.named_at:
        yield {
            **_base(visitor, session, at, "who"),
            "type": "identify",
            "userId": f"doctor-{visitor.known.number}",
            "traits": {"phone": visitor.known.phone},
        }
        yield {
            **_base(visitor, session, at + timedelta(seconds=1), "form"),
            "type": "track",
            "event": "Form Submitted",
            "properties": {"form_id": "webinar", "value": "Запись на вебинар"},
        }


def _page(
    visitor: Visitor, session: str, at: datetime, number: int, page: tuple[str, str], utm: str, referrer: str
) -> Message:
    path, title = page
    message = _base(visitor, session, at, str(number))
    message["context"]["page"] = {"url": f"{SITE}{path}{utm}", "title": title, "referrer": referrer}
    return {**message, "type": "page", "name": title, "properties": {"title": title, "url": f"{SITE}{path}"}}


def _base(visitor: Visitor, session: str, at: datetime, number: str) -> Message:
    return {
        "anonymousId": visitor.thing,
        "messageId": f"{session}-{number}",
        "timestamp": at.isoformat(),
        "context": {"sessionId": session},
    }


def _thing(random: Random) -> str:
    return f"{random.getrandbits(64):016x}"
