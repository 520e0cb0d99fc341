"""Half a year of selling to pharmacies: by the method, past it, won, lost, and running today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from krug.access.models import User
from krug.customers.models import Person
from krug.customers.queries import card_identities
from krug.demo import goods
from krug.demo.people import PHARMACIST
from krug.demo.places import MOSCOW
from krug.demo.story import SEED
from krug.sales.actions import Ended, PastDeal, justify, load_deals, set_competitor, skip, spend
from krug.sales.actions.standard import install
from krug.sales.data import DealData
from krug.sales.learning import learn
from krug.sales.models import Deal
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb

DEALS, RUNNING, DAYS = 150, 45, 160
WANTED = (
    "Выкладка и запас на квартал", "Контракт на полугодие", "Первая партия", "Летний запас",
    "Акция для постоянных покупателей", "Расширение ассортимента",
)  # fmt: skip
NEEDS = (
    "Не хватает запаса к концу месяца", "Просят отсрочку 30 дней и стабильные поставки",
    "Хотят обучить первостольников", "Ищут замену импортному препарату",
)  # fmt: skip
STEPS = ("Согласовать график поставок", "Прислать образец договора", "Уточнить остатки", "Показать расчёт")
LOST = (("price", "", ""), ("competitor", "Аптечный союз", ""), ("silent", "", ""), ("no_money", "", ""))
WON = ("trust", "price", "service", "speed")
TRIPS = ("Выездная презентация и образцы", "Выкладка за наш счёт", "Обучение первостольников")
STAGES = ("need", "offer", "payment")
HOPES = {"contact": 40, "need": 55, "offer": 70, "payment": 85}
SOURCES = {"advert": 3, "mailing": 3, "event": 2, "referral": 2, "partner": 1}
"""Told by sellers: source → how often."""
STAYS = (timedelta(hours=20), timedelta(days=1), timedelta(days=2))


@dataclass(frozen=True, slots=True)
class Told:
    """A deal of the story and the calls it had."""

    past: PastDeal
    calls: Sequence[datetime]


def make(head: User, persons: Sequence[Person], reps: dict[int, User], now: datetime) -> int:
    """`reps`: territory → who sells there. Returns how many."""
    random = Random(f"{SEED}/deals/{now.date()}")  # noqa: S311
    install(head.unit, "simple", "ru")  # type: ignore[arg-type]
    buyers = [one for one in persons if one.specialty == PHARMACIST and one.territory_id in reps]
    chosen = random.sample(buyers, min(DEALS, len(buyers)))
    told = [
        _told(random, one, reps[one.territory_id or 0], now, number < RUNNING)
        for number, one in enumerate(chosen)
    ]
    cards = card_identities(chosen)
    calls = [
        _call(at, cards[person.pk], one) for person, one in zip(chosen, told, strict=True) for at in one.calls
    ]
    append(calls, author=f"user:{head.pk}")
    made = load_deals(head, [one.past for one in told])
    running = [deal for deal in made if deal.outcome == "open"]
    goods.sell(head, running)
    goods.offer(head, running, now)
    _now(random, running)
    learn(now)
    _stopped(running)
    return len(made)


def _told(random: Random, person: Person, rep: User, now: datetime, running: bool) -> Told:
    days = random.randint(0, 9) if running else random.randint(16, DAYS)
    opened = working_hour(random, now - timedelta(days=days))
    while opened >= now:
        opened -= timedelta(days=3)
    amount, at = Decimal(random.randint(18, 400) * 1_000), opened
    calls = [opened + timedelta(hours=random.choice((1, 2, 3)))] if random.random() < 0.93 else []
    moves = list[tuple[datetime, str]]()
    for stage, stay in zip(STAGES[: random.choice((0, 1, 2, 3, 3, 3, 3))], STAYS, strict=False):
        slow = 5 if random.random() < 0.12 else 1
        following = working_hour(random, at + stay * slow, earliest=at)
        if following >= now:
            break
        at = following
        if stage == STAGES[1] and random.random() < 0.06:
            # Straight to the payment.
            continue
        moves.append((at, stage))
        calls += [at - timedelta(minutes=20)] if random.random() < 0.8 else []
        if len(moves) == 2 and random.random() < 0.12:
            # He had needed something else: back, and on again.
            for again in (STAGES[0], stage):
                following = working_hour(random, at + timedelta(hours=30), earliest=at)
                if following < now:
                    at = following
                    moves.append((at, again))
    place = person.organisation
    # Half of them nobody told: guessed from touches.
    known = Random(f"{person.pk}/{opened}").choices(["", *SOURCES], [6, *SOURCES.values()])[0]  # noqa: S311
    data = DealData(
        name=f"{random.choice(WANTED)}: {place.name if place else person.last_name}",
        person=person,
        organisation=place,
        owner=rep,
        amount=amount,
        source=known,
        need=random.choice(NEEDS) if random.random() < 0.9 else "",
        next_action=random.choice(STEPS),
        next_at=working_hour(random, now + timedelta(days=random.randint(-2, 9))),
        expected_on=(opened + timedelta(days=random.randint(10, 30))).date(),
        opened_at=opened,
    )
    return _course(random, data, moves, calls, at, running, now)


def _course(
    random: Random,
    data: DealData,
    moves: Sequence[tuple[datetime, str]],
    calls: Sequence[datetime],
    at: datetime,
    running: bool,
    now: datetime,
) -> Told:
    """How it went on after its last move."""
    opened, amount = data.opened_at or now, data.amount or Decimal(0)
    through = bool(moves) and moves[-1][1] == STAGES[-1]
    ended = None if running else _ended(random, at, through, now)
    later = (
        [(at, data.expected_on + timedelta(days=14))] if random.random() < 0.15 and data.expected_on else []
    )
    lower = [(at, amount * Decimal("0.85"))] if moves and random.random() < 0.2 else []
    paid = [(ended.at, "paid", "Счёт и подписанная спецификация")] if ended and ended.won else []
    paid = paid if random.random() < 0.92 else []
    past = PastDeal(
        data,
        moves,
        amounts=lower,
        dates=later,
        chances=_hopes(random, opened, moves),
        confirmed=paid,
        ended=ended,
    )
    until = ended.at if ended else now
    return Told(past, [call for call in calls if opened < call < until])


def _hopes(
    random: Random, opened: datetime, moves: Sequence[tuple[datetime, str]]
) -> list[tuple[datetime, int]]:
    """How likely the seller says it is, stage by stage: more than it is, as sellers do."""
    stages = [(opened, "contact"), *moves]
    return [(at, min(95, max(5, HOPES[stage] + 5 * random.randint(-3, 3)))) for at, stage in stages]


def _ended(random: Random, at: datetime, through: bool, now: datetime) -> Ended | None:
    silent = random.random() < 0.2
    end = working_hour(
        random, at + timedelta(days=random.randint(8, 12) if silent else random.randint(1, 4)), at
    )
    if end >= now:
        return None
    if through and not silent:
        return Ended(True, end, random.choice(WON))
    reason, competitor, note = random.choice(LOST)
    return Ended(False, end, "silent" if silent else reason, "" if silent else competitor, note)


def working_hour(random: Random, day: datetime, earliest: datetime | None = None) -> datetime:
    """A working hour of that day, or of the Monday after; not before `earliest`."""
    local = day.astimezone(ZoneInfo(MOSCOW))
    local += timedelta(days=(7 - local.weekday()) if local.weekday() > 4 else 0)
    at = datetime.combine(local, time(random.randint(9, 16), random.choice((0, 15, 30))), local.tzinfo)
    return at if earliest is None or at > earliest else at + timedelta(days=1)


def _call(at: datetime, identity: int, one: Told) -> Touch:
    rep = one.past.data.owner
    return Touch(
        id=uuid7(),
        at=micros(at),
        identity=identity,
        channel=Channel.CALL,
        direction=Direction.OUT,
        verb=Verb.CALLED,
        staff=rep.pk if rep else None,
        data={"result": "answered"},
    )


def _now(random: Random, running: Sequence[Deal]) -> None:
    """What is going on today: somebody asks to leave a checkpoint out, a competitor is seen."""
    for deal in _some(random, running, 8):
        set_competitor(
            deal.owner, deal, random.choice(("Аптечный союз", "Фармоптима", "Северная дистрибуция"))
        )
    for deal in _some(random, [one for one in running if one.stage in ("contact", "need")], 4):
        skip(deal.owner, deal, "need", "Постоянный покупатель, потребность не меняется")


def _stopped(running: Sequence[Deal]) -> None:
    """Small deals on which more was spent than they are likely to bring; of one his manager is asked."""
    mine = min(deal.owner_id for deal in running)
    small = sorted(running, key=lambda deal: (deal.owner_id != mine, deal.amount or 0))[:2]
    others = sorted((one for one in running if one.owner_id != mine), key=lambda deal: deal.amount or 0)[:2]
    for number, deal in enumerate([*small, *others]):
        chance = deal.chance or deal.method.meant.stage(deal.stage).chance or 0
        likely = (deal.amount or Decimal(0)) * chance / 100
        cost = (likely / 1000).quantize(Decimal(1)) * 1000 + 3_000
        spend(deal.owner, deal, "money", cost, note=TRIPS[number % len(TRIPS)])
        if number == 0:
            reason = "После выставки заказ удвоится, подтвердили по телефону"
            justify(deal.owner, deal, reason, up_to=cost + 15_000)


def _some(random: Random, deals: Sequence[Deal], count: int) -> Iterator[Deal]:
    yield from random.sample(deals, min(count, len(deals)))
