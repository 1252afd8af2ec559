"""Names in one line each: read while they are typed, moved by taps, and counted."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journey.conftest import PATIENCE, SIZES, Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

EIGHT = [
    "Yosef ben Chana Levi",
    *("Mushka bas Sarah Rivka", "Dov ben Sarah Rivka", "Chana bas Sarah Rivka"),
    *("Levi Yitzchak ben Sarah Rivka", "Rivka bas Sarah Rivka", "Shmuel ben Sarah Rivka"),
    "baby girl of Sarah Rivka",
]


@pytest.fixture(params=["en", "he"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES["phone"], locale=request.param, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site.url}/letters/new/")
    yield page
    context.close()


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        language = page.evaluate("document.documentElement.lang")
        page.screenshot(path=f"{folder}/{name}-{language}.png", full_page=True)


def test_names_are_read_while_typed_and_added(page: Page) -> None:
    line = page.locator("#id_lines")
    line.tap()
    picture(page, "empty")
    line.press_sequentially(EIGHT[0])
    expect(page.locator("#read-names .printed-name-line")).to_have_text("Yosef ben Chana Levi")
    expect(page.locator("#read-names button")).to_have_count(3)
    picture(page, "typing")
    page.keyboard.press("Enter")
    expect(page.locator("#names .name-form-line").first).to_contain_text("Yosef ben Chana Levi")
    for each in EIGHT[1:]:
        line.press_sequentially(each)
        page.keyboard.press("Enter")
        expect(line).to_have_value("")
    expect(page.locator("#names > li")).to_have_count(8)
    expect(page.locator("#names > li").last).to_contain_text("Baby of Sarah Rivka Levi")
    expect(page.locator("[data-sum=total]").first).to_contain_text("8")
    picture(page, "eight")


def test_name_of_the_home_page_is_in_the_list_after_a_reload(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.locator("#first-name").fill(EIGHT[0])
    page.locator(".home-name button").tap()
    first = page.locator("#names .name-form-line").first
    expect(first).to_contain_text(EIGHT[0])
    page.reload()
    expect(first).to_contain_text(EIGHT[0])
    assert page.url.endswith("/letters/new/")
