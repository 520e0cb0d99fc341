"""From the finger to the painted slide: p95 over the demo deck, all of the page slowed down four times."""

from typing import TYPE_CHECKING

from krug.bench.apart import installation, probe
from krug.bench.browser import chromium, p95, served, sign_in, until
from krug.bench.metric import Metric

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Frame, Page

GOAL = 100.0
SLOWER = 4
OPENINGS = 6  # each in a browser of its own: with fewer, p95 would be the worst press
LOOK_MS = 1500  # a listener looks at a slide for a moment at least; its neighbours load meanwhile
WATCH = """
  window.krugInputs = [];
  addEventListener('keydown', (e) => window.krugInputs.push(performance.timeOrigin + e.timeStamp), true);
"""
PAINTED = """() => performance.getEntriesByName('krug:painted')
  .map((mark) => [performance.timeOrigin + mark.startTime, mark.detail])"""

Seen = list[tuple[float, str]]


def run(quick: bool) -> list[Metric]:
    cold: Seen = []
    warm: Seen = []
    with installation("sqlite", "slide") as environ:
        made = probe("krug.bench.demo_probe", environ)
        with served(environ) as base:
            for _ in range(1 if quick else OPENINGS):
                with chromium() as context:
                    page = opened(context, base, made)
                    cold += walk(page, "ArrowRight")
                    warm += walk(page, "ArrowLeft") + walk(page, "ArrowRight")
    return [metric("cold", cold), metric("warm", warm)]


def opened(context: "BrowserContext", base: str, made: dict[str, str]) -> "Page":
    """The deck's first slide in a browser that has never shown one, its neighbour loading beside it."""
    context.add_init_script(WATCH)
    page = sign_in(context, base, made["email"], made["password"])
    page.goto(f"{base}/tablet/#/preview/{made['deck']}")
    until(page, "performance.getEntriesByName('krug:painted').length > 0")
    # Slides run in a process of their own, which the page's session does not slow down.
    targets: list[Page | Frame] = [page, *page.frames[1:]]
    for one in targets:
        context.new_cdp_session(one).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.wait_for_timeout(LOOK_MS)
    return page


def metric(name: str, seen: Seen) -> Metric:
    value = p95([ms for ms, _slide in seen])
    worst, slide = max(seen)
    label = f"input to painted slide, {SLOWER}× slower CPU, {name}, p95 of {len(seen)} presses"
    label += f" (worst: {slide}, {worst:.0f} ms)"
    return Metric(label, value, "ms", f"< {GOAL:g}", value < GOAL)


def walk(page: "Page", key: str) -> Seen:
    """Presses the key until the deck's end in that direction: a branch may lead past a slide."""
    steps: Seen = []
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
