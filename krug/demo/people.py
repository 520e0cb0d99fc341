"""The company's customers, made up: clinics, pharmacies, doctors, pharmacists. Pure."""

from dataclasses import dataclass, replace
from random import Random

from krug.demo.names import Name, a_name, latin
from krug.demo.places import REGIONS, STREETS, Region, Town

CARDIOLOGIST, THERAPIST, PHARMACIST = "Кардиолог", "Терапевт", "Провизор"
SPECIALTIES = {
    CARDIOLOGIST: 30, THERAPIST: 40, "Врач общей практики": 9, "Невролог": 7, "Эндокринолог": 6,
    "Нефролог": 3, "Кардиохирург": 2, "Функциональный диагност": 3,
}  # fmt: skip
CLINIC_NAMES = (
    "Городская поликлиника № {n}", "Городская больница № {n}", "Медицинский центр «Здравница»",
    "Кардиологический диспансер", "Клиника «Пульс жизни»", "Медсанчасть № {n}", "Консультативный центр",
    "Клиника «Добрый доктор»", "Районная поликлиника № {n}", "Центр семейной медицины",
)  # fmt: skip
PHARMACY_NAMES = (
    "Аптека № {n}", "Аптека «Ромашка»", "Аптека «Подорожник»", "Семейная аптека", "Аптека «Будь здоров»",
    "Аптека «Календула»", "Городская аптека № {n}", "Аптека «Первоцвет»", "Социальная аптека",
    "Аптека «Шалфей»",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How big the company is: of each kind so many, and days of the past."""

    doctors: int = 5_000
    clinics: int = 400
    pharmacies: int = 500
    doubles: int = 12
    days: int = 182


@dataclass(frozen=True, slots=True)
class House:
    """A clinic or a pharmacy. `territory`: 0…39 over all regions."""

    kind: str
    name: str
    territory: int
    city: str
    address: str
    latitude: float
    longitude: float
    phone: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A doctor or a pharmacist; `house` is the place of his house in the list of houses."""

    name: Name
    specialty: str
    klass: str
    territory: int
    house: int
    phone: str
    email: str
    note: str = ""


def chain_of(house: House) -> str:
    """«Аптека «Ромашка»» is one of the chain «Ромашка»; numbers and districts are nobody's."""
    if house.kind != "pharmacy" or "«" not in house.name:
        return ""
    return f"Аптечная сеть «{house.name.partition('«')[2].rstrip('»')}»"


def houses(random: Random, size: Size) -> list[House]:
    numbers = iter(range(1, 10_000))
    spots = [(region, at, towns) for at, (region, towns) in enumerate(_territories())]
    made = []
    for kind, names, count in (
        ("clinic", CLINIC_NAMES, size.clinics),
        ("pharmacy", PHARMACY_NAMES, size.pharmacies),
    ):
        for number in range(count):
            region, territory, towns = spots[number % len(spots)]
            town = towns[0] if random.random() < 0.68 else random.choice(towns)
            name = random.choice(names).format(n=random.randint(2, 190))
            made.append(_house(random, kind, name, territory, region, town, next(numbers)))
    return made


def customers(random: Random, among: list[House], size: Size) -> list[Customer]:
    """Doctors, then pharmacists, then the doubles: people written a second time, a little otherwise."""
    clinics: dict[int, list[int]] = {}
    for at, house in enumerate(among):
        if house.kind == "clinic":
            clinics.setdefault(house.territory, []).append(at)
    doctors = [
        _doctor(random, number, territory, random.choice(clinics[territory]), among)
        for number in range(size.doctors)
        for territory in [number % len(clinics)]
    ]
    pharmacists = [
        _customer(random, size.doctors + number, PHARMACIST, random.choice("AABBBCC"), at, among[at])
        for number, at in enumerate(place for place, house in enumerate(among) if house.kind == "pharmacy")
    ]
    doubles = [_double(random, one) for one in random.sample(doctors, size.doubles)]
    return doctors + pharmacists + doubles


def _territories() -> list[tuple[Region, tuple[Town, ...]]]:
    return [(region, towns) for region in REGIONS for _name, towns in region.territories]


def _house(
    random: Random, kind: str, name: str, territory: int, region: Region, town: Town, number: int
) -> House:
    latitude = round(town.latitude + max(-2, min(2, random.gauss(0, 0.6))) * town.spread, 5)
    longitude = round(town.longitude + max(-2, min(2, random.gauss(0, 0.6))) * town.spread * 1.7, 5)
    address = f"ул. {random.choice(STREETS)}, {random.randint(1, 120)}"
    phone = f"+7 ({region.code}) 000-{number // 100:02d}-{number % 100:02d}"
    return House(kind, name, territory, town.name, address, latitude, longitude, phone)


def _doctor(random: Random, number: int, territory: int, house: int, among: list[House]) -> Customer:
    specialty = random.choices(tuple(SPECIALTIES), tuple(SPECIALTIES.values()))[0]
    klass = random.choices("ABC", (20, 45, 35) if specialty == CARDIOLOGIST else (10, 40, 50))[0]
    return _customer(random, number, specialty, klass, house, among[house])


def _customer(random: Random, number: int, specialty: str, klass: str, at: int, house: House) -> Customer:
    name = a_name(random, 0.93 if specialty == PHARMACIST else 0.68)
    kind = "apteka" if house.kind == "pharmacy" else "med"
    domain = f"{latin(house.city).replace(' ', '-')}.{kind}.example"
    phone = f"+7 900 00{number // 10_000}-{number // 100 % 100:02d}-{number % 100:02d}"
    email = f"{name.mailbox}{number}@{domain}" if random.random() < 0.7 else ""
    return Customer(name, specialty, klass, house.territory, at, phone, email)


def _double(random: Random, one: Customer) -> Customer:
    """As a second hand would have written him: initials, another spelling, digits in another order."""
    digits = one.phone.replace("+7 ", "8").replace(" ", "").replace("-", "")
    short = Name(one.name.last.replace("ё", "е"), one.name.first[0] + ".", one.name.middle[0] + ".")
    ways = (
        replace(one, name=short),
        replace(one, name=replace(one.name, middle=""), email=""),
        replace(one, specialty="", klass="", email=""),
    )
    return replace(random.choice(ways), phone=digits)
