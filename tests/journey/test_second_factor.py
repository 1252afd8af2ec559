"""The second factor in a real browser: a passkey opens the admin."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journey.conftest import PATIENCE, SIZES, Site
from tests.journey.test_family import accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

_ACCOUNT = """
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
user = User.objects.create_superuser("passkey", "passkey@example.org")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


@pytest.fixture
def open_with_key(browser: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """Open a page in a browser with a virtual authenticator that always confirms.

    A passkey belongs to a name, not to a number: the site is called localhost here.
    """
    context: BrowserContext = browser.new_context(viewport=SIZES["phone"], locale="en")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def opened(path: str) -> Page:
        page.goto(f"http://localhost:{urlsplit(site.url).port}{path}")
        return page

    yield opened
    context.close()


def test_passkey_opens_the_admin_now_and_the_next_time(
    open_with_key: Callable[[str], Page], site: Site
) -> None:
    assert site.manage("shell", "-v", "0", "-c", _ACCOUNT).returncode == 0
    page = open_with_key("/admin/")
    page.locator("#id_email").fill("passkey@example.org")
    page.get_by_role("button", name="Send me a code").click()
    body = site.mail_to("passkey@example.org").get_body(("plain",))
    text = body.get_content() if body else ""
    code = re.search(r"^[A-Z0-9-]{6,}(?=\s*$)", text, re.MULTILINE)
    assert code is not None, text
    page.locator("#id_code").fill(code.group())
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/2fa/")
    assert accessibility_violations(page) == []
    page.get_by_role("link", name="Add a passkey").click()
    # The button does nothing before the page's scripts have run.
    page.wait_for_url("**/2fa/webauthn/add/", wait_until="load")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("/2fa/(recovery-codes/|webauthn/$)"))
    expect(open_with_key("/admin/").locator("body")).to_contain_text("Scrolls")
    page.context.clear_cookies()
    page = open_with_key("/admin/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/admin/")
    expect(page.locator("body")).to_contain_text("Scrolls")
