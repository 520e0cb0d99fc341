"""Letters as bytes: what is kept of them, and what is no answer. Pure, no database."""

import csv
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from time import perf_counter

import pytest

from krug.letters.mail.answers import kind_of
from krug.letters.mail.fresh import fresh_of
from krug.letters.mail.pages import MOST_PAGE, words_of
from krug.letters.mail.parsing import head_of, parsed
from krug.letters.rules import Relation, fitting, is_host, pause, port_fits, reads, retry, security_fits
from tests.letters.made import bounce, letter

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
INPUTS = next(
    (one for up in Path(__file__).resolve().parents if (one := up / "shared/inputs/email").is_dir()), None
)
needs_real = pytest.mark.skipif(INPUTS is None, reason="../shared/inputs/email is not here")


@needs_real
def test_of_answers_of_many_programs_the_new_words_remain() -> None:
    assert INPUTS
    plain = sorted((INPUTS / "replies/standard_replies").glob("*.eml"))
    rich = sorted((INPUTS / "replies/html_replies").glob("*.html"))
    assert len(plain) > 10
    assert len(rich) > 8
    for path in plain:
        assert parsed(path.read_bytes(), NOW).fresh == "Hello", path.name
    for path in rich:
        text = words_of(path.read_bytes().decode("utf-8", "replace"))
        assert fresh_of(text) == "Hi. I am fine.", path.name


@needs_real
def test_what_came_back_and_complaints_are_no_answers() -> None:
    assert INPUTS
    folder = INPUTS / "bounces"
    with (folder / "truth.csv").open() as file:
        files = {row["file"] for row in csv.DictReader(file) if row["file_present"] == "True"}
    bounces = sorted(one for one in files if one.startswith("lhost"))
    assert len(bounces) > 50
    kinds = {one: parsed((folder / one).read_bytes(), NOW) for one in bounces}
    assert {one.head.kind for one in kinds.values()} == {"bounce"}
    assert sum(bool(one.returns) for one in kinds.values()) > 0.9 * len(bounces)
    # Of whom it came back from, most say it in fields; the others are odd programs' own words.
    assert sum(bool(one.failed) for one in kinds.values()) > 0.9 * len(bounces)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "Delayed (still trying)"])
def test_what_is_not_given_up_is_no_bounce(action: str) -> None:
    found = parsed(bounce("<q@krug.test>", said={"buyer@shop.test": action}), NOW)
    assert (found.head.kind, found.failed) == ("automatic", [])
    # It still stands in the thread of the letter that it tells of.
    assert found.returns == ["q@krug.test"]


def test_of_whom_it_came_back_and_of_whom_not() -> None:
    found = parsed(bounce("<q@krug.test>", said={"a@shop.test": "Failed", "b@shop.test": "delayed"}), NOW)
    assert (found.head.kind, found.failed) == ("bounce", ["a@shop.test"])
    assert parsed(bounce("<q@krug.test>", said={}), NOW).head.kind == "bounce"
    named = letter(
        sender="Mailer-Daemon <mailer-daemon@mx.test>", X_Failed_Recipients="a@shop.test, B@shop.test"
    )
    assert parsed(named, NOW).failed == ["a@shop.test", "b@shop.test"]
    waits = letter(sender="mailer-daemon@mx.test", subject="Warning: message 1abc-000 delayed 24 hours")
    assert parsed(waits, NOW).head.kind == "automatic"


def test_a_reports_fields_take_no_time() -> None:
    many = {f"a{number}@shop.test": "failed" for number in range(5_000)}
    hostile = bounce("<q@krug.test>", said=many) + b"\r\n" + b" \t" * 50_000
    began = perf_counter()
    assert len(parsed(hostile, NOW).failed) <= 200
    assert perf_counter() - began < 3


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "letter"),
        ({"Auto_Submitted": "no"}, "letter"),
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"List_Id": "<news.shop.test>"}, "automatic"),
        ({"X_Failed_Recipients": "x@shop.test"}, "bounce"),
    ],
)
def test_who_wrote_it(headers: dict[str, str], kind: str) -> None:
    assert kind_of(message_from_bytes(letter(**headers))) == kind


def test_out_of_office_by_its_subject() -> None:
    for subject in ("Out of office: Price", "Автоматический ответ: Цена"):
        assert parsed(letter(subject=subject), NOW).head.kind == "automatic"


def test_russian_quotations_and_signatures() -> None:
    for text in (
        "Беру.\n\nпн, 2 мар. 2026 г. в 10:15, Rita <rita@krug.test>:\n> Цена 5",
        "Беру.\n\nС уважением,\nИванов",
        "Беру.\n\n-------- Исходное сообщение --------\nОт: Rita\nТема: Цена",
        "Беру.\n\n02.03.2026 10:15, Рита Иванова пишет:\n\n> Цена 5",
        "Беру.\n\nОт: Rita <rita@krug.test>\nОтправлено: 2 марта 2026 г.\nКому: Buyer\nТема: Цена\n\nЦена 5",
        "> Цена 5\nБеру.",
    ):
        assert fresh_of(text) == "Беру.", text
    assert fresh_of("> только цитата") == "> только цитата"


def test_html_leaves_words_alone() -> None:
    page = (
        "<style>p{}</style><script>alert(1)</script><p>Hello <b>there</b></p><img src='http://spy.test/x.gif'>"
        "<p onclick='x()'>5 &lt; 6</p><blockquote>Old</blockquote>"
    )
    assert words_of(page).strip() == "Hello there\n\n5 < 6\n\n> Old"


def test_a_page_that_never_closes_is_looked_through_once() -> None:
    """Of a megabyte: whatever looks twice from each of them takes hours, and this test with it."""
    for piece in ("<a ", "<a a=", "<", "</", "<a '", "<![", "<?", "&#", "<p", "<aaaaaaaaaaaaaaaaaaaa "):
        page = piece * (MOST_PAGE // len(piece))
        assert words_of("<p>Before</p>" + page).startswith("Before\n" + piece.strip()), piece
    for piece in ("<!--", "<script>", "<style>", "<head>", "<title>"):
        assert words_of("<p>Before</p>" + piece * (MOST_PAGE // len(piece))).strip() == "Before", piece
    assert words_of("<blockquote>" * (MOST_PAGE // 12)) == ""


def test_a_page_as_a_browser_shows_it() -> None:
    for page, words in (
        ("a<!--[if mso]><xml>96</xml><![endif]-->b", "ab"),
        ("a<!-->b", "ab"),
        ("<style>p > a {}</style ><SCRIPT>if (1 < 2) '<p>'</SCRIPT>b", "b"),
        ("<head><title>T</title><body>b", "b"),
        ("<template>a</template>b &#x431; &lt;i&gt;", "b б <i>"),
        ("1 < 2 > 1 <3", "1 < 2 > 1 <3"),
        ("&#" + "9" * 5000, "&#" + "9" * 5000),
        (f"<img src='data:image/png;base64,{'A' * 90_000}'>b", "b"),
    ):
        assert words_of(page).strip() == words


def test_of_two_ways_to_say_it_the_plain_one_is_read() -> None:
    def two(plain: bytes) -> bytes:
        return (
            b"Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\n"
            + plain
            + b"\r\n--a\r\nContent-Type: text/html\r\n\r\n<b>Rich</b>\r\n"
            + b"--a\r\nContent-Type: text/html\r\n\r\n<b>More</b>\r\n--a--\r\n"
        )

    assert parsed(two(b"Plain"), NOW).text == "Plain"
    assert parsed(two(b" "), NOW).text == "Rich\nMore"


def test_hostile_letters_are_read_all_the_same() -> None:
    for raw in (
        b"",
        b"\xff\xfe\x00",
        b"From: =?utf-8?b?////?=\r\nSubject: =?nothing?q?=ff?=\r\nDate: never\r\n\r\n\x00",
        b"Content-Type: text/plain; charset=unknown-8bit\r\n\r\n\xd0\x9f",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 300,
        b"From: a@b.test\r\nDate: Mon, 2 Mar 99999 10:00:00 +9999\r\n\r\nx",
        b"Message-ID: <" + b"a" * 5000 + b">\r\nReferences: " + b"<a@b> " * 5000 + b"\r\n\r\nx",
        b"To: " + b"a@b.test, " * 20_000 + b"\r\n\r\nx",
    ):
        began = perf_counter()
        found = parsed(raw, NOW)
        assert len(found.head.to) <= 100
        assert len(found.head.references) <= 60
        assert found.head.at <= NOW
        assert perf_counter() - began < 5
    assert parsed(b"Subject: a\r\nSubject: b\r\n\r\nx", NOW).head.subject == "a"


def nested(times: int, lines: int = 1) -> bytes:
    parts = (
        f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n" for number in range(times)
    )
    return b"Subject: Deep\r\n" + "".join(parts).encode() + b"\r\n" + b"x\r\n" * lines


def test_of_parts_in_parts_without_end_the_head_is_kept() -> None:
    for raw in (nested(1200), nested(150, 100_000)):
        found = parsed(raw, NOW)
        assert (found.head.subject, found.text, found.cut) == ("Deep", "", True)
    found = parsed(nested(20), NOW)
    assert (found.head.subject, found.cut) == ("Deep", False)


def test_names_and_headers_fit() -> None:
    long = b"a" * 5000
    raw = (
        b"Message-ID: <a\x00b@shop.test>\r\nReferences: <c\x01@d> <e@f>\r\nSubject: "
        + b"=?a?q?" * 30_000
        + b"\r\nContent-Type: multipart/mixed; boundary=a; x="
        + b'";' * 200_000
        + b"\r\n\r\n--a\r\nContent-Type: application/"
        + long
        + b"\r\nContent-Disposition: attachment\r\n\r\nx\r\n--a--\r\n"
    )
    found = parsed(raw, NOW)
    assert (found.head.message_id, found.head.references) == ("", ["e@f"])
    assert [len(one.name) for one in found.files] == [200]
    assert len(found.head.subject) <= 300


def test_long_and_strange_texts_take_no_time() -> None:
    texts = (">" * 20_000, "On " * 6_000, " " * 20_000, "x\n\n\n" * 5_000, ("2020" + "@" * 290 + "\n") * 600)
    began = perf_counter()
    for text in texts:
        fresh_of(text)
    assert perf_counter() - began < 3


def test_a_letter_is_known_by_what_its_copies_share() -> None:
    one = head_of(letter(), NOW)
    assert head_of(b"Received: elsewhere\r\n" + letter(), NOW).key == one.key
    # Another's letter under the same Message-ID is another letter.
    assert head_of(letter(sender="thief@else.test"), NOW).key != one.key


def test_files_have_names_without_paths() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nSee.\r\n"
        b"--a\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="../../etc/offer.pdf"\r\n\r\n'
        b"%PDF\r\n--a--\r\n"
    )
    found = parsed(raw, NOW)
    assert (found.text, [one.name for one in found.files]) == ("See.", [".._.._etc_offer.pdf"])


def test_who_reads_words() -> None:
    nobody = Relation(own=False, of_deal=False, leads=False)
    assert not reads(nobody, private=False)
    assert reads(Relation(own=True, of_deal=False, leads=False), private=True)
    for relation in (Relation(False, True, False), Relation(False, False, True)):
        assert reads(relation, private=False)
        assert not reads(relation, private=True)


def test_servers_and_patience() -> None:
    assert is_host("imap.example.com")
    assert not any(map(is_host, ("", "a b", "x/y", "user@host", "-a", "[::1]")))
    assert port_fits(993, False)
    assert not port_fits(6379, False)
    assert port_fits(6379, True)
    assert security_fits("tls", False)
    assert not security_fits("plain", False)
    pauses = [pause(times) for times in range(1, 30)]
    assert pauses == sorted(pauses)
    assert pauses[-1].total_seconds() == 6 * 3600
    assert retry(1)
    assert retry(8) is None


def test_so_much_is_held_at_once() -> None:
    assert fitting([], 10) == 0
    assert fitting([30], 10) == 1
    assert fitting([3, 3, 3, 3], 10) == 3
    assert fitting([11, 1], 10) == 1
