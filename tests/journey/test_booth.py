"""A booth in a real browser, with a wire that is cut and an answer that is lost."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journey.conftest import PATIENCE, SIZES, Site
from tests.journey.member_sessions import sessions_of
from tests.journey.tcp_proxy import Relay, relay
from tests.journey.test_family import accessible

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

_SLUGS = "booth-en booth-he cut lost mended plain"
_ROWS = """
SELECT row.position, row.given_name || ' ' || row.relation || ' ' || row.mother_name
FROM communities_row row JOIN communities_namelist name_list ON name_list.id = row.name_list_id
JOIN letters_community community ON community.id = name_list.community_id
WHERE community.slug = %s ORDER BY 1
"""


@pytest.fixture(scope="module")
def sessions(site: Site) -> dict[str, str]:
    """A session of a helper of each community."""
    return sessions_of(site, _SLUGS, "helper")


@pytest.fixture
def wire(site: Site) -> Iterator[Relay]:
    """The wire on which the booth hangs."""
    with relay(urlsplit(site.url).port or 80) as wire:
        yield wire


@pytest.fixture
def open_booth(
    browser: Browser, sessions: dict[str, str], wire: Relay
) -> Iterator[Callable[..., tuple[Page, BrowserContext]]]:
    """Open a booth's page on a phone, over the wire, signed in."""
    contexts: list[BrowserContext] = []

    def opened(slug: str, language: str = "en") -> tuple[Page, BrowserContext]:
        address = f"http://127.0.0.1:{wire.port}"
        context = browser.new_context(viewport=SIZES["phone"], locale=language)  # type: ignore[arg-type]
        context.add_cookies([{"name": "sessionid", "value": sessions[slug], "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/shluchim/{slug}/booth/")
        page.evaluate("navigator.serviceWorker.ready")
        return page, context

    yield opened
    for context in contexts:
        context.close()


def rows(site: Site, slug: str) -> list[str]:
    """The rows of the community in the database, with their positions."""
    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        return [f"{position} {line}" for position, line in connection.execute(_ROWS, [slug])]


def take(page: Page, given: str, mother: str, relation: str = "ben") -> None:
    """One name as a thumb types it: choose, write, next, write, next, send."""
    page.locator(f'input[name="relation"][value="{relation}"]').check(force=True)
    page.locator('input[name="given_name"]').fill(given)
    page.locator('input[name="given_name"]').press("Enter")
    expect(page.locator('input[name="mother_name"]')).to_be_focused()
    page.keyboard.insert_text(mother)
    page.keyboard.press("Enter")
    expect(page.locator('input[name="family_name"]')).to_be_focused()
    page.keyboard.press("Enter")


def waiting(page: Page, count: int) -> None:
    """Assert how many names wait on the phone."""
    if count:
        expect(page.locator("[data-waiting-count]")).to_have_text(str(count))
    else:
        expect(page.locator("[data-waiting]")).to_be_hidden(timeout=PATIENCE)


@pytest.mark.parametrize("language", ["en", "he"])
def test_one_name_after_the_other(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site, language: str
) -> None:
    slug = f"booth-{language}"
    page, _ = open_booth(slug, language)
    assert accessible(page) == []
    take(page, "יוסף", "חנה")
    take(page, "Mushka", "Sarah", "bas")
    expect(page.locator("[data-total]")).to_have_text("2")
    waiting(page, 0)
    assert accessible(page) == []
    assert rows(site, slug) == ["1 יוסף ben חנה", "2 Mushka bas Sarah"]


def test_names_typed_without_a_network_are_sent_when_it_is_back(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site, wire: Relay
) -> None:
    page, context = open_booth("cut")
    take(page, "יוסף", "חנה")
    expect(page.locator("[data-total]")).to_have_text("1")
    page.wait_for_function("caches.open('booth').then(async (c) => (await c.keys()).length > 5)")
    wire.cut()
    take(page, "משה", "שרה")
    take(page, "רבקה", "לאה", "bas")
    waiting(page, 2)
    page.reload()  # the phone was locked, and the browser forgot the page
    waiting(page, 2)
    take(page, "דוד", "רחל")
    waiting(page, 3)
    page.close()
    again = context.new_page()
    again.goto(f"http://127.0.0.1:{wire.port}/shluchim/cut/booth/")
    waiting(again, 3)
    assert rows(site, "cut") == ["1 יוסף ben חנה"]
    wire.mend()
    waiting(again, 0)
    expect(again.locator("[data-total]")).to_have_text("4")
    assert rows(site, "cut")[1:] == ["2 משה ben שרה", "3 רבקה bas לאה", "4 דוד ben רחל"]


def test_a_name_whose_answer_was_lost_is_not_taken_twice(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site, wire: Relay
) -> None:
    page, _ = open_booth("lost")
    wire.lose_answers()
    take(page, "יוסף", "חנה")
    expect(page.locator("[data-notice]")).to_be_visible()
    waiting(page, 1)
    assert rows(site, "lost") == ["1 יוסף ben חנה"]
    wire.mend()
    waiting(page, 0)
    assert rows(site, "lost") == ["1 יוסף ben חנה"]


def test_what_the_site_refuses_is_mended(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site
) -> None:
    page, _ = open_booth("mended")
    take(page, "Yosef 7", "Chana")
    expect(page.locator("[data-list] li")).to_contain_text("without digits")
    page.locator("[data-correct]").click()
    page.locator('input[name="given_name"]').fill("Yosef")
    page.locator(".booth-next button").click()
    expect(page.locator("[data-total]")).to_have_text("1")
    waiting(page, 0)
    assert rows(site, "mended") == ["1 Yosef ben Chana"]


def test_without_a_script_the_form_is_sent_as_it_is(
    browser: Browser, site: Site, sessions: dict[str, str]
) -> None:
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=False)  # type: ignore[arg-type]
    context.add_cookies([{"name": "sessionid", "value": sessions["plain"], "url": site.url}])
    page = context.new_page()
    page.goto(f"{site.url}/shluchim/plain/booth/")
    page.locator('input[name="given_name"]').fill("Yosef")
    page.locator('input[name="mother_name"]').fill("Chana")
    page.locator(".booth-next button").click()
    expect(page.locator("#errors")).to_contain_text("son or daughter")
    page.locator('input[name="relation"][value="ben"]').check(force=True)
    page.locator(".booth-next button").click()
    expect(page.locator("[data-total]")).to_have_text("1")
    context.close()
