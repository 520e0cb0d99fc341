"""What is one name in many forms: endings by sex, patronymics, short names. Words as `latin` writes them."""

from functools import lru_cache

from krug.customers.search.latin import latin

# Full name: short names. Names of both sexes with one root stand under one head; `sex_of` tells them apart.
_MEN = """
александр: саша шура саня алекс сашка санек шурик | алексей: леша алеша леха лешка | анатолий: толя толик
андрей: андрюша дрюня андрюха | антон: тоша антоша антоха | аркадий: аркаша | артем: тема артемка артемий
артур: артурик | борис: боря борька | вадим: вадик | валентин: валя валик | валерий: валера валерка
василий: вася васек васька | виктор: витя витек витька | виталий: виталик
владимир: вова володя вовка вован | владислав: влад владик слава | вячеслав: слава славик
геннадий: гена генка | георгий: гоша жора егор гера | григорий: гриша гришка
даниил: даня данила данил данька | денис: ден дениска | дмитрий: дима митя димка димон митька
евгений: женя жека женька | иван: ваня ванька ванек | игорь: игорек | илья: илюша илюха | иосиф: ося
кирилл: кирюша | константин: костя костик | лев: лева левушка | леонид: леня ленька | максим: макс максимка
михаил: миша мишка мишаня | никита: никитка | николай: коля колька николаша | олег: олежка
павел: паша пашка павлик | петр: петя петька | роман: рома ромка | руслан: русик | семен: сема сеня
сергей: сережа серега серый | станислав: стас стасик слава | степан: степа | тимофей: тима тимоха
тимур: тимка | федор: федя федька | филипп: филя | эдуард: эдик | юрий: юра юрка | яков: яша
ярослав: ярик слава
"""
_WOMEN = """
александра: саша шура сашенька | алевтина: аля | алина: аля | алла: аллочка | анастасия: настя ася настенька
ангелина: геля лина | анна: аня анечка нюра нюша анюта | антонина: тоня | валентина: валя
валерия: лера валера | варвара: варя | вера: верочка | вероника: ника | виктория: вика | галина: галя
дарья: даша дашенька | евгения: женя | евдокия: дуня | екатерина: катя катюша катерина
елена: лена алена леночка | елизавета: лиза | зинаида: зина | зоя: зоенька | инна: инночка
ирина: ира ириша иринка | капитолина: капа | кира: кирочка | клавдия: клава | ксения: ксюша оксана
лариса: лара | лидия: лида | лилия: лиля | любовь: люба | людмила: люда мила люся | маргарита: рита марго
марина: мариша | мария: маша маруся маня машенька | надежда: надя наденька | наталья: наташа ната наталия
нина: ниночка | оксана: ксюша | ольга: оля олечка | полина: поля | раиса: рая | светлана: света лана
серафима: сима | софья: соня софия | таисия: тася тая | тамара: тома | татьяна: таня танюша | ульяна: уля
фаина: фая | юлия: юля юленька | яна: яночка
"""


def _groups(table: str) -> list[list[str]]:
    return [
        [latin(name) for name in group.replace(":", " ").split()]
        for line in table.strip().splitlines()
        for group in line.split("|")
    ]


# Endings that tell nothing but the sex, in the writing of `latin`: Александр and Александра are one root.
_PAIRED = {latin(woman): latin(man) for woman, man in (
    ("александра", "александр"), ("валентина", "валентин"), ("валерия", "валерий"), ("виктория", "виктор"),
    ("евгения", "евгений"),
)}  # fmt: skip
_FULL: dict[str, str] = {}
_SEX: dict[str, str] = {}
for _table, _sex in ((_MEN, "m"), (_WOMEN, "f")):
    for _names in _groups(_table):
        for _name in _names:
            _FULL.setdefault(_name, _PAIRED.get(_names[0], _names[0]))
            _SEX[_name] = _sex if _SEX.get(_name, _sex) == _sex else ""

_PATRONYMIC = (
    ("ovna", "f"), ("evna", "f"), ("inichna", "f"), ("ichna", "f"), ("ovich", "m"), ("evich", "m"),
    ("ich", "m"),
)  # fmt: skip
_SURNAME = (
    ("skaia", "ski", "f"), ("kaia", "ki", "f"), ("ova", "ov", "f"), ("eva", "ev", "f"), ("ina", "in", "f"),
    ("ski", "ski", "m"), ("ov", "ov", "m"), ("ev", "ev", "m"),
)  # fmt: skip
LEAST = 3
"""Letters that must be left before an ending for it to be one: Лев and Ева have none."""


@lru_cache(maxsize=100_000)
def first_root(name: str) -> str:
    """Саша, Александр and Александра → aleksandr. Two first names, or one unknown: as they are."""
    word = latin(name)
    return _FULL.get(word) or _PAIRED.get(word, word)


@lru_cache(maxsize=100_000)
def last_root(name: str) -> str:
    """Иванов and Иванова → ivanov, Островская and Островский → ostrovski; others as they are."""
    word = latin(name)
    for ending, kept, _ in _SURNAME:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST:
            return word[: -len(ending)] + kept
    return word


@lru_cache(maxsize=100_000)
def middle_root(name: str) -> str:
    """Сергеевич and Сергеевна → serge."""
    word = latin(name)
    for ending, _ in _PATRONYMIC:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST - 1:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=200_000)
def sex_of(last: str, first: str, middle: str) -> str | None:
    """m, f, or None where no name tells: the patronymic first, then the first name, then the surname."""
    word = latin(middle)
    for ending, sex in _PATRONYMIC:
        if word.endswith(ending):
            return sex
    if known := _SEX.get(latin(first)):
        return known
    word = latin(last)
    for ending, _, sex in _SURNAME:
        # -ина is the ending of women's surnames in Cyrillic only: Latin has Medina, a man's as well.
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= LEAST
            and (ending != "ina" or not last.isascii())
        ):
            return sex
    return None


def is_first(name: str) -> bool:
    """Whether it is a first name we know, long or short."""
    return latin(name) in _SEX


def same_first(name: str) -> list[str]:
    """Every word the same first name may be written with, in the writing of `latin`."""
    root = first_root(name)
    return sorted({latin(name), root, *_WRITINGS.get(root, ())} - {""})


def last_forms(name: str) -> list[str]:
    """The surname as written and as the other sex has it, in the writing of `latin`."""
    word, root = latin(name), last_root(name)
    forms = [word, root]
    if root.endswith(("ov", "ev", "in")):
        forms.append(f"{root}a")
    if root.endswith("ki"):
        forms.append(f"{root[:-1]}aia")
    return [form for form in dict.fromkeys(forms) if form and " " not in form]


_WRITINGS: dict[str, set[str]] = {}
for _name, _root in _FULL.items():
    _WRITINGS.setdefault(_root, {_root}).add(_name)
for _woman, _man_ in _PAIRED.items():
    _WRITINGS.setdefault(_man_, {_man_}).add(_woman)
