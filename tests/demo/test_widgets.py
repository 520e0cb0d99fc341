"""The slide widgets in a real browser, on a page that knows nothing of Krug, and on one that does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import CHROMIUM, QUIET, ROOT

BUILT = ROOT / "krug/site/static/built/slides/krug"
PAGE = """<!doctype html><html lang="ru"><title>Слайд</title><main><h1>Слайд</h1>
<krug-choice question="one" label="Одно"><option value="a">А</option>
<option value="b">Б</option></krug-choice>
<krug-choice question="many" label="Много" multiple><option value="x">Икс</option>
<option value="y">Игрек</option></krug-choice>
<krug-slider question="share" label="Доля" min="0" max="100" step="5" unit="%"></krug-slider>
<krug-rating question="clear" label="Понятно" max="5"></krug-rating>
<krug-text question="doubts" label="Сомнения" placeholder="Например"></krug-text>
<krug-go to="dosing">К дозам</krug-go></main></html>"""
HEAR = """() => { window.heard = []; for (const type of ["krug-answer", "krug-go"])
  document.addEventListener(type, (event) => heard.push(event.detail)); }"""
# The application's side of contract/slides.md, as far as a widget sees it.
AROUND = """() => { const listeners = []; window.sent = [];
  window.krug = { answer: (...told) => sent.push(told), go: (to) => sent.push(to),
    on: (_event, heard) => listeners.push(heard) };
  window.show = (message) => listeners.forEach((heard) => heard(message)); }"""

pytestmark = pytest.mark.xdist_group("widgets")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1024, "height": 1400}, has_touch=True)
    opened.set_content(PAGE)
    opened.evaluate(HEAR)
    yield opened
    opened.close()


def start(page: Page) -> None:
    page.add_style_tag(path=BUILT / "widgets.css")
    page.add_script_tag(path=BUILT / "widgets.js")


def heard(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate("heard")
    return found


def test_weigh_less_than_8_kb_packed():
    import gzip

    assert len(gzip.compress(Path(BUILT / "widgets.js").read_bytes())) < 8_000


def test_a_choice_is_saved_at_a_touch_and_by_arrows(page: Page):
    start(page)
    page.get_by_role("radio", name="А", exact=True).tap()
    page.keyboard.press("ArrowDown")
    assert heard(page) == [
        {"question": "one", "kind": "choice", "value": "a", "text": "А"},
        {"question": "one", "kind": "choice", "value": "b", "text": "Б"},
    ]


def test_several_choices_are_one_answer(page: Page):
    start(page)
    for name in ("Игрек", "Икс", "Икс"):
        page.get_by_role("checkbox", name=name).click()
    assert [one["value"] for one in heard(page)] == [["y"], ["y", "x"], ["y"]]


def test_a_slider_answers_nothing_before_it_is_touched(page: Page):
    start(page)
    slider = page.get_by_role("slider", name="Доля")
    assert slider.get_attribute("aria-valuetext") == "ещё не выбрано"
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("heard.length === 1")
    assert heard(page) == [{"question": "share", "kind": "slider", "value": 55}]
    assert slider.get_attribute("aria-valuetext") == "55\u00a0%"


def test_a_press_where_the_slider_waits_is_an_answer(page: Page):
    start(page)
    page.get_by_role("slider", name="Доля").click()
    assert heard(page) == [{"question": "share", "kind": "slider", "value": 50}]


def test_stars_are_saved_and_named(page: Page):
    start(page)
    page.get_by_role("radio", name="4 из 5").click()
    assert heard(page) == [{"question": "clear", "kind": "rating", "value": 4, "text": "4 из 5"}]


def test_words_are_saved_soon_and_at_once_when_left(page: Page):
    start(page)
    field = page.get_by_role("textbox", name="Сомнения")
    field.press_sequentially("Цена")
    page.wait_for_function("heard.length > 0", timeout=2_000)
    assert heard(page)[-1] == {"question": "doubts", "kind": "text", "value": "Цена"}
    field.press_sequentially("?")
    field.blur()
    assert heard(page)[-1]["value"] == "Цена?"


def test_go_names_its_slide(page: Page):
    start(page)
    page.get_by_role("button", name="К дозам").click()
    assert heard(page) == [{"to": "dosing"}]


def test_answers_of_the_one_who_listens_are_restored(page: Page):
    page.evaluate(AROUND)
    start(page)
    page.evaluate(
        "show({language: 'ru', answers: {one: 'b', many: ['x'], share: 70, clear: 3, doubts: 'Цена'}})"
    )
    assert page.get_by_role("radio", name="Б", exact=True).is_checked()
    assert page.get_by_role("checkbox", name="Икс").is_checked()
    assert page.get_by_role("slider").input_value() == "70"
    assert page.get_by_role("radio", name="3 из 5").is_checked()
    assert page.get_by_role("textbox").input_value() == "Цена"
    page.evaluate("show({language: 'en', answers: {}})")
    assert page.locator(":checked").count() == 0
    assert page.get_by_role("textbox").input_value() == ""
    assert page.get_by_role("radio", name="3 of 5").count() == 1
    assert page.evaluate("sent") == []


def test_answers_go_to_krug(page: Page):
    page.evaluate(AROUND)
    start(page)
    page.get_by_role("radio", name="А", exact=True).click()
    page.get_by_role("button", name="К дозам").click()
    assert page.evaluate("sent") == [["one", "a", {"kind": "choice", "text": "А"}], "dosing"]


def test_what_a_slide_writes_into_a_label_stays_text(page: Page):
    start(page)
    page.evaluate("document.querySelector('krug-rating').setAttribute('label', '<img src=x onerror=boom()>')")
    assert page.get_by_text("<img src=x onerror=boom()>").count() == 1


def test_nothing_stands_in_the_way_of_anyone(page: Page):
    start(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for control in page.get_by_role("radio").all()[:2]:
        box = control.locator("..").bounding_box()
        assert box
        assert box["height"] >= 48
