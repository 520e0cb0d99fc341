"""From the finger to the painted slide: p95 over the demo deck, the processor slowed down four times."""

from typing import TYPE_CHECKING

from krug.bench.apart import installation, probe
from krug.bench.browser import chromium, p95, served, sign_in, until
from krug.bench.metric import Metric

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOAL = 100.0
SLOWER = 4
LOOK_MS = 1500  # a listener looks at a slide for a moment at least; its neighbours load meanwhile
WATCH = """
  window.krugInputs = [];
  addEventListener('keydown', (e) => window.krugInputs.push(performance.timeOrigin + e.timeStamp), true);
"""
PAINTED = """() => performance.getEntriesByName('krug:painted')
  .map((mark) => [performance.timeOrigin + mark.startTime, mark.detail])"""


def run(quick: bool) -> list[Metric]:
    with installation("sqlite", "slide") as environ:
        made = probe("krug.bench.slide_probe", environ)
        with served(environ) as base, chromium() as context:
            context.add_init_script(WATCH)
            page = sign_in(context, base, made["email"], made["password"])
            page.goto(f"{base}/tablet/#/preview/{made['deck']}")
            until(page, "performance.getEntriesByName('krug:painted').length > 0")
            slow = context.new_cdp_session(page)
            slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.wait_for_timeout(LOOK_MS)
            cold = walk(page, "ArrowRight")
            keys = ["ArrowLeft", "ArrowRight"] * (1 if quick else 3)
            warm = [seen for key in keys for seen in walk(page, key)]
    return [metric("cold", cold), metric("warm", warm)]


def metric(name: str, seen: list[tuple[float, str]]) -> Metric:
    value = p95([ms for ms, _slide in seen])
    heaviest = max(seen)[1]
    label = f"input to painted slide, p95, {SLOWER}× slower CPU, {name} (heaviest: {heaviest})"
    return Metric(label, value, "ms", f"< {GOAL:g}", value < GOAL)


def walk(page: "Page", key: str) -> list[tuple[float, str]]:
    """Presses the key until the deck's end in that direction: a branch may lead past a slide."""
    steps: list[tuple[float, str]] = []
    while (seen := step(page, key)) is not None:
        steps.append(seen)
    return steps


def step(page: "Page", key: str) -> tuple[float, str] | None:
    """(ms, slide's key) of one key press, from the event's own time to the second frame after the change."""
    before = len(page.evaluate(PAINTED))
    page.keyboard.press(key)
    page.wait_for_timeout(LOOK_MS)
    marks = page.evaluate(PAINTED)
    inputs = [at for frame in page.frames for at in frame.evaluate("(window.krugInputs || []).splice(0)")]
    if len(marks) == before:
        return None
    painted, slide = marks[-1]
    return painted - max(inputs), slide
