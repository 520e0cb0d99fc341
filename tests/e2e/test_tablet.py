"""The tablet by itself: a kill in the middle of a showing, two users of one device, every screen."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from tests.e2e import company
from tests.e2e.conftest import Server
from tests.e2e.tablet import Tablet

LOST_AT_MOST = 2.0 + 1.0  # seconds: one beat, and what the machine needs to write it
SECONDS = """
from krug.touches.queries import of_episode
from krug.touches.words import Verb
from krug.visits.models import Visit
answer([t.seconds for t in of_episode(Visit.objects.get().uid) if t.verb == Verb.SHOWN])
"""


def kill_browser(profile: Path) -> None:
    """As when the power goes: every process of the profile at once."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            line = (process / "cmdline").read_bytes().decode(errors="replace")
            if f"--user-data-dir={profile}" in line:
                os.kill(int(process.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue


def test_a_kill_loses_at_most_a_beat(
    server: Server, open_profile: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    server.python("from tests.e2e.company import make; answer(make('en'))")
    tablet = Tablet.switched_on(open_profile(locale="en-GB"), server.url, "en")
    tablet.sign_in()
    tablet.kept_for_offline()
    tablet.button("start").click()
    tablet.button("show").click()
    tablet.expect_slide("Intro")
    began = time.monotonic()
    tablet.look_at_it(7)
    shown = time.monotonic() - began
    kill_browser(tmp_path / "profile-tablet")

    context = open_profile(locale="en-GB")
    # The browser writes cookies to disk when it likes: what counts here is what the tablet kept.
    context.clear_cookies()
    tablet = Tablet.switched_on(context, server.url, "en")
    tablet.sign_in()
    tablet.page.get_by_role("link", name="Continue the visit").click()
    tablet.finish()
    tablet.expect_chip("synced")
    [seconds] = server.python(SECONDS)
    assert shown - LOST_AT_MOST <= seconds <= shown + 1


def test_another_user_on_the_same_device_sees_his_own(
    server: Server, open_profile: Callable[..., BrowserContext]
) -> None:
    server.python("from tests.e2e.company import make; answer(make('en'))")
    tablet = Tablet.switched_on(open_profile(locale="en-GB"), server.url, "en")
    tablet.sign_in()
    expect(tablet.page.locator("krug-today")).to_contain_text(company.DOCTOR, timeout=30_000)
    tablet.page.goto(f"{server.url}/tablet/#/settings")
    tablet.page.get_by_role("button", name="Sign out").click()
    tablet.page.wait_for_url("**/accounts/login/**")
    tablet.sign_in(company.STRANGER)
    tablet.expect_chip("synced")
    expect(tablet.page.locator("krug-today")).not_to_contain_text(company.DOCTOR)
    tablet.page.goto(f"{server.url}/tablet/#/customers")
    expect(tablet.page.locator("krug-customers")).to_contain_text("Your customers will be here")


def test_axe_finds_nothing(server: Server, open_profile: Callable[..., BrowserContext]) -> None:
    uids = server.python("from tests.e2e.company import make; answer(make('ru'))")
    context = open_profile(bypass_csp=True, color_scheme="dark")
    tablet = Tablet.switched_on(context, server.url, "ru")
    tablet.sign_in()
    tablet.kept_for_offline()
    for screen in ("today", "customers", f"customer/{uids['doctor']}", "needs", "settings"):
        tablet.page.goto(f"{server.url}/tablet/#/{screen}")
        expect(tablet.page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(tablet, screen)
    tablet.page.goto(f"{server.url}/tablet/#/today")
    tablet.button("start").click()
    assert_accessible(tablet, "visit")
    tablet.button("finish").click()
    expect(tablet.button("save")).to_be_visible()
    assert_accessible(tablet, "finish")


def assert_accessible(tablet: Tablet, screen: str) -> None:
    found = Axe().run(tablet.page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], screen
