"""A shliach's journey in a real browser, from a pasted list to the certificates."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.journey.conftest import PATIENCE, SIZES, Site
from tests.journey.member_sessions import member_sessions
from tests.journey.test_family import OpenPage, accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480), pytest.mark.long]

_SLUGS = "list-en list-he list-plain list-links list-correct"
LIST = "{0} בן חנה\nמושקא {0}\nZalman ben {0} Gurevitch\n"
WORDS = {
    "list-en": "אבגדה",
    "list-he": "זחטכל",
    "list-plain": "מנסעפ",
    "list-links": "צקרשת",
    "list-correct": "בדוחי",
}


@pytest.fixture(scope="session")
def sessions(site: Site) -> dict[str, str]:
    """The session of the shliach of each community."""
    return member_sessions(site, _SLUGS, "shliach")


@pytest.fixture
def open_community(
    browser: Browser, site: Site, sessions: dict[str, str]
) -> Iterator[Callable[..., Page]]:
    """Open a community's page on a phone as its shliach."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(slug: str, path: str, language: str = "en", **options: object) -> Page:
        context = browser.new_context(
            viewport=SIZES["phone"],  # type: ignore[arg-type]
            locale=language,
            timezone_id="America/Toronto",
            **options,  # type: ignore[arg-type]
        )
        context.add_cookies([{"name": "sessionid", "value": sessions[slug], "url": site.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{site.url}/shluchim/{slug}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def send_list(page: Page, slug: str) -> None:
    """Paste three names, the second of them unclear, and wait until they are read."""
    page.locator('textarea[name="text"]').fill(LIST.format(WORDS[slug]))
    page.locator('input[name="consent"]').check()
    page.locator("form[enctype] button").click()
    expect(page.locator(".grid-row")).to_have_count(1, timeout=PATIENCE)


def correct_row(page: Page) -> None:
    """Add the mother's name that is missing, then confirm what was guessed in other rows."""
    page.locator('[data-field="mother_name"]').fill("Sarah")
    page.locator('[data-field="mother_name"]').press("Enter")
    expect(page.locator(".grid-printed")).to_contain_text(["Sarah"])
    for _ in range(page.locator(".bulk-question").count()):
        page.locator(".bulk-answers button").first.click()
    expect(page.locator(".bulk-question")).to_have_count(0)
    expect(page.locator(".grid-row")).to_have_count(3)


def pay_by_card(page: Page) -> None:
    """From the list to the page of the paid order."""
    page.locator('a[href$="/pay/"]').click()
    page.locator('input[name="agreed"]').check()
    page.locator('button[value="card"]').click()
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)


def certificates(page: Page, site: Site) -> PdfReader:
    """The file of certificates that this page offers."""
    fetch = page.locator('a[href$="/pdf"]')
    answer = page.request.get(site.url + str(fetch.first.get_attribute("href")))
    return PdfReader(BytesIO(answer.body()))


def test_name_is_corrected_after_the_payment(
    open_community: Callable[..., Page], site: Site
) -> None:
    page = open_community("list-correct", "lists/")
    send_list(page, "list-correct")
    correct_row(page)
    the_list = page.url.partition("?")[0]
    pay_by_card(page)
    page.goto(f"{the_list}?show=ordered")
    page.locator(".grid-row", has_text="Zalman").locator('a[href$="/correct/"]').click()
    assert accessibility_violations(page) == []
    page.locator('input[name="family_name"]').fill("Gurewicz")
    page.locator("#name button").last.click()
    expect(page.locator(".grid-row", has_text="Gurewicz")).to_have_count(1)
    expect(page.locator(".grid-row", has_text="Gurevitch")).to_have_count(0)
    page.locator(".grid-row", has_text="Gurewicz").locator('a[href$="/correct/"]').click()
    expect(page.locator(".item-list")).to_contain_text("Gurevitch")
    assert accessibility_violations(page) == []
    page.goto(f"{the_list}?show=ordered")
    page.locator('a[href*="/registrations/"]').first.click()
    page.locator('form[action$="/certificates/"] button').click()
    expect(page.locator('a[href$="/pdf"]')).to_be_visible(timeout=40_000)
    printed = [each.extract_text() for each in certificates(page, site).pages]
    assert ["Gurewicz" in text for text in printed].count(True) == 1
    assert ["revision 2" in text for text in printed] == ["Gurewicz" in text for text in printed]


@pytest.mark.parametrize("language", ["en", "he"])
def test_shliach_goes_from_the_pasted_list_to_the_certificates(
    open_community: Callable[..., Page], site: Site, language: str
) -> None:
    slug = f"list-{language}"
    page = open_community(slug, "", language)
    assert accessibility_violations(page) == []
    page.locator(".community-actions a").first.click()
    assert accessibility_violations(page) == []
    send_list(page, slug)
    assert accessibility_violations(page) == []
    page.locator("[data-open-row]").first.click()
    expect(page.locator('[data-field="family_name"]').first).to_be_visible()
    assert accessibility_violations(page) == []
    page.locator(".grid-source summary").first.click()
    assert accessibility_violations(page) == []
    page.locator(".grid-source a").first.click()
    expect(page.locator("#name")).to_be_visible()
    assert accessibility_violations(page) == []
    page.go_back()
    correct_row(page)
    page.locator('a[href$="/columns/"]').last.click()
    expect(page.locator("#columns")).to_be_visible()
    assert accessibility_violations(page) == []
    page.go_back()
    the_list = page.url
    page.locator('a[href$="/pay/"]').click()
    assert accessibility_violations(page) == []
    page.locator('input[name="agreed"]').check()
    page.locator('button[value="card"]').click()
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)
    page.goto(the_list)
    page.locator('a[href*="/registrations/"]').first.click()
    assert accessibility_violations(page) == []
    page.locator('form[action$="/certificates/"] button').click()
    fetch = page.locator('a[href$="/pdf"]')
    expect(fetch).to_be_visible(timeout=40_000)
    assert accessibility_violations(page) == []
    assert len(certificates(page, site).pages) == 3


def test_personal_links_let_people_pay(
    open_community: Callable[..., Page], open_page: OpenPage, site: Site
) -> None:
    slug = "list-links"
    page = open_community(slug, "lists/", "he")
    send_list(page, slug)
    page.locator('a[href$="/links/"]').click()
    assert accessibility_violations(page) == []
    page.locator(".personal-links summary").first.click()
    text = page.locator(".personal-links textarea").first.input_value()
    person = open_page(f"/join/{text.rpartition('/join/')[2].strip()}", "en", "phone")
    assert accessibility_violations(person) == []
    given = person.locator('input[name="names-0-given_name"]')
    expect(given).to_have_value(WORDS[slug])
    given.fill(f"{WORDS[slug]}ם")
    person.locator('input[name="names-0-declared"][value="self"]').check()
    person.locator('input[name="email"]').fill("own@example.org")
    person.locator('input[name="consent"]').check()
    person.locator("p.pay-row button").first.click()
    person.locator("#pay").click()
    expect(person.locator(".reveal > li")).to_have_count(1)
    page.reload()
    shown = page.locator(".personal-links > li").first
    expect(shown).to_contain_text(f"{WORDS[slug]}ם")
    expect(shown.locator("details")).to_have_count(0)
    assert "own@example.org" not in page.content()


def test_list_is_read_and_paid_without_scripts(open_community: Callable[..., Page]) -> None:
    page = open_community("list-plain", "lists/", java_script_enabled=False)
    send_list(page, "list-plain")
    correct_row(page)
    page.locator('a[href$="/pay/"]').click()
    page.locator('input[name="agreed"]').check()
    page.locator('button[value="card"]').click()
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)
