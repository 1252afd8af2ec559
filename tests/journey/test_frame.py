"""Header, footer and the pages of the organisation: axe, keyboard, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Site
from tests.journey.test_family import accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
OpenPage = Callable[..., Page]

PAGES = [
    "",
    "about/",
    "questions/",
    "privacy/",
    "terms/",
    "contact/",
    "scrolls/",
    "siyum/12/",
    "siyum/11/",
    "find/",
    "communities/",
]


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_page: OpenPage, language: str, scheme: str) -> None:
    start = "/" if language == "en" else "/he/"
    page = open_page(start, "en", "phone", color_scheme=scheme)
    address = page.url
    for path in PAGES:
        page.goto(address + path)
        assert (path, accessibility_violations(page)) == (path, [])
        page.set_viewport_size({"width": 320, "height": 600})
        assert (path, page.evaluate("document.documentElement.scrollWidth") <= 320) == (path, True)
        page.set_viewport_size({"width": 1280, "height": 800})
        assert (path, accessibility_violations(page)) == (path, [])
        page.set_viewport_size({"width": 360, "height": 740})


def test_menu_and_languages_work_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/", "en", "phone", java_script_enabled=False)
    menu = page.locator(".site-menu")
    expect(menu.get_by_role("link", name="Questions")).to_be_hidden()
    menu.locator("summary").click()
    menu.get_by_role("link", name="Questions").click()
    expect(page).to_have_url(re.compile(r"/questions/$"))
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Questions")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="עברית").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_url(re.compile(r"/he/questions/\?language=he$"))


def test_choice_of_a_language_lasts(open_page: OpenPage, site: Site) -> None:
    page = open_page("/terms/", "he")
    expect(page.locator("html")).to_have_attribute("lang", "he")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(site.url + "/find/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_first_tab_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/questions/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    names = page.get_by_role("navigation").evaluate_all(
        "all => all.filter(each => each.checkVisibility()).map(each => each.ariaLabel)"
    )
    assert names == ["Main", "Site map"]


def test_links_of_the_frame_are_large_enough_for_a_thumb(open_page: OpenPage) -> None:
    page = open_page("/about/", "en", "phone")
    page.locator(".site-menu summary").click()
    heights = page.locator(".site-menu a, .site-languages a, .footer-links a").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
