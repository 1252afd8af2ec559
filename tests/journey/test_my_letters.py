"""A family in a real browser: buy, sign in by a code, see everybody, fill the next list."""

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Site
from tests.journey.test_family import accessibility_violations, pay, unique_name, write_family

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]

# An 11th scroll with three letters left: the family's order fills it, and the 12th opens again.
_OPEN_THE_11TH = """
from letters.models import Scroll
from letters.scrolls.scrolls import open_scroll, prepare_scroll
twelfth = Scroll.objects.open().get(series__is_default=True)
Scroll.objects.filter(pk=twelfth.pk).update(state=Scroll.State.PREPARED)
first = Scroll.objects.filter(series=twelfth.series).order_by("number").first().number
open_scroll(scroll=prepare_scroll(series=twelfth.series, number=first - 1, letters=3))
"""


@pytest.fixture
def nearly_full_scroll(site: Site) -> None:
    done = site.manage("shell", "-v", "0", "-c", _OPEN_THE_11TH)
    assert done.returncode == 0, done.stderr


def code_for(site: Site, email: str, seconds: float = 120) -> str:
    """Wait for the mail with the code and return it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for file in site.mails.glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",)) if email in str(mail["To"]) else None
            text = str(body.get_content()) if body else ""
            if code := re.search(r"^[A-Z0-9-]{6,}(?=\s*$)", text, re.MULTILINE):
                return code.group()
        time.sleep(0.2)
    raise AssertionError("the code did not come")


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site.url}/my-letters/")
    page.locator('input[name="email"]').fill(email)
    page.locator("main form button.button").first.click()
    page.locator('input[name="code"]').fill(code_for(site, email))
    page.locator("main form button.button").click()
    page.wait_for_url("**/my-letters/")


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("he", "phone")])
def test_family_comes_back_to_its_letters(
    open_page: OpenPage, site: Site, nearly_full_scroll: None, language: str, size: str
) -> None:
    email = f"letters-{language}@example.org"
    page = open_page("/letters/new/", language, size)
    write_family(page, email)
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    sign_in(page, site, email)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "he" else "ltr")
    expect(page.locator(".family > li")).to_have_count(3)
    expect(page.locator(".family-names li")).to_have_count(2)  # a baby is named first
    assert accessibility_violations(page) == []
    _set_a_reminder(page)
    page.locator(".family-missing button").click()
    page.wait_for_url("**/letters/new/?list=*")
    assert unique_name(email) not in page.url
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("יוסף יצחק")
    expect(page.locator('input[name="names-1-given_name"]')).to_have_value("Rivka")
    expect(page.locator('input[name="email"]')).to_have_value(email)
    page.locator('input[name="consent"]').check()
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(2)
    page.goto(f"{site.url}/my-letters/")
    expect(page.locator(".family > li")).to_have_count(3)
    expect(page.locator(".family-missing")).to_have_count(0)
    expect(page.locator(".family > li").first.locator(".family-letters > li")).to_have_count(2)
    page.locator('form[action*="logout"] button').click()
    page.goto(f"{site.url}/my-letters/")
    page.wait_for_url("**/accounts/login/**")
    _nothing_in_the_log(site, email)


def _set_a_reminder(page: Page) -> None:
    page.locator(".family-reminder a").first.click()
    assert accessibility_violations(page) == []
    page.locator('select[name="day"]').select_option("4")
    page.locator('select[name="month"]').select_option("3")
    page.locator("main form button.button").click()
    page.wait_for_url("**/my-letters/**")
    expect(page.locator(".family-reminder").first.locator("bdi")).to_have_count(2)
    assert accessibility_violations(page) == []


def _nothing_in_the_log(site: Site, email: str) -> None:
    log = site.log.read_text()
    for private in (email, unique_name(email), "Rivka"):
        assert private not in log


@pytest.mark.parametrize("language", ["en", "he"])
def test_page_of_a_family_fits_a_320_pixel_phone(
    open_page: OpenPage, site: Site, language: str
) -> None:
    email = f"narrow-{language}@example.org"
    page = open_page("/letters/new/", language, "phone")
    write_family(page, email)
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    sign_in(page, site, email)
    page.set_viewport_size({"width": 320, "height": 600})
    page.wait_for_load_state("load")  # with its stylesheets
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator(".family-reminder a").first.click()
    page.wait_for_url("**/reminder/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
