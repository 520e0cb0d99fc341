"""What it takes to write down a contact, a company, a deal, and to see a balance: by keyboard and by mouse.

Every key and click really goes into the office in Chromium and is counted on its way. Seconds are by the
keystroke-level model (Card, Moran and Newell, 1980): a key 0.28 s (an average typist's), pointing 1.10 s,
a press of the mouse 0.20 s, a hand moved between mouse and keyboard 0.40 s, a thought 1.35 s before each
unit (a command, a field, a choice). Krug's own time is not in them: nothing is waited for but what is seen.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from krug.bench.apart import installation, probe
from krug.bench.browser import chromium, served, sign_in
from krug.bench.metric import Metric
from krug.customers import numbers

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

KEY, POINT, PRESS, HOME, THINK = 0.28, 1.10, 0.20, 0.40, 1.35
SYLLABLES = ("ба", "ве", "го", "ди", "жу", "ла", "ме", "ни", "ро", "су")


@dataclass
class Hand:
    """Whoever sits there. `on_mouse`: where the right hand is."""

    page: "Page"
    keys: int = 0
    clicks: int = 0
    screens: int = 0
    moves: int = 0
    thoughts: int = 0
    on_mouse: bool = True

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", lambda _page: self._screen())

    @property
    def seconds(self) -> float:
        typed = self.keys * KEY + self.clicks * (POINT + PRESS)
        return typed + self.moves * HOME + self.thoughts * THINK

    def begin(self) -> None:
        """What was done until now was the way there, and is not counted."""
        self.keys = self.clicks = self.screens = self.moves = self.thoughts = 0

    def think(self) -> None:
        self.thoughts += 1

    def press(self, key: str) -> None:
        """`Control+k` is two keys."""
        self._reach(False)
        self.keys += key.count("+") + 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """A capital letter takes two keys."""
        self._reach(False)
        self.keys += len(text) + sum(letter.isupper() for letter in text)
        self.page.keyboard.type(text)

    def click(self, what: "Locator") -> None:
        self._reach(True)
        self.clicks += 1
        what.click()

    def sees(self, what: "Locator") -> None:
        what.wait_for()

    def dialog(self) -> None:
        """One that opens is a screen of its own."""
        self.sees(self.page.locator("dialog[open] h1"))
        self.screens += 1

    def _reach(self, mouse: bool) -> None:
        if mouse != self.on_mouse:
            self.moves += 1
        self.on_mouse = mouse

    def _screen(self) -> None:
        self.screens += 1


@dataclass(frozen=True)
class Facts:
    """What is written down."""

    name: str
    phone: str
    company: str
    tax_number: str
    owes: str


def run(quick: bool) -> list[Metric]:
    """The same for `quick`: it takes a minute at most, once the demo company is there."""
    found: list[Metric] = []
    with installation("sqlite", "slide") as environ:
        made = probe("krug.bench.demo_probe", environ)
        with served(environ) as base, chromium() as context:
            page = sign_in(context, base, made["head"], made["password"])
            for name, task in TASKS:
                page.goto(f"{base}/")
                hand = Hand(page)
                task(hand, facts(made))
                found += metrics(name, hand)
    return found


def facts(made: dict[str, Any]) -> Facts:
    """New ones each time: the company is kept."""
    chance = random.SystemRandom()
    word = "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
    nine = "77" + "".join(str(chance.randint(0, 9)) for _ in range(7))
    tax_number = next(proved for last in "0123456789" if (proved := numbers.tax_number(nine + last)))
    phone = "+7900" + "".join(str(chance.randint(0, 9)) for _ in range(7))
    return Facts(f"{word}ко Анна", phone, f"{word}фарм", tax_number, made["owes"])


def contact_by_keys(hand: Hand, facts: Facts) -> None:
    made_by_keys(hand, "новый кл", facts.name, facts.phone)


def contact_by_mouse(hand: Hand, facts: Facts) -> None:
    into(hand, "Клиенты", "Новый клиент")
    made_by_mouse(hand, {"name": facts.name, "phone": facts.phone})


def company_by_keys(hand: Hand, facts: Facts) -> None:
    made_by_keys(hand, "новая орг", facts.company, facts.tax_number)


def company_by_mouse(hand: Hand, facts: Facts) -> None:
    into(hand, "Клиенты", "Организации", "Новая организация")
    made_by_mouse(hand, {"name": facts.company, "tax_number": facts.tax_number})


def balance_by_keys(hand: Hand, facts: Facts) -> None:
    command(hand, facts.owes)
    hand.sees(hand.page.locator("#balance-title"))


def balance_by_mouse(hand: Hand, facts: Facts) -> None:
    """From the card: one click away from whoever looks at it, or none."""
    page = hand.page
    hand.think()
    hand.click(page.locator("[data-command]").first)
    hand.think()
    hand.type(facts.owes)
    hand.click(page.locator("dialog[open] .hit", has_text=facts.owes).first)
    hand.sees(page.locator("#balance-title"))


def deal_by_keys(hand: Hand, facts: Facts) -> None:
    """From anywhere: whom and for how much."""
    page = hand.page
    command(hand, "новая сд")
    hand.dialog()
    hand.think()
    hand.type(facts.owes)
    hand.sees(page.locator("dialog[open] [name=whom]").first)
    hand.press("Tab")
    hand.press("Tab")
    hand.think()
    hand.type("150000")
    hand.think()
    hand.press("Enter")
    hand.sees(page.locator("#deal h1", has_text=facts.owes))


def deal_from_card(hand: Hand, facts: Facts) -> None:
    """From the customer's card, where whoever sells to him is anyway."""
    page = hand.page
    page.locator("[data-command]").first.click()
    page.keyboard.type(facts.owes)
    # A deal may have the customer's name.
    page.locator("dialog[open] .hit[href*='/organisations/']", has_text=facts.owes).first.click()
    hand.sees(page.locator("main h1", has_text=facts.owes))
    hand.begin()
    hand.think()
    hand.click(page.locator("[aria-labelledby=deals-title] a.button", has_text="Новая сделка"))
    hand.dialog()
    hand.sees(page.locator("dialog[open] [name=what]:focus"))
    hand.think()
    hand.type("150000")
    hand.think()
    hand.press("Enter")
    hand.sees(page.locator("#deal h1", has_text=facts.owes))


def made_by_keys(hand: Hand, asked: str, name: str, more: str) -> None:
    """A new card out of the command box; the first field is its name."""
    command(hand, asked)
    hand.dialog()
    fill(hand, name, more)
    hand.think()
    hand.press("Enter")
    hand.sees(hand.page.locator("main h1", has_text=name))


def made_by_mouse(hand: Hand, values: dict[str, str]) -> None:
    """The open form filled in, field by field."""
    for field, value in values.items():
        hand.think()
        hand.click(hand.page.locator(f"dialog[open] [name={field}]"))
        hand.type(value)
    hand.think()
    hand.click(hand.page.locator("dialog[open] .dialog-end .button.primary"))
    hand.sees(hand.page.locator("main h1", has_text=values["name"]))


def command(hand: Hand, text: str) -> None:
    """Ctrl+K, a few letters, and Enter at once: it waits for what is found."""
    hand.think()
    hand.press("Control+k")
    hand.sees(hand.page.locator("#command[open]"))
    hand.think()
    hand.type(text)
    hand.press("Enter")


def fill(hand: Hand, *values: str) -> None:
    """The first fields of an open form, where the cursor stands already."""
    for number, value in enumerate(values):
        if number:
            hand.press("Tab")
        hand.think()
        hand.type(value)


def into(hand: Hand, place: str, *ways: str) -> None:
    """From the side over the page's tabs to the button that opens a form."""
    *tabs, button = ways
    page = hand.page
    hand.think()
    hand.click(page.locator(f".nav-link[title='{place}']"))
    for tab in tabs:
        hand.think()
        hand.click(page.locator("main").get_by_role("link", name=tab, exact=True).first)
    hand.think()
    hand.click(page.locator("main .page-head a.button.primary", has_text=button))
    hand.dialog()


TASKS: tuple[tuple[str, Callable[[Hand, Facts], None]], ...] = (
    ("new contact with a phone, by keyboard", contact_by_keys),
    ("new contact with a phone, by mouse", contact_by_mouse),
    ("new company with its tax number, by keyboard", company_by_keys),
    ("new company with its tax number, by mouse", company_by_mouse),
    ("a company's balance from anywhere, by keyboard", balance_by_keys),
    ("a company's balance from anywhere, by mouse", balance_by_mouse),
    ("new deal from anywhere, by keyboard", deal_by_keys),
    ("new deal from the customer's card", deal_from_card),
)


def metrics(name: str, hand: Hand) -> list[Metric]:
    return [
        Metric(f"{name}: by the keystroke-level model", hand.seconds, "s"),
        Metric(f"{name}: keys", hand.keys, ""),
        Metric(f"{name}: clicks", hand.clicks, ""),
        Metric(f"{name}: screens", hand.screens, ""),
    ]
