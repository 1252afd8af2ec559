"""What a shliach has typed when the session ends: nothing of it is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journey.conftest import PATIENCE, SIZES, Site
from tests.journey.member_sessions import member_sessions

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LIST = "Given name\tMother\tSon or daughter\n{}\tChana\tson\n"


@pytest.fixture(scope="session")
def session(site: Site) -> str:
    return member_sessions(site, "signed-out", "shliach")["signed-out"]


@pytest.fixture
def context(browser: Browser, site: Site, session: str) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZES["desktop"], locale="en")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    sign_in(context, site, session)
    yield context
    context.close()


def sign_in(context: BrowserContext, site: Site, session: str) -> None:
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])


def sign_out(context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")


def open_list(context: BrowserContext, site: Site, given: str) -> Page:
    """A list of one name; the same text again would be the same list."""
    page = context.new_page()
    page.goto(f"{site.url}/shluchim/signed-out/lists/")
    page.locator('textarea[name="text"]').fill(LIST.format(given))
    page.locator('input[name="consent"]').check()
    page.locator("form[enctype] button").click()
    expect(page.locator(".grid-row")).to_have_count(1, timeout=PATIENCE)
    return page


def test_grid_saves_what_was_typed_after_signing_in_elsewhere(
    context: BrowserContext, site: Site, session: str
) -> None:
    page = open_list(context, site, "Yosef")
    sign_out(context)
    page.locator('[data-field="family_name"]').fill("Levi")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-status")).to_contain_text("you are signed out")
    sign_in(context, site, session)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".grid-printed")).to_have_text("Yosef ben Chana Levi")


def test_new_name_is_there_again_after_signing_in(
    context: BrowserContext, site: Site, session: str
) -> None:
    page = open_list(context, site, "Moshe")
    page.locator('main a[href$="/new/"]').click()
    address = page.url
    page.locator('input[name="given_name"]').fill("Zalman")
    page.locator('input[name="mother_name"]').fill("Freida")
    page.locator('input[name="relation"][value="ben"]').check()
    sign_out(context)
    page.locator("#name button:not([type=button])").last.click()
    expect(page.locator('input[name="given_name"]')).to_have_count(0)
    sign_in(context, site, session)
    page.goto(address)
    expect(page.locator('input[name="given_name"]')).to_have_value("Zalman")
    expect(page.locator('input[name="mother_name"]')).to_have_value("Freida")
    page.locator("#name button:not([type=button])").last.click()
    expect(page.locator(".grid-row")).to_have_count(2)
    page.goto(address)
    expect(page.locator('input[name="given_name"]')).to_have_value("")


def test_application_is_there_again_in_another_language(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/communities/new/")
    page.locator('form[data-draft] input[type="text"]').first.fill("Chabad of Elsewhere")
    page.locator(".site-languages a[lang=he]").click()
    expect(page.locator("html")).to_have_attribute("lang", "he")
    kept = page.locator('form[data-draft] input[type="text"]').first
    expect(kept).to_have_value("Chabad of Elsewhere")
