"""A family's whole story in a real browser: buy, lose the mail, find again, correct, delete."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Site
from tests.journey.test_by_post import look_at
from tests.journey.test_family import accessibility_violations, pay, unique_name, write_family
from tests.journey.test_my_letters import code_for, sign_in
from tests.journey.test_privacy import link_in_mail
from tests.journey.test_second_factor import open_with_key

__all__ = ["open_with_key"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]
_CHECKS = """
SELECT certificate.check_token, certificate.revision FROM letters_certificate certificate
JOIN payments_orderline line ON line.inscription_id = certificate.inscription_id
JOIN payments_order placed ON placed.id = line.order_id
WHERE placed.email = %s ORDER BY line.position LIMIT 1
"""


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("he", "phone")])
def test_a_family_loses_its_mail_and_finds_its_letters_again(
    open_page: OpenPage, site: Site, language: str, size: str
) -> None:
    email = f"story-{language}@example.org"
    page = open_page("/letters/new/", language, size)
    write_family(page, email)
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    bought = page.url
    sheet = _first_sheet(site, email)
    # Another day, another device: nothing is left but the address and the printed sheet.
    page = open_page("/find/links/", language, size)
    page.locator('input[name="email"]').fill(email)
    page.locator("main form button.button").click()
    page.wait_for_url("**sent=1")
    _see(page, f"links-sent-{language}")
    page.goto(link_in_mail(site, email, r"http\S+/orders/[^/\s]+/(?=\s)", subject=_LINKS))
    assert page.url == bought
    expect(page.locator(".reveal > li")).to_have_count(3)
    _correct(page, site, sheet, language)
    _delete(page, site, email, language)
    for address in (bought, sheet, f"{sheet}?revision=2"):
        answer = page.goto(address)
        assert answer
        assert answer.status == 410
        assert unique_name(email) not in page.content()
    log = site.log.read_text()
    assert email not in log
    assert unique_name(email) not in log


_LINKS = "All your letters|כל האותיות"


def _first_sheet(site: Site, email: str) -> str:
    """What the QR code of the first certificate says, as it was printed first."""
    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        row = connection.execute(_CHECKS, [email]).fetchone()
    assert row
    assert row[1] == 1
    return f"{site.url}/c/{row[0]}/"


def _correct(page: Page, site: Site, sheet: str, language: str) -> None:
    """Correct a name: the new sheet is a revision, and the old one says that it doesn't count."""
    order = page.url
    page.goto(sheet)
    outdated = "out of date" if language == "en" else "אינו מעודכן"
    expect(page.locator("h1")).not_to_contain_text(outdated)
    page.goto(order)
    page.locator('.reveal > li a[href*="/names/"]').first.click()
    _see(page, f"correct-{language}")
    page.locator('input[name="given_name"]').fill("Yosef Zusha")
    page.locator("#name button.button").last.click()
    page.wait_for_url("**corrected=1*")
    expect(page.locator(".reveal > li").first).to_contain_text("Yosef Zusha")
    _see(page, f"corrected-{language}")
    page.goto(sheet)
    expect(page.locator("h1")).to_contain_text(outdated)
    expect(page.locator(".notice")).to_contain_text("2")
    _see(page, f"old-sheet-{language}")
    page.goto(f"{sheet}?revision=2")
    expect(page.locator("h1")).not_to_contain_text(outdated)
    assert "Zusha" not in page.content()


def _delete(page: Page, site: Site, email: str, language: str) -> None:
    sign_in(page, site, email)
    expect(page.locator(".family > li")).to_have_count(3)
    _see(page, f"my-letters-{language}")
    page.goto(f"{site.url}/my-letters/delete/")
    page.locator(".radio-option input").last.check()
    _see(page, f"delete-{language}")
    page.locator("main form button.button").click()
    page.wait_for_url("**sent=1")
    page.goto(link_in_mail(site, email, r"http\S+/privacy/deletions/\S+"))
    _see(page, f"deletion-{language}")
    page.locator("main form button.button").click()
    expect(page.locator("#erasure form, #erasure[hx-get]")).to_have_count(0, timeout=60_000)


def _see(page: Page, name: str) -> None:
    assert accessibility_violations(page) == []
    look_at(page, name)


def test_a_buyer_adds_a_passkey_and_comes_back_by_it(
    open_with_key: Callable[[str], Page], site: Site
) -> None:
    email = "passkey-buyer@example.org"
    page = open_with_key("/letters/new/")
    write_family(page, email)
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    page = open_with_key("/my-letters/")
    page.locator('input[name="email"]').fill(email)
    page.locator("main form button.button").first.click()
    page.locator('input[name="code"]').fill(code_for(site, email))
    page.locator("main form button.button").click()
    page.wait_for_url("**/my-letters/")
    page.locator('a[href*="webauthn"]').first.click()
    # The button does nothing before the page's scripts have run.
    page.wait_for_url("**/2fa/webauthn/add/**", wait_until="load")
    assert accessibility_violations(page) == []
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("/2fa/(recovery-codes/|webauthn/$)|/my-letters/"))
    page.context.clear_cookies()
    page = open_with_key("/my-letters/")
    assert urlsplit(page.url).path != "/my-letters/"
    page.locator("#passkey_login").click()
    page.wait_for_url("**/my-letters/")
    expect(page.locator(".family > li")).to_have_count(3)
