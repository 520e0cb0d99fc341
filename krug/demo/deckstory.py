"""How a showing of the demo deck goes: looked at, liked, left, answered. Made up, with patterns:

- version 1's slide of results is a table: hardly looked at, disliked, where many stop; version 2 mends it;
- cardiologists take the way of the mechanism and have more such patients, therapists that of the first visit.
"""

from dataclasses import dataclass
from random import Random

Value = str | int | list[str]
Answers = tuple[tuple[str, str, Value, str], ...]
"""question, kind, value, text"""
START = ("rhythm", "patient", "burden", "fork")
END = ("results", "dosing", "safety", "next-step")
SECONDS = {
    "rhythm": 8, "patient": 34, "burden": 25, "fork": 11, "mechanism": 40, "first-visit": 38, "results": 42,
    "dosing": 36, "safety": 23, "next-step": 32, "season": 8, "calendar": 27, "counter": 30, "order": 22,
}  # fmt: skip
LIKES = {
    "rhythm": 0.03, "patient": 0.12, "burden": 0.14, "mechanism": 0.22, "first-visit": 0.25, "results": 0.34,
    "dosing": 0.24, "safety": 0.08, "next-step": 0.05, "calendar": 0.2, "counter": 0.16,
}  # fmt: skip
DISLIKES = {
    "patient": 0.02,
    "burden": 0.03,
    "mechanism": 0.04,
    "results": 0.02,
    "dosing": 0.02,
    "safety": 0.05,
}
WEAK = {"seconds": 7, "likes": 0.02, "dislikes": 0.17, "exits": 0.38}
EXITS = 0.035
BARRIERS = {
    "time": "Не хватает времени приёма", "fear": "Пациент боится побочных эффектов",
    "many": "Уже много других препаратов", "control": "Некому следить за давлением",
}  # fmt: skip
STEPS = {
    "try": "Назначу двум–трём пациентам", "materials": "Пришлите материалы", "webinar": "Позовите на вебинар",
    "later": "Пока нет",
}  # fmt: skip
WAYS = {"cardiologist": "Подобрать терапию сложному пациенту", "therapist": "Начать лечение на первом приёме"}
ASKED = {
    "sleepy": "Чтобы не клонило в сон", "child": "Что можно ребёнку", "fast": "Чтобы помогло быстро",
    "cheap": "Что подешевле",
}  # fmt: skip
DOUBTS = (
    "Как сочетать с антикоагулянтами?", "Что делать при пропуске дозы?",
    "Есть ли данные у пациентов старше 80?", "Сколько стоит месяц лечения?",
    "Нужна ли отмена перед операцией?", "Как переводить с бета-блокатора?",
    "Можно ли делить таблетку?", "Есть ли данные при диабете?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One slide on the screen, for `seconds`; `emotion`: 100, −100 or 0."""

    key: str
    seconds: float
    emotion: int = 0
    answers: Answers = ()


def showing(random: Random, version: int, cardiologist: bool, keen: bool = False) -> tuple[Shown, ...]:
    """The slides of one visit as they were shown. `keen`: looks to the end and answers everything."""
    way = "cardiologist" if (random.random() < 0.9) == cardiologist else "therapist"
    keys = [*START, "mechanism" if way == "cardiologist" else "first-visit", *END]
    if random.random() < 0.12:
        keys.remove("dosing")
        keys.insert(2, "dosing")
    shown = []
    for key in keys:
        shown.append(_slide(random, key, version, cardiologist, way, keen))
        weak = key == "results" and version == 1
        if not keen and random.random() < (WEAK["exits"] if weak else EXITS):
            break
    if random.random() < 0.06:
        back = random.choice(shown)
        shown.append(Shown(back.key, round(back.seconds * 0.4 + 2.5, 1)))
    return tuple(shown)


def counter_showing(random: Random) -> tuple[Shown, ...]:
    """The pharmacies' deck."""
    chosen = random.choices(tuple(ASKED), (34, 26, 25, 15))[0]
    answers: dict[str, Answers] = {
        "counter": (("asked", "choice", chosen, ASKED[chosen]),),
        "order": (
            ("packs", "slider", random.randrange(20, 160, 10), ""),
            ("useful", "rating", random.choices((3, 4, 5), (2, 5, 4))[0], ""),
        ),
    }
    return tuple(
        Shown(key, _seconds(random, key), _emotion(random, key), answers.get(key, ()))
        for key in ("season", "calendar", "counter", "order")
    )


def _slide(random: Random, key: str, version: int, cardiologist: bool, way: str, keen: bool) -> Shown:
    weak = key == "results" and version == 1
    seconds = _seconds(random, key)
    if weak:
        seconds = round(seconds * WEAK["seconds"] / SECONDS["results"] + 2, 1)
    emotion = _emotion(random, key, weak)
    if keen and key in ("dosing", "results"):
        emotion = -100 if weak else 100
    return Shown(key, seconds, emotion, _answers(random, key, cardiologist, way, keen))


def _seconds(random: Random, key: str) -> float:
    return round(max(2.2, SECONDS[key] * random.lognormvariate(0, 0.38)), 1)


def _emotion(random: Random, key: str, weak: bool = False) -> int:
    likes = WEAK["likes"] if weak else LIKES.get(key, 0)
    dislikes = WEAK["dislikes"] if weak else DISLIKES.get(key, 0)
    drawn = random.random()
    return 100 if drawn < likes else -100 if drawn < likes + dislikes else 0


def _answers(random: Random, key: str, cardiologist: bool, way: str, keen: bool) -> Answers:
    willing = keen or random.random() < 0.6
    if key == "fork":
        return (("practice", "choice", way, WAYS[way]),)
    if not willing:
        return ()
    if key == "patient":
        middle = 62 if cardiologist else 34
        return (("share", "slider", _grid(random.gauss(middle, 14), 0, 100, 5), ""),)
    if key == "first-visit":
        picked = [
            one for one in BARRIERS if random.random() < {"time": 0.6, "fear": 0.55}.get(one, 0.25)
        ] or ["time"]
        return (("barriers", "choice", list(picked), "; ".join(BARRIERS[one] for one in picked)),)
    if key == "dosing":
        return _dosing(random)
    if key == "safety":
        stars = random.choices((2, 3, 4, 5), (3, 12, 45, 40) if cardiologist else (8, 30, 42, 20))[0]
        return (("clear", "rating", stars, ""),)
    return _last(random, cardiologist, keen) if key == "next-step" else ()


def _dosing(random: Random) -> Answers:
    return (
        ("dose-age", "slider", _grid(random.gauss(66, 10), 20, 95, 1), ""),
        ("dose-gfr", "slider", _grid(random.gauss(68, 20), 15, 120, 5), ""),
        ("dose-pressure", "slider", _grid(random.gauss(158, 12), 120, 200, 2), ""),
    )


def _last(random: Random, cardiologist: bool, keen: bool) -> Answers:
    step = random.choices(tuple(STEPS), (48, 18, 22, 12) if cardiologist else (22, 44, 18, 16))[0]
    answers: Answers = (("step", "choice", step, STEPS[step]),)
    if keen or random.random() < 0.15:
        answers += (("doubts", "text", random.choice(DOUBTS), ""),)
    return answers


def _grid(value: float, least: int, most: int, step: int) -> int:
    return min(most, max(least, round(value / step) * step))
