"""For whoever changes a demo deck: draws the slides' thumbnails again, 400 × 300, with a local Chromium.

    python -m krug.demo.thumbs /usr/bin/chromium

Needs the development requirements and built slide scripts; writes thumb.png beside each slide.
"""

import functools
import http.server
import json
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import Any

BUILT = Path(__file__).parent.parent / "site/static/built/slides/krug"
STAGE = {"width": 1200, "height": 900}
SIZE = (400, 300)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """The server of one run says nothing."""


def draw(browser: Any, packed: Any, target: Path) -> None:
    """Thumbnails of the slides that `target` (a source folder) holds, out of a whole package."""
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(packed).extractall(folder)
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Quiet, directory=folder)
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            for slide in json.loads((Path(folder) / "krug.json").read_text())["slides"]:
                if (target / slide["file"]).exists():
                    _shoot(
                        browser,
                        f"http://127.0.0.1:{server.server_port}/{slide['file']}",
                        target / slide["thumb"],
                    )
        finally:
            server.shutdown()


def _shoot(browser: Any, address: str, thumb: Path) -> None:
    from PIL import Image

    page = browser.new_page(viewport=STAGE, reduced_motion="reduce")
    page.goto(address)
    page.add_style_tag(path=BUILT / "widgets.css")
    page.add_script_tag(path=BUILT / "widgets.js")
    page.wait_for_function("document.fonts.status === 'loaded'")
    with tempfile.NamedTemporaryFile(suffix=".png") as shot:
        page.screenshot(path=shot.name)
        # 64 colours are plenty for a small picture and a fifth of the bytes.
        Image.open(shot.name).convert("RGB").resize(SIZE).quantize(64).save(thumb, optimize=True)
    page.close()


def main(chromium: str) -> None:
    from playwright.sync_api import sync_playwright

    from krug.demo import packages

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        draw(browser, packages.cardionorm(), packages.DECK)
        draw(browser, packages.cardionorm_first(), packages.FIRST)
        draw(browser, packages.allergy(), packages.ALLERGY)
        browser.close()


if __name__ == "__main__":
    import django

    django.setup()
    main(sys.argv[1])
