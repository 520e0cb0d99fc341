"""A signature, a business card, a line out of a chat: split into what a card holds. Pure.

What is sure by its form goes first (addresses, phones, numbers of registers), then what is labelled, then
what words give away; of what is left the first that can be a name is the name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import phonenumbers

from krug.customers import normal, numbers
from krug.customers.matching.names import is_first

LONGEST = 4_000
_EMAIL = re.compile(r"(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SITE = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:ru|com|org|net|рф|io|de|eu|uk|example)\b(?:/\S*)?", re.I
)
_LABEL = re.compile(r"^\s*([^:]{2,24}):\s*(.+)$")
_PHONE_WORD = re.compile(
    r"(?:\b(?:тел|моб|раб|сот|телефон|мобильный|доб|ext|phone|mobile|cell|office|direct|fax|факс|"
    r"whatsapp|telegram|e-?mail|почта|tel|mob)\b|\b[tmpefтмe](?=[:. ]))[.:]*\s*\d{0,5}",
    re.I,
)
_GREETING = re.compile(
    r"^\W*(?:с уважением|с наилучшими пожеланиями|всего доброго|best regards|kind regards|warm regards|"
    r"regards|sincerely|yours (?:truly|sincerely)|thanks|спасибо|отправлено с .*|sent from .*|--+)\W*",
    re.I,
)
_FORM = re.compile(
    r"(?:^|[\s«\"])(?:ООО|АО|ПАО|ЗАО|ОАО|ИП|НКО|АНО|Ф?ГБУЗ?|ФГБУ|ФГАУ|МБУЗ|ГАУЗ|ГУЗ|ГКБ|НИИ|НМИЦ)\b"
    r"|\b(?:LLC|Ltd|Limited|Inc|GmbH|AG|Corp|Corporation|LLP|PLC|S\.?A\.?|B\.?V\.?)\b\.?"
)
_HOUSE = re.compile(
    r"\b(?:клиник|больниц|поликлиник|аптек|медицинский центр|медцентр|диспансер|госпитал|университет|"
    r"институт|академи|компани|холдинг|корпораци|фабрик|завод|магазин|сеть|group|clinic|hospital|pharmac|university|"
    r"institute|company|laborator|holding|medical cent|health cent)\w*",
    re.I,
)
_POST = re.compile(
    r"\b(?:директор|менеджер|врач|кардиолог|терапевт|невролог|хирург|педиатр|эндокринолог|дерматолог|главн|"
    r"завед|начальник|руководител|специалист|инженер|бухгалтер|заместител|зам\.|консультант|провизор|фармацевт|"
    r"профессор|доцент|представител|секретар|президент|основател|владелец|маркетолог|закупщик|логист|юрист|"
    r"к\.м\.н|д\.м\.н|manager|director|head of|chief|ceo|cto|cfo|coo|engineer|doctor|physician|cardiologist|"
    r"surgeon|consultant|vice president|president|officer|representative|specialist|accountant|founder|owner|"
    r"sales|marketing|buyer|lawyer|pharmacist|professor)\w*",
    re.I,
)
_STREET = re.compile(
    r"(?:^|[\s,])(?:ул|улица|просп|проспект|пр-т|пр-кт|пер|переулок|наб|набережная|шоссе|бульвар|б-р|пл)\b\.?"
    r"|\b\d{6}\b|\b\d+[\w-]* [\w .]*\b(?:street|st|avenue|ave|road|rd|lane|drive|square)\b",
    re.I,
)
_CITY = re.compile(r"(?:^|[\s,])(?:г\.|город|гор\.)\s*([А-ЯЁ][\w-]+(?: [А-ЯЁ][\w-]+)?)")
_PATRONYMIC = re.compile(r"(?:ович|евич|ьич|овна|евна|ична|инична|оглы|кызы)$", re.I)
_SURNAME = re.compile(
    r"(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ын|ына|ский|ская|цкий|цкая|енко|ук|юк|чук|ян|дзе|швили|ко|ых|их)$", re.I
)
_INITIALS = re.compile(r"^(?:[A-ZА-ЯЁ]\.\s*){1,2}$")
_WORD = r"[A-ZА-ЯЁ][\w’'-]*"
_NAME = re.compile(rf"^(?:{_WORD}|[A-ZА-ЯЁ]\.)(?:\s+(?:{_WORD}|[A-ZА-ЯЁ]\.)|(?<=\.){_WORD}){{1,3}}$")
LABELS: dict[str, str] = {
    **dict.fromkeys(("фио", "имя", "name", "контакт", "контактное лицо", "contact"), "name"),
    **dict.fromkeys(("должность", "position", "title", "job title", "специальность"), "position"),
    **dict.fromkeys(("компания", "организация", "company", "место работы", "наименование"), "company"),
    **dict.fromkeys(("город", "city"), "city"),
    **dict.fromkeys(("адрес", "address", "юр. адрес", "юридический адрес", "фактический адрес"), "address"),
}


@dataclass(slots=True)
class Card:
    """What was found; empty where nothing was."""

    last: str = ""
    first: str = ""
    middle: str = ""
    position: str = ""
    company: str = ""
    city: str = ""
    address: str = ""
    tax_number: str = ""
    tax_reason: str = ""
    state_number: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.middle) if part)


def split(written: str) -> Card:
    """The card in a text of a few lines."""
    card = Card()
    text = written[:LONGEST].replace("\u00a0", " ").replace("\r", "\n")
    text = _registers(card, _phones(card, _emails(card, text)))
    rest = []
    for line in re.split(r"[\n\t|•·;]+| {3,}| [–—] ", _SITE.sub(" ", text)):
        line = _GREETING.sub("", _PHONE_WORD.sub(" ", line)).strip(" ,.:-–—/\\*")
        if line and not _labelled(card, line):
            rest.append(line)
    for line in rest:
        _by_words(card, line)
    return card


def _emails(card: Card, text: str) -> str:
    for found in _EMAIL.findall(text):
        if (email := normal.email(found)) and email not in card.emails:
            card.emails.append(email)
    return _EMAIL.sub("\n", text)


def _phones(card: Card, text: str) -> str:
    """A fax answers nobody."""
    # Digits of a register are longer than a phone or stand behind its name.
    masked = re.sub(
        r"(?i)(?:инн|кпп|огрн(?:ип)?|р/с|к/с|бик|ogrn|inn|vat)\W*[\d/ ]{8,}",
        lambda it: "x" * len(it[0]),
        text,
    )
    gone = []
    for match in phonenumbers.PhoneNumberMatcher(masked, "RU", leniency=phonenumbers.Leniency.POSSIBLE):
        before = masked[: match.start].rsplit("\n", 1)[-1].lower()[-8:]
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        if len(match.raw_string) - match.raw_string.count(" ") < 7:
            continue
        if "факс" not in before and "fax" not in before and number not in card.phones:
            card.phones.append(number)
        gone.append((match.start, match.end))
    for start, end in reversed(gone):
        text = f"{text[:start]}\n{text[end:]}"
    return text


def _registers(card: Card, text: str) -> str:
    ways: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
        ("tax_number", r"(?i)\b(?:инн|inn)\D{0,3}(\d{12}|\d{10})\b", numbers.tax_number),
        ("tax_reason", r"(?i)\b(?:кпп|kpp)\D{0,3}(\d{9})\b", numbers.tax_reason),
        ("state_number", r"(?i)\b(?:огрн(?:ип)?|ogrn)\D{0,3}(\d{15}|\d{13})\b", numbers.state_number),
    )
    # «ИНН/КПП 7707083893/773601001»: one label for two.
    if both := re.search(r"(?i)инн\s*/\s*кпп\D{0,3}(\d{10})\s*/\s*(\d{9})", text):
        card.tax_number = numbers.tax_number(both[1]) or ""
        card.tax_reason = numbers.tax_reason(both[2]) or ""
        text = text.replace(both[0], "\n")
    for name, pattern, proof in ways:
        if found := re.search(pattern, text):
            setattr(card, name, getattr(card, name) or proof(found[1]) or "")
            text = text.replace(found[0], "\n")
    return re.sub(r"(?i)(?:р/с|к/с|бик)\W*\d+", "\n", text)


def _labelled(card: Card, line: str) -> bool:
    found = _LABEL.match(line)
    place = LABELS.get(found[1].strip().lower()) if found else None
    if not found or not place:
        return False
    value = found[2].strip(" ,.")
    if place == "name":
        _take_name(card, value)
    else:
        setattr(card, place, getattr(card, place) or value)
    return True


def _by_words(card: Card, line: str) -> None:
    if _FORM.search(line) or ("«" in line and _HOUSE.search(line)):
        _take_company(card, line)
    elif not card.name and _take_name(card, line):
        return
    elif _STREET.search(line) or _CITY.search(line):
        _take_address(card, line)
    elif _POST.search(line):
        _take_position(card, line)
    elif _HOUSE.search(line) or re.fullmatch(r"«[^»]+»", line):
        _take_company(card, line)
    elif "," in line:
        # «Анна Смирнова, главный врач, Клиника Здоровье»
        for part in line.split(","):
            if part.strip():
                _by_words(card, part.strip())


def _take_position(card: Card, line: str) -> None:
    """«Главный врач, Клиника «Пульс»» names the house as well."""
    post, comma, house = line.partition(",")
    if comma and (_HOUSE.search(house) or _FORM.search(house)) and not _POST.search(house):
        card.position = card.position or post.strip()
        _take_company(card, house.strip())
    elif comma and not card.name and _take_name(card, post.strip()):
        _by_words(card, house.strip())
    else:
        card.position = f"{card.position}, {line}" if card.position else line


def _take_company(card: Card, line: str) -> None:
    name, comma, more = line.partition(",")
    if comma and _POST.search(name) and not _FORM.search(name):
        card.position, name = card.position or name.strip(), more.strip()
    elif comma and not card.name and _take_name(card, name.strip()):
        _by_words(card, more.strip())
        return
    elif comma and more.strip() and not re.match(r"\s*(?:LLC|Ltd|Inc|GmbH)", more):
        _by_words(card, more.strip())
    else:
        name = line
    card.company = card.company or name.strip()


def _take_address(card: Card, line: str) -> None:
    if city := _CITY.search(line):
        card.city = card.city or city[1]
    else:
        head, comma, _more = line.partition(",")
        town = (
            head
            if comma and not _STREET.search(head)
            else line.split(",")[1].strip()
            if line.count(",")
            else ""
        )
        if re.fullmatch(r"[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+)?", town) and not _STREET.search(town):
            card.city = card.city or town
    if _STREET.search(line):
        card.address = card.address or line


def _take_name(card: Card, line: str) -> bool:
    if not _NAME.match(line) or _POST.search(line) or _HOUSE.search(line) or card.name:
        return False
    words = re.sub(r"\.(?=\S)", ". ", line).split()
    card.last, card.first, card.middle = _ordered(words)
    return True


def _ordered(words: list[str]) -> tuple[str, str, str]:
    """(last, first, middle) of two or three words in whatever order they are written."""
    if all(word.isupper() and len(word) > 2 for word in words):
        words = [word.capitalize() for word in words]
    initials = [word for word in words if _INITIALS.match(word)]
    full = [word for word in words if not _INITIALS.match(word)]
    if initials and len(full) == 1:
        return full[0], initials[0], initials[1] if len(initials) > 1 else ""
    if len(words) == 3 and _PATRONYMIC.search(words[1]):
        return words[2], words[0], words[1]
    if len(words) >= 3 and (_PATRONYMIC.search(words[2]) or re.search("[А-яё]", words[0])):
        return words[0], words[1], words[2]
    if len(words) == 2 and _PATRONYMIC.search(words[1]):
        # «Анна Сергеевна»: the surname is not told; the form asks for it.
        return "", words[0], words[1]
    if len(words) == 2 and re.search("[А-яё]", words[0]) and not _first_then_last(*words):
        return words[0], words[1], ""
    return words[-1], words[0], " ".join(words[1:-1])


def _first_then_last(one: str, other: str) -> bool:
    if is_first(one) != is_first(other):
        return is_first(one)
    return bool(_SURNAME.search(other)) and not _SURNAME.search(one)
