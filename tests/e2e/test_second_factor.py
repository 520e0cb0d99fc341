"""A passkey in a real browser: added, then enough to sign in."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from tests.e2e import company
from tests.e2e.conftest import Server


def key_in(context: BrowserContext, page: Page) -> None:
    """A key of the device that says yes to everything."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_lets_in(
    make_server: Callable[[], Server], open_profile: Callable[..., BrowserContext]
) -> None:
    server = make_server()
    # A passkey belongs to a name, not to an address of digits.
    server.environ["KRUG_URL"] = url = f"http://localhost:{server.port}"
    server.python("from tests.e2e.company import make; answer(make('en'))")
    server.start()
    context = open_profile(locale="en-GB")
    page = context.pages[0]
    key_in(context, page)
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("E-mail").fill(company.REP)
    page.get_by_label("Password").fill(company.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/accounts/second-factor/webauthn/add/")
    page.get_by_label("Password").fill(company.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{url}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{url}/")
