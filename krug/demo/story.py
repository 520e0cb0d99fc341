"""Half a year of the demo company, made up. Pure: the same seed and day give the same story.

Patterns worth finding: the region of Kazan visits less, keeps fewer of its plans and seldom shows the deck;
version 2 of the deck (three weeks old) is looked at longer and liked more than version 1.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from krug.demo import deckstory, people
from krug.demo.deckstory import Shown
from krug.demo.people import Customer, House, Size
from krug.demo.places import REGIONS

SEED = 20
NEW_VERSION = timedelta(days=21)
REPS_OF_REGION = 10
LAGGING = 2
STARS = 9
GOALS = (
    "Рассказать о результатах исследования", "Обсудить пациентов с высоким пульсом",
    "Ответить на вопросы о дозах", "Договориться о пробном назначении", "Напомнить о схеме приёма",
    "Узнать о первом опыте назначения",
)  # fmt: skip
SHELF_GOALS = ("Проверить наличие и цену", "Показать памятку по сезону", "Договориться о запасе")
NEXT_STEPS = {
    "agreed": (
        "Назначит двум пациентам, спросить через месяц",
        "Начнёт с одного пациента",
        "Закажет на сезон",
    ),
    "interested": ("Прислать публикацию", "Пригласить на вебинар", "Принести памятку для пациентов"),
    "neutral": ("Вернуться через месяц", ""),
    "refused": ("Вернуться с данными по безопасности", ""),
    "not_met": ("Позвонить и перенести", ""),
}
NOTES = (
    "Приём до двух, удобнее после обеда.", "Просит говорить короче и по делу.",
    "Интересуется пожилыми пациентами.", "Много пациентов с диабетом.",
    "Сравнивает с прежней схемой, нужны цифры.", "Просит памятку для пациентов.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meeting:
    """A visit: of rep `rep` (0…39) to `customer` (place in the list); `minute`: local, since midnight.

    `held` is false for a plan that was not kept, or is still to come. `version` of the deck shown: 1 or 2,
    0: none, −1: the pharmacies' deck.
    """

    rep: int
    customer: int
    day: date
    minute: int
    minutes: int
    goal: str
    held: bool = False
    result: str = ""
    next_step: str = ""
    note: str = ""
    version: int = 0
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    today: date
    size: Size
    houses: list[House]
    customers: list[Customer]
    meetings: list[Meeting]

    def digest(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


def write(today: date, seed: int = SEED, size: Size = Size()) -> Story:
    """The whole story: half a year until yesterday, and the plans for today and the coming week."""
    random = Random(seed)  # noqa: S311
    houses = people.houses(random, size)
    customers = people.customers(random, houses, size)
    meetings: list[Meeting] = []
    for rep in range(len(REGIONS) * REPS_OF_REGION):
        own = Random(f"{seed}/{rep}/{today}")  # noqa: S311
        around = _Around(own, rep, today, _circle(rep, customers, size), customers, size)
        meetings += [*around.past(), *around.coming()]
    return Story(today, size, houses, customers, meetings)


def _circle(rep: int, customers: list[Customer], size: Size) -> list[int]:
    """The customers of a rep: those of his territory, the second spellings left out."""
    known = size.doctors + size.pharmacies
    return [at for at, one in enumerate(customers[:known]) if one.territory == rep]


@dataclass(slots=True)
class _Around:
    """One rep and those he visits."""

    random: Random
    rep: int
    today: date
    circle: list[int]
    customers: list[Customer]
    size: Size

    @property
    def lagging(self) -> bool:
        return self.rep // REPS_OF_REGION == LAGGING

    def past(self) -> Iterator[Meeting]:
        weights = [self._weight(at) for at in self.circle]
        away = self.today - timedelta(days=self.random.randint(40, 160))
        day = self.today - timedelta(days=self.size.days)
        while day < self.today:
            if day.weekday() < 5 and not away <= day < away + timedelta(days=12):
                for slot, at in enumerate(self._several(weights, self._load())):
                    yield self._meeting(at, day, 9 * 60 + slot * 75 + self.random.randint(0, 30))
            day += timedelta(days=1)
        if self.rep == 0:
            yield from self._star_stories()

    def coming(self) -> Iterator[Meeting]:
        weights = [self._weight(at) for at in self.circle]
        for ahead in range(8):
            day = self.today + timedelta(days=ahead)
            if ahead and day.weekday() > 4:
                continue
            good_day = self.rep == 0 and not ahead
            chosen = self._stars() if good_day else self._several(weights, self.random.randint(4, 6))
            step = 50 if good_day else 75
            for slot, at in enumerate(chosen):
                yield Meeting(self.rep, at, day, 9 * 60 + slot * step, 15, self._goal(at))

    def _load(self) -> int:
        return self.random.randint(1, 3) if self.lagging else self.random.randint(3, 5)

    def _weight(self, at: int) -> float:
        return {"A": 3.0, "B": 1.6}.get(self.customers[at].klass, 0.7)

    def _several(self, weights: list[float], count: int) -> list[int]:
        return list(dict.fromkeys(self.random.choices(self.circle, weights, k=count)))

    def _stars(self) -> list[int]:
        """Those of the good day: doctors of the class A first, one pharmacist among them."""
        order = sorted(self.circle, key=lambda at: (self.customers[at].klass, at))
        doctors = [at for at in order if self._meets_deck(at)][: STARS - 1]
        pharmacist = next(at for at in order if self.customers[at].specialty == people.PHARMACIST)
        return [*doctors[:4], pharmacist, *doctors[4:]]

    def _star_stories(self) -> Iterator[Meeting]:
        for number, at in enumerate(self._stars()):
            for ago in (148, 96, 51, 12):
                day = self.today - timedelta(days=ago + number)
                if ago + number > self.size.days:
                    continue
                yield self._meeting(at, day, 17 * 60, keen=True)

    def _meets_deck(self, at: int) -> bool:
        specialty = self.customers[at].specialty
        return specialty in (people.CARDIOLOGIST, people.THERAPIST, "Врач общей практики")

    def _goal(self, at: int) -> str:
        shelf = self.customers[at].specialty == people.PHARMACIST
        return self.random.choice(SHELF_GOALS if shelf else GOALS)

    def _meeting(self, at: int, day: date, minute: int, keen: bool = False) -> Meeting:
        goal = self._goal(at)
        if not keen and self.random.random() < (0.24 if self.lagging else 0.04):
            return Meeting(self.rep, at, day, minute, 15, goal)
        version, shown = self._shown(at, day, keen)
        result = self._result(version, shown, keen)
        next_step = self.random.choice(NEXT_STEPS[result])
        note = self.random.choice(NOTES) if self.random.random() < 0.06 else ""
        minutes = 4 if result == "not_met" else max(8, round(sum(one.seconds for one in shown) / 60) + 6)
        return Meeting(
            self.rep, at, day, minute, minutes, goal, True, result, next_step, note, version, shown
        )  # fmt: skip

    def _shown(self, at: int, day: date, keen: bool) -> tuple[int, tuple[Shown, ...]]:
        specialty = self.customers[at].specialty
        use = 0.22 if self.lagging else 0.6
        if not keen and self.random.random() > (use if self._meets_deck(at) else use / 2):
            return 0, ()
        if specialty == people.PHARMACIST:
            return -1, deckstory.counter_showing(self.random)
        version = 2 if day >= self.today - NEW_VERSION else 1
        return version, deckstory.showing(self.random, version, specialty == people.CARDIOLOGIST, keen)

    def _result(self, version: int, shown: tuple[Shown, ...], keen: bool) -> str:
        results = ("agreed", "interested", "neutral", "refused", "not_met")
        liked = sum(one.emotion for one in shown) > 0
        if shown and (liked or keen):
            return self.random.choices(results[:3], (46, 40, 14))[0]
        if shown:
            return self.random.choices(results[:4], (22, 42, 28, 8))[0]
        return self.random.choices(results, (12, 25, 41, 9, 13))[0]
