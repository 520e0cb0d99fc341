"""Files of contacts as they come: encodings, delimiters, headings, what is refused."""

from pathlib import Path

import pytest

from krug.customers.contact_csv import sniff
from krug.customers.contact_csv.cells import row_of
from krug.customers.contact_csv.columns import check, guess, has_header
from krug.customers.contact_csv.reading import records
from krug.customers.errors import FileRefused

RUSSIAN = sorted((Path(__file__).parents[2] / "docs").glob("**/*.ru.md"))
TEXT = (
    "Фамилия;Имя;Телефон;Город\r\n"
    'Щербакова;Юлия;"8 (999) 123-45-67";Казань\r\n'
    '"О\'Нил; младший";Иван;;"Санкт-\r\nПетербург"\r\n'
)


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "contacts.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1251", "cp1251"),
        ("koi8-r", "koi8-r"),
        ("cp866", "cp866"),
    ],
)
def test_encodings(tmp_path: Path, codec: str, found: str) -> None:
    path = written(tmp_path, TEXT.encode(codec))
    encoding = sniff.encoding_of(path)
    assert encoding == found
    rows = [cells for _line, cells in records(path, encoding, sniff.delimiter_of(path, encoding))]
    assert rows[0] == ["Фамилия", "Имя", "Телефон", "Город"]
    assert rows[2] == ["О'Нил; младший", "Иван", "", "Санкт-\r\nПетербург"]


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("page", RUSSIAN, ids=lambda page: str(page.name))
def test_texts_that_people_wrote(tmp_path: Path, page: Path, codec: str) -> None:
    assert sniff.encoding_of(written(tmp_path, page.read_bytes().decode().encode(codec, "ignore"))) == codec


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_delimiters(tmp_path: Path, sign: str) -> None:
    lines = ["Фамилия;Адрес;Телефон", *(f"Ким{n};ул. Баумана 1 стр {n};+7999000{n:04}" for n in range(20))]
    path = written(tmp_path, "\n".join(lines).replace(";", sign).encode())
    assert sniff.delimiter_of(path, "utf-8") == sign


def test_excel_says_its_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, b"sep=|\r\nname|phone\r\nKim|+79990000001\r\n")
    assert sniff.delimiter_of(path, "utf-8") == "|"
    assert [cells for _line, cells in records(path, "utf-8", "|")] == [
        ["name", "phone"],
        ["Kim", "+79990000001"],
    ]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Фамилия;Имя;Отчество;Тел. (моб.);E-mail", "last_name first_name middle_name phone email"),
        (
            "Ф.И.О.;Мобильный телефон;Рабочий телефон;ЛПУ;Должность",
            "full_name phone phone organisation specialty",
        ),
        (
            "First Name,Last Name,Mobile Phone,E-mail Address,Company",
            "first_name last_name phone email organisation",
        ),
        ("Name;City;Notes;Class", "full_name city note klass"),
        ("Имя;Телефон", "full_name phone"),
        ("Категория;КОНТАКТНОЕ ЛИЦО;Населённый пункт;Комментарий;Что-то", "klass full_name city note -"),
    ],
)
def test_headings(headings: str, fields: str) -> None:
    header = headings.replace(",", ";").split(";")
    assert has_header(header)
    mapping = guess(header, [])
    assert [mapping.get(str(number), "-") for number in range(len(header))] == fields.split()


def test_a_file_without_headings_is_understood_by_its_contents() -> None:
    rows = [
        ["1", "Петров Иван Ильич", "8 999 000 00 01", "p@example.org"],
        ["2", "Ким Анна", "89990000002", ""],
    ]
    assert not has_header(rows[0])
    assert guess(None, rows) == {"1": "full_name", "2": "phone", "3": "email"}


def test_mapping_by_hand_is_checked() -> None:
    assert check({"0": "full_name", "2": "phone"}, 3) is None
    assert check({"0": "full_name", "3": "phone"}, 3) == "unknown_column"
    assert check({"0": "full_name", "1": "canonical"}, 3) == "unknown_field"
    assert check({"0": "full_name", "1": "city", "2": "city"}, 3) == "twice"
    assert check({"0": "phone"}, 3) == "no_name"


def test_cells_become_a_person() -> None:
    mapping = {"0": "full_name", "1": "phone", "2": "klass", "3": "email", "4": "organisation", "5": "phone"}
    cells = [
        "Ким Анна Ивановна",
        "8 999 000-00-01, 8 999 000-00-02",
        "А",
        "a@x.ru; b@x.ru",
        "Медси",
        "+7843200",
    ]
    row = row_of(7, cells, mapping)
    data = row.data
    assert (data.last_name, data.first_name, data.middle_name) == ("Ким", "Анна", "Ивановна")
    assert data.phones == ["8 999 000-00-01", "8 999 000-00-02", "+7843200"]
    assert data.emails == ["a@x.ru", "b@x.ru"]
    assert (data.klass, row.organisation, row.line) == ("A", "Медси", 7)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \r\n \r\n",
        b"PK\x03\x04" + bytes(100),
        b"%PDF-1.7\n",
        bytes(range(256)) * 10,
        b"name;phone\nKim\0;1\n\0\0\0\0",
        b"\x01\x02\x03\x04" * 100,
    ],
    ids=["empty", "blank", "zip", "pdf", "bytes", "nul", "controls"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, data)
    with pytest.raises(FileRefused) as refused:
        sniff.encoding_of(path)
    assert str(refused.value)


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        sniff.guard(written(tmp_path, b"name;phone\n" + b"a" * (sniff.LONGEST_LINE + 1)))
    sniff.guard(written(tmp_path, b"name;phone\n" * 200_000))


def test_an_open_quotation_mark_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, b'name;phone\nKim;1\n"Lee;2\n' + b"Ann;3\n" * 50_000)
    with pytest.raises(FileRefused) as refused:
        list(records(path, "utf-8", ";"))
    assert refused.value.where["row"] == 3
