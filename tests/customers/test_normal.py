"""Phones and e-mails in one writing."""

import csv
from pathlib import Path

import pytest

from krug.customers import normal

TRUTH = Path(__file__).parents[3] / "shared/inputs/interchange/phones/example_numbers_truth.csv"


def test_example_numbers_of_all_countries() -> None:
    if not TRUTH.exists():
        pytest.skip("no table of example numbers beside this checkout")
    with TRUTH.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["e164"] for row in rows if normal.phone(row["e164"]) != row["e164"]]
    assert rows
    assert wrong == []


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
