"""The tablet as a person uses it, in either language."""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, TimeoutError, expect

from tests.e2e import company

WORDS = {
    "ru": {
        "synced": "Обновлено",
        "offline": "Нет сети",
        "to_send": "к отправке",
        "start": "Начать визит",
        "show": "Показать",
        "controls": "Показать управление",
        "overview": "Все слайды",
        "back": "Вернуться, где были",
        "next": "Следующий слайд",
        "like": "Нравится",
        "everyone": "Все",
        "close": "Закрыть презентацию",
        "finish": "Завершить",
        "result": "Есть интерес",
        "step": "Принести исследование",
        "save": "Завершить визит",
        "add": "Добавить слушателя",
        "done": "Проведены",
        "ready": "можно показывать",
        "draft": "Понравилось: «Dose»",
    },
    "en": {
        "synced": "Synced",
        "offline": "Offline",
        "to_send": "to send",
        "start": "Start the visit",
        "show": "Show",
        "controls": "Show the controls",
        "overview": "All slides",
        "back": "Back to where you were",
        "next": "Next slide",
        "like": "Like",
        "everyone": "Everyone",
        "close": "Close the presentation",
        "finish": "Finish",
        "result": "Interested",
        "step": "Bring the study",
        "save": "Finish the visit",
        "add": "Add a listener",
        "done": "Done",
        "ready": "ready to show",
        "draft": "Liked: “Dose”",
    },
}


@dataclass
class Tablet:
    page: Page
    url: str
    language: str

    @classmethod
    def switched_on(cls, context: BrowserContext, url: str, language: str) -> "Tablet":
        page = context.pages[0] if context.pages else context.new_page()
        return cls(page, url, language)

    def word(self, name: str) -> str:
        return WORDS[self.language][name]

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.word(name), exact=True)

    def open(self) -> None:
        self.page.goto(f"{self.url}/tablet/")

    def sign_in(self, email: str = company.REP) -> None:
        self.open()
        self.page.wait_for_url("**/accounts/login/**")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", company.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(r"^[^?]+/tablet/"))

    def chip(self) -> Locator:
        return self.page.locator("krug-sync-chip button")

    def expect_draft(self) -> None:
        """The note of the finish tells what was liked before anybody has typed."""
        note = self.page.locator("krug-finish textarea")
        expect(note).to_have_value(re.compile(re.escape(self.word("draft"))))

    def expect_chip(self, name: str) -> None:
        # What is seen: readers are told beside it when the last sync was, whatever waits now.
        seen = self.page.locator("krug-sync-chip [role=status]")
        expect(seen).to_contain_text(self.word(name), timeout=30_000)

    def kept_for_offline(self) -> None:
        """Waits until the shell's worker stands and every file of the decks is here."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.expect_chip("synced")
        expect(self.page.locator("krug-today-side")).to_contain_text(self.word("ready"), timeout=60_000)

    def slide(self) -> FrameLocator:
        return self.page.frame_locator("krug-player iframe.front")

    def expect_slide(self, title: str) -> None:
        expect(self.slide().locator("h1")).to_have_text(title)

    def look_at_it(self, seconds: float) -> None:
        """The slide on the screen has been seen for so long."""
        self.page.wait_for_function(
            "(ms) => performance.now() - performance.getEntriesByName('krug:painted').at(-1)?.startTime > ms",
            arg=1000 * seconds,
        )

    def finish(self) -> None:
        """The two taps that end a visit; back on Today its entries wait to be sent, or are."""
        self.button("finish").click()
        self.page.get_by_role("radio", name=self.word("result")).click()
        self.button("save").click()
        self.page.wait_for_url("**/tablet/#/today")

    def press(self, name: str) -> None:
        """One of the player's own buttons by its word: the edge first, as a finger would."""
        self.press_named(self.word(name), exact=True)

    def press_named(self, name: str, exact: bool = False) -> None:
        target = self.page.locator("krug-controls").get_by_role("button", name=name, exact=exact)
        for _ in range(8):
            # The controls hide by themselves: a slow machine may miss them, a finger would tap again.
            self.page.locator("krug-player .edge").dispatch_event("click")
            try:
                return target.click(timeout=4_000)
            except TimeoutError:
                continue
        return target.click()

    def jump(self, title: str) -> None:
        self.press("overview")
        self.page.locator("krug-overview").get_by_role("button", name=re.compile(title)).click()
        self.expect_slide(title)
