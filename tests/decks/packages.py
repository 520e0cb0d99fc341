"""Packages made for tests, in memory."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

PAGE = (
    "<!doctype html><html lang='ru'><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
)


def page(title: str, more: str = "") -> str:
    return PAGE.format(title=title).replace("</body>", f"{more}</body>")


def packed(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, content in files.items():
            # Not of this moment: the same package made twice is the same, whatever the clock says between.
            info = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    out.seek(0)
    return out


def manifest(**changes: Any) -> dict[str, Any]:
    slides = [
        {
            "key": "intro",
            "title": "Зачем",
            "file": "01/index.html",
            "mandatory": True,
            "minutes": 0.5,
            "next": [{"to": "dose"}],
        },
        {"key": "dose", "title": "Дозы", "file": "02.html#two"},
    ]
    return {"krug": 1, "title": "Кардионорм", "language": "ru", "slides": slides} | changes


def with_manifest(text: dict[str, Any] | str | bytes | None = None, **more: str | bytes) -> io.BytesIO:
    text = manifest() if text is None else text
    body = json.dumps(text, ensure_ascii=False) if isinstance(text, dict) else text
    return packed({"krug.json": body, "01/index.html": page("Зачем"), "02.html": page("Дозы"), **more})
