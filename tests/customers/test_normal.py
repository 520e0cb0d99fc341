"""Phones and e-mails in one writing."""

import random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType, example_number_for_type, format_number

from krug.customers import normal


def test_example_numbers_of_all_countries() -> None:
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    examples = [example_number_for_type(region, kind) for region in regions for kind in kinds]
    whole = [format_number(one, PhoneNumberFormat.E164) for one in examples if one]
    foreign = [format_number(one, PhoneNumberFormat.INTERNATIONAL) for one in examples if one]
    assert len(whole) > 400
    assert [normal.phone(text) for text in whole] == whole
    assert [normal.phone(text) for text in foreign] == whole


@pytest.mark.parametrize(
    "written",
    [
        "8 (999) 123-45-67",
        "+7 999 123 45 67",
        "89991234567",
        "9991234567",
        "7 999 1234567",
        "8-999-123-45-67 доб. 12",
    ],
)
def test_ways_to_write_a_russian_number(written: str) -> None:
    assert normal.phone(written) == "+79991234567"


@pytest.mark.parametrize("written", ["", "12", "позвонить", "8 999 123 45 67 8 999 123 45 67", "+7"])
def test_no_number(written: str) -> None:
    assert normal.phone(written) is None


def test_mail() -> None:
    assert normal.email(" <Anna.Kim@Example.ORG> ") == "anna.kim@example.org"
    assert normal.email("mailto:a@b.ru") == "a@b.ru"
    assert normal.email("anna") is None
    assert normal.email("a@b") is None


def test_text_and_order() -> None:
    assert normal.text("  Анна\u00a0 \tКим\x00 ") == "Анна Ким"
    assert normal.text("после\r\n14:00 ", lines=True) == "после\n14:00"
    assert normal.sort_key("Ёлкина", "", "Анна") == "елкина анна"
    assert len(normal.sort_key("Я" * 100)) == 80


def test_a_mobile_number_is_read_as_the_library_reads_it() -> None:
    chance = random.Random(7)
    for _ in range(3_000):
        digits = f"9{chance.randrange(10**9):09}"
        parts = digits[:3], digits[3:6], digits[6:8], digits[8:]
        gap = [chance.choice(["", " ", "-"]) for _ in range(4)]
        opened, closed = chance.choice([("", ""), ("(", ")"), ("(", ""), ("", ")")])
        start = chance.choice(["8", "+7", "7"])
        written = (
            f"{start}{gap[0]}{opened}{parts[0]}{closed}{gap[1]}{parts[1]}{gap[2]}{parts[2]}{gap[3]}{parts[3]}"
        )
        number = phonenumbers.parse(written, "RU")
        assert normal.phone(written) == format_number(number, PhoneNumberFormat.E164) == f"+7{digits}"
