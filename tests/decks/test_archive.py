"""Hostile and odd archives: each is refused with its reason, or read as its author meant it."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from krug.decks.errors import REASONS, PackageRefused
from krug.decks.packages.archive import Files, Limits, unpack
from tests.decks.packages import packed

SMALL = Limits(packed=2_000_000, unpacked=3_000_000, file=1_000_000, entries=20, ratio=50, ratio_from=10_000)


def refusal(package: io.BytesIO, folder: Path, limits: Limits = SMALL) -> PackageRefused:
    with pytest.raises(PackageRefused) as caught:
        unpack(package, folder, limits)
    return caught.value


def entry(
    name: str, body: bytes = b"x", change: Callable[[zipfile.ZipInfo], None] | None = None
) -> io.BytesIO:
    info = zipfile.ZipInfo(name)
    if change:
        change(info)
    return packed_infos([(info, body)])


def packed_infos(infos: list[tuple[zipfile.ZipInfo, bytes]]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info, body in infos:
            archive.writestr(info, body)
    out.seek(0)
    return out


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.html", "outside"),
        ("a/../../evil.html", "outside"),
        ("a\\..\\..\\evil.html", "outside"),
        ("/etc/passwd", "absolute"),
        ("\\\\server\\share\\x.html", "absolute"),
        ("C:\\Windows\\x.html", "absolute"),
        ("c:x.html", "absolute"),
        ("a/b\x07.html", "bad_name"),
        ("a/con.html", "bad_name"),
        ("a/x.html ", "bad_name"),
        ("a/evil\u202elmth.js", "bad_name"),
        ("a" * 301 + ".html", "name_too_long"),
        ("/".join("a" * 21) + ".html", "name_too_long"),
        ("setup.exe", "executable"),
        ("run.BAT", "executable"),
        ("shell.php", "executable"),
    ],
)
def test_names_that_lead_astray(tmp_path: Path, name: str, reason: str) -> None:
    refused = refusal(entry(name), tmp_path)
    assert refused.reason == reason
    assert refused.where["entry"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"MZ\x90\x00" + b"\0" * 60, "logo.png"),
        (b"\x7fELF" + b"\0" * 60, "data"),
        (b"<?php echo 1;", "a.html"),
    ],
)
def test_a_program_under_another_name(tmp_path: Path, body: bytes, path: str) -> None:
    assert refusal(entry(path, body), tmp_path).reason == "executable"


def test_text_may_begin_like_a_program(tmp_path: Path) -> None:
    assert unpack(entry("notes.txt", b"MZ is a nice pair of letters"), tmp_path, SMALL)


@pytest.mark.parametrize(
    ("mode", "reason"),
    [(stat.S_IFLNK, "link"), (stat.S_IFIFO, "special_file"), (stat.S_IFCHR, "special_file")],
)
def test_what_is_neither_file_nor_folder(tmp_path: Path, mode: int, reason: str) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.external_attr = (mode | 0o777) << 16

    assert refusal(entry("a.html", b"/etc/passwd", change), tmp_path).reason == reason


def test_two_names_that_differ_in_case(tmp_path: Path) -> None:
    refused = refusal(packed({"a/Index.html": "x", "a/index.html": "y"}), tmp_path)
    assert (refused.reason, refused.where["value"]) == ("twice", "a/Index.html")


def test_one_name_twice(tmp_path: Path) -> None:
    twice = packed_infos([(zipfile.ZipInfo("a.html"), b"x"), (zipfile.ZipInfo("./a.html"), b"y")])
    assert refusal(twice, tmp_path).reason == "twice"


def test_a_file_that_is_a_folder_too(tmp_path: Path) -> None:
    assert refusal(packed({"a": "x", "A/b.html": "y"}), tmp_path).reason == "file_and_folder"


def test_a_bomb(tmp_path: Path) -> None:
    refused = refusal(packed({"index.html": "x", "zeros.txt": b"\0" * 900_000}), tmp_path)
    assert (refused.reason, refused.where["entry"]) == ("bomb", "zeros.txt")


def test_many_files_that_are_large_together(tmp_path: Path) -> None:
    import random

    noise = random.Random(1).randbytes(500_000)
    limits = Limits(packed=9_000_000, unpacked=3_000_000, file=1_000_000, entries=20)
    files: dict[str, str | bytes] = {f"{n}.bin": noise for n in range(7)}
    assert refusal(packed(files), tmp_path, limits).reason == "unpacks_too_large"


def test_one_file_too_large(tmp_path: Path) -> None:
    assert refusal(packed({"a.bin": b"ab" * 600_000}), tmp_path).reason == "file_too_large"


def test_a_package_too_large(tmp_path: Path) -> None:
    assert refusal(packed({"a.bin": b"a" * 99}), tmp_path, Limits(packed=50)).reason == "package_too_large"


def test_too_many_files(tmp_path: Path) -> None:
    assert refusal(packed({f"{n}.txt": "" for n in range(21)}), tmp_path).reason == "too_many_files"


def test_a_directory_of_millions_is_not_even_read(tmp_path: Path) -> None:
    whole = bytearray(packed({"a.html": "x"}).getvalue())
    end = whole.rfind(b"PK\x05\x06")
    struct.pack_into("<I", whole, end + 12, 0x7FFFFFFF)
    assert refusal(io.BytesIO(bytes(whole)), tmp_path).reason == "too_many_files"


def lying(stated: int, body: bytes) -> io.BytesIO:
    """One deflated file whose size is stated wrongly in both places."""
    data = bytearray(packed({"a.txt": body}).getvalue())
    central = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, 22, stated)
    struct.pack_into("<I", data, central + 24, stated)
    return io.BytesIO(bytes(data))


def test_a_size_stated_too_small(tmp_path: Path) -> None:
    assert refusal(lying(10, b"abcdefgh" * 1000), tmp_path).reason in ("damaged", "size_differs")


def test_a_size_stated_too_large(tmp_path: Path) -> None:
    assert refusal(lying(5_000, b"abc"), tmp_path).reason == "size_differs"


def test_entries_that_share_their_bytes(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": "a" * 200, "b.txt": "b" * 200}, zipfile.ZIP_STORED).getvalue())
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 20)
    assert refusal(io.BytesIO(bytes(data)), tmp_path).reason == "overlap"


def test_a_damaged_file(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": "hello " * 50}, zipfile.ZIP_STORED).getvalue())
    data[60] ^= 0xFF
    refused = refusal(io.BytesIO(bytes(data)), tmp_path)
    assert (refused.reason, refused.where["entry"]) == ("damaged", "a.txt")


def test_an_encrypted_archive(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": "secret"}).getvalue())
    struct.pack_into("<H", data, 6, 1)
    struct.pack_into("<H", data, data.rfind(b"PK\x01\x02") + 8, 1)
    assert refusal(io.BytesIO(bytes(data)), tmp_path).reason == "encrypted"


def test_packing_that_browsers_do_not_make(tmp_path: Path) -> None:
    assert refusal(packed({"a.txt": "x" * 99}, zipfile.ZIP_LZMA), tmp_path).reason == "packing"


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"\x89PNG\r\n\x1a\n" + b"\0" * 90, b"Rar!\x1a\x07" + b"\0" * 90]
)
def test_what_is_no_zip(tmp_path: Path, body: bytes) -> None:
    assert refusal(io.BytesIO(body), tmp_path).reason == "not_zip"


def test_a_cut_archive(tmp_path: Path) -> None:
    whole = packed({"a.txt": "x" * 5000, "b.txt": "y" * 5000}).getvalue()
    assert refusal(io.BytesIO(whole[: len(whole) - 30]), tmp_path).reason == "not_zip"


def names(package: io.BytesIO, folder: Path) -> list[str]:
    found: Files = unpack(package, folder, SMALL)
    return sorted(found)


def raw_name(name: bytes, extra: bytes = b"") -> io.BytesIO:
    """An archive whose only file has this very name, with no word about its encoding."""
    info = zipfile.ZipInfo("n" * len(name))
    info.extra = extra
    data = packed_infos([(info, b"x")]).getvalue().replace(b"n" * len(name), name)
    return io.BytesIO(data)


def test_backslashes_are_slashes(tmp_path: Path) -> None:
    assert names(packed({"slides\\01\\index.html": "x", "krug.json": "{}"}), tmp_path) == [
        "krug.json",
        "slides/01/index.html",
    ]


@pytest.mark.parametrize("encoding", ["cp866", "utf-8"])
def test_russian_names(tmp_path: Path, encoding: str) -> None:
    assert names(raw_name("Слайд № 1.html".replace("№", "N").encode(encoding)), tmp_path) == [
        "Слайд N 1.html"
    ]


def test_a_name_said_again_in_unicode(tmp_path: Path) -> None:
    raw = "Ёж.html".encode("cp1251")
    body = struct.pack("<BI", 1, zlib.crc32(raw)) + "Ёж.html".encode()
    assert names(raw_name(raw, struct.pack("<HH", 0x7075, len(body)) + body), tmp_path) == ["Ёж.html"]


def test_a_folder_around_the_deck_is_left_out(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "deck v2/final/index.html": "x",
        "deck v2/final/css/a.css": "y",
        "__MACOSX/deck v2/._x": "z",
        "deck v2/.DS_Store": "z",
    }
    assert names(packed(files), tmp_path) == ["css/a.css", "index.html"]


def test_every_reason_has_words() -> None:
    for reason in REASONS:
        assert str(PackageRefused(reason, "a.html", 7)).startswith(str(REASONS[reason]))
