"""Russian customers with known doubles: how people, operators and imports really write one person twice."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from krug.bench.company import CITIES, ENDINGS, ROOTS

MEN = "Александр Сергей Дмитрий Андрей Алексей Максим Евгений Иван Михаил Николай Владимир Павел Роман Олег Юрий Виктор Константин Игорь Антон Григорий".split()  # noqa: E501, SIM905
WOMEN = "Александра Елена Ольга Наталья Екатерина Анна Татьяна Мария Ирина Светлана Юлия Анастасия Людмила Галина Евгения Валентина Надежда Дарья Ксения Вера".split()  # noqa: E501, SIM905
SHORT = {
    "Александр": "Саша", "Сергей": "Серёжа", "Дмитрий": "Дима", "Алексей": "Лёша", "Максим": "Макс",
    "Евгений": "Женя", "Иван": "Ваня", "Михаил": "Миша", "Николай": "Коля", "Владимир": "Вова",
    "Павел": "Паша", "Роман": "Рома", "Юрий": "Юра", "Виктор": "Витя", "Константин": "Костя",
    "Григорий": "Гриша", "Александра": "Саша", "Елена": "Лена", "Ольга": "Оля", "Наталья": "Наташа",
    "Екатерина": "Катя", "Анна": "Аня", "Татьяна": "Таня", "Мария": "Маша", "Ирина": "Ира",
    "Светлана": "Света", "Юлия": "Юля", "Анастасия": "Настя", "Людмила": "Люда", "Галина": "Галя",
    "Евгения": "Женя", "Валентина": "Валя", "Надежда": "Надя", "Дарья": "Даша", "Ксения": "Ксюша",
}  # fmt: skip
STREETS = "Ленина Мира Гагарина Садовая Советская Лесная Пушкина Кирова Заречная Школьная Победы Чехова Набережная Полевая Цветочная Молодёжная Южная Северная Центральная Строителей Горького Комсомольская Октябрьская Первомайская".split()  # noqa: E501, SIM905
HOSTS = ("mail.ru", "yandex.ru", "gmail.com", "bk.ru", "rambler.ru")
# Two ways people write Russian in Latin: of a passport, and of a chat.
PASSPORT = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia".replace("-", "").split(
            " "
        ),
        strict=True,
    )
)
CHAT = PASSPORT | {
    "й": "y",
    "х": "h",
    "ц": "c",
    "щ": "sch",
    "ю": "yu",
    "я": "ya",
    "ё": "yo",
    "ъ": "",
    "ж": "j",
}
KEYS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")


@dataclass(frozen=True)
class Written:
    """A card as somebody wrote it; `truth`: who it really is."""

    truth: int
    last: str
    first: str
    middle: str = ""
    birth: str = ""
    number: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    city: str = ""
    address: str = ""
    work: str = ""
    woman: bool = field(default=False, compare=False)


def written(people: int, seed: int = 7) -> list[Written]:
    """Cards of that many persons, each once to four times, in no order; families and namesakes among them."""
    dice = random.Random(seed)
    cards: list[Written] = []
    for one in _people(people, dice):
        cards.append(one)
        for _ in range(dice.choices((0, 1, 2, 3), (60, 28, 9, 3))[0]):
            cards.append(_again(one, dice))
    dice.shuffle(cards)
    return cards


def _people(wanted: int, dice: random.Random) -> Iterator[Written]:
    number = 0
    while number < wanted:
        one = _person(number, dice)
        yield one
        number += 1
        kin = dice.random()
        if kin < 0.22 and number < wanted:
            yield _kin(one, number, kin, dice)
            number += 1


def _person(number: int, dice: random.Random) -> Written:
    woman = dice.random() < 0.55
    last = _sexed(dice.choice(ROOTS) + dice.choice(ENDINGS), woman)
    first = dice.choice(WOMEN if woman else MEN)
    known = dice.random
    return Written(
        truth=number,
        last=last,
        first=first,
        middle=_patronymic(dice.choice(MEN), woman) if known() < 0.85 else "",
        birth=_birth(dice) if known() < 0.55 else "",
        number=inn(dice) if known() < 0.12 else "",
        phones=(_phone(dice),) if known() < 0.85 else (),
        emails=(_email(last, first, dice),) if known() < 0.5 else (),
        city=dice.choice(CITIES),
        address=f"ул. {dice.choice(STREETS)}, д. {dice.randrange(1, 120)}" if known() < 0.5 else "",
        work=str(dice.randrange(4000)) if known() < 0.4 else "",
        woman=woman,
    )


def _kin(one: Written, number: int, kin: float, dice: random.Random) -> Written:
    """Somebody near who is not the same: a spouse, a sibling, a child of the same name, a mere namesake."""
    other = _person(number, dice)
    if kin < 0.08:
        spouse = not one.woman
        shared = one.emails if dice.random() < 0.4 else other.emails
        phones = one.phones if dice.random() < 0.25 else other.phones
        return replace(
            other, last=_sexed(_man(one.last), spouse), first=dice.choice(WOMEN if spouse else MEN),
            middle=_patronymic(dice.choice(MEN), spouse), woman=spouse, city=one.city, address=one.address,
            emails=shared, phones=phones,
        )  # fmt: skip
    if kin < 0.13:
        first = dice.choice([name for name in (WOMEN if one.woman else MEN) if name != one.first])
        return replace(one, truth=number, first=first, birth=_birth(dice) if one.birth else "", number="",
                       phones=other.phones, emails=other.emails, work="")  # fmt: skip
    if kin < 0.17 and not one.woman:
        return replace(one, truth=number, middle=_patronymic(one.first, False), birth=_birth(dice), number="",
                       phones=other.phones, emails=other.emails, work="")  # fmt: skip
    return replace(other, last=one.last, first=one.first, middle=one.middle, woman=one.woman, city=one.city)


def _again(one: Written, dice: random.Random) -> Written:
    """The same person written another time."""
    card = one
    if dice.random() < 0.45 and card.first in SHORT:
        card = replace(card, first=SHORT[card.first], middle="" if dice.random() < 0.7 else card.middle)
    elif dice.random() < 0.12:
        card = replace(card, first=card.first[0] + ".", middle=card.middle[:1] + "." if card.middle else "")
    if dice.random() < 0.3:
        card = replace(card, middle="")
    if dice.random() < 0.06 and one.woman:
        card = replace(card, last=_sexed(dice.choice(ROOTS) + dice.choice(ENDINGS), True))
    if dice.random() < 0.25:
        card = replace(card, last=slip(card.last, dice))
    if dice.random() < 0.1 and len(card.first) > 3:
        card = replace(card, first=slip(card.first, dice))
    if dice.random() < 0.22:
        way = dice.choice((PASSPORT, CHAT))
        card = replace(card, last=in_latin(card.last, way), first=in_latin(card.first, way),
                       middle=in_latin(card.middle, way))  # fmt: skip
    if dice.random() < 0.05:
        card = replace(card, last=card.first, first=card.last)
    return _other_data(card, one, dice)


def _other_data(card: Written, one: Written, dice: random.Random) -> Written:
    changed = dice.random
    phones: tuple[str, ...] = card.phones if changed() < 0.65 else (_phone(dice),) if changed() < 0.6 else ()
    if phones and changed() < 0.06:
        phones = (_digit(phones[0], dice),)
    emails: tuple[str, ...] = card.emails if changed() < 0.6 else ()
    if not emails and changed() < 0.3:
        emails = (_email(one.last, one.first, dice),)
    birth = card.birth if changed() < 0.7 else ""
    if birth and changed() < 0.08:
        birth = _digit(birth, dice)
    address = card.address.replace("ул. ", "").replace("д. ", "") if changed() < 0.5 else card.address
    moved = changed() < 0.08
    return replace(
        card, phones=phones, emails=emails, birth=birth, number=card.number if changed() < 0.7 else "",
        city=dice.choice(CITIES) if moved else card.city if changed() < 0.85 else "",
        address="" if moved or changed() < 0.3 else address, work=card.work if changed() < 0.6 else "",
    )  # fmt: skip


def _man(last: str) -> str:
    return last.removesuffix("ая") + "ий" if last.endswith("ая") else last.removesuffix("а")


def _sexed(last: str, woman: bool) -> str:
    if not woman:
        return last
    if last.endswith(("ов", "ев", "ин")):
        return last + "а"
    return last[:-2] + "ая" if last.endswith("ий") else last


def _patronymic(father: str, woman: bool) -> str:
    if father.endswith("й"):
        return father[:-1].removesuffix("и") + ("ьевна" if woman else "ьевич") if father.endswith("ий") else (
            father[:-1] + ("евна" if woman else "евич")
        )  # fmt: skip
    return father.removesuffix("ь") + ("овна" if woman else "ович")


def _birth(dice: random.Random) -> str:
    return f"{dice.randrange(1945, 2005)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"


def _phone(dice: random.Random) -> str:
    return f"+79{dice.randrange(10**9):09}"


def _email(last: str, first: str, dice: random.Random) -> str:
    user = in_latin(last, CHAT).lower()
    user = dice.choice((user, f"{in_latin(first, CHAT).lower()}.{user}", f"{user}{dice.randrange(60, 100)}"))
    return f"{user}{dice.randrange(1000)}@{dice.choice(HOSTS)}"


def inn(dice: random.Random) -> str:
    """A person's INN with right check digits."""
    digits = [dice.randrange(10) for _ in range(10)]
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        digits.append(sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 % 10)
    return "".join(map(str, digits))


def in_latin(text: str, way: dict[str, str]) -> str:
    return "".join(way.get(letter, letter) for letter in text.lower()).title()


def slip(word: str, dice: random.Random) -> str:
    """A letter left out, doubled, taken for its neighbour on the keyboard, or two changed about."""
    at = dice.randrange(1, max(2, len(word) - 1))
    what = dice.randrange(4)
    if what == 0:
        return word[:at] + word[at + 1 :]
    if what == 1:
        return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    if what == 2:
        return word[:at] + word[at] + word[at:]
    row = next((row for row in KEYS if word[at].lower() in row), KEYS[0])
    near = row.find(word[at].lower())
    return word[:at] + row[max(0, near - 1)] + word[at + 1 :]


def _digit(text: str, dice: random.Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isdigit()][2:]
    at = dice.choice(places)
    return f"{text[:at]}{dice.randrange(10)}{text[at + 1 :]}"
