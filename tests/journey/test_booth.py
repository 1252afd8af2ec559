"""A booth in a real browser, with a connection that is cut and a response that is lost."""

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journey.conftest import PATIENCE, SIZES, Site
from tests.journey.member_sessions import member_sessions
from tests.journey.tcp_proxy import TcpProxy, tcp_proxy
from tests.journey.test_family import accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

_SLUGS = "booth-en booth-he children cut lost corrected plain agreed"
_ROWS = """
SELECT row.position, row.given_name || ' ' || row.relation || ' ' || row.mother_name
FROM communities_row row JOIN communities_namelist name_list ON name_list.id = row.name_list_id
JOIN letters_community community ON community.id = name_list.community_id
WHERE community.slug = %s ORDER BY row.position, row.id
"""


@pytest.fixture(scope="session")
def sessions(site: Site) -> dict[str, str]:
    """The session of a helper of each community."""
    return member_sessions(site, _SLUGS, "helper")


_OPEN_CHILDREN = """
from letters.models import Price, Series
from letters.scrolls.scrolls import open_scroll, prepare_scroll
series, new = Series.objects.update_or_create(slug="children", defaults={
    "name": "Children’s Sefer Torah", "audience": "children", "extras_accepted": False,
    "closed": False,
})
if new:
    Price.objects.create(series=series, currency="usd", letter=100, minimum=50)
    open_scroll(scroll=prepare_scroll(series=series, number=1))
"""
_CLOSE_CHILDREN = """
from letters.models import Series
Series.objects.filter(slug="children").update(closed=True)
"""


@pytest.fixture
def _children(site: Site) -> Iterator[None]:
    """The children's series is open beside the default one."""
    opened = site.manage("shell", "-c", _OPEN_CHILDREN)
    assert opened.returncode == 0, opened.stderr
    yield
    site.manage("shell", "-c", _CLOSE_CHILDREN)


@pytest.fixture
def proxy(site: Site) -> Iterator[TcpProxy]:
    """The proxy through which the booth reaches the site."""
    with tcp_proxy(urlsplit(site.url).port or 80) as proxy:
        yield proxy


@pytest.fixture
def open_booth(
    browser: Browser, sessions: dict[str, str], proxy: TcpProxy
) -> Iterator[Callable[..., tuple[Page, BrowserContext]]]:
    """Open a booth's page on a phone through the proxy, signed in."""
    contexts: list[BrowserContext] = []

    def opened(slug: str, language: str = "en") -> tuple[Page, BrowserContext]:
        address = f"http://127.0.0.1:{proxy.port}"
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


def enter_name(page: Page, given: str, mother: str, relation: str = "ben") -> None:
    """Enter and send one name, once the name before is stored."""
    expect(page.locator("#booth[inert]")).to_have_count(0)
    page.locator('input[name="consent"]').check()  # kept from one name to the next
    radio = page.locator(f'input[name="relation"][value="{relation}"]')
    page.locator("label").filter(has=radio).click()
    expect(radio).to_be_checked()
    page.locator('input[name="given_name"]').fill(given)
    page.locator('input[name="given_name"]').press("Enter")
    expect(page.locator('input[name="mother_name"]')).to_be_focused()
    page.keyboard.insert_text(mother)
    page.keyboard.press("Enter")
    expect(page.locator('input[name="family_name"]')).to_be_focused()
    page.keyboard.press("Enter")


def expect_queued(page: Page, count: int) -> None:
    """Assert how many names are queued on the phone."""
    if count:
        expect(page.locator("[data-waiting-count]")).to_have_text(str(count))
    else:
        expect(page.locator("[data-waiting]")).to_be_hidden(timeout=PATIENCE)


@pytest.mark.parametrize("language", ["en", "he"])
def test_booth_takes_names_one_after_another(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site, language: str
) -> None:
    slug = f"booth-{language}"
    page, _ = open_booth(slug, language)
    assert accessibility_violations(page) == []
    enter_name(page, "יוסף", "חנה")
    enter_name(page, "Mushka", "Sarah", "bas")
    expect(page.locator("[data-total]")).to_have_text("2")
    expect_queued(page, 0)
    assert accessibility_violations(page) == []
    assert rows(site, slug) == ["1 יוסף ben חנה", "2 Mushka bas Sarah"]


def test_booth_asks_once_for_the_agreement(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site
) -> None:
    page, _ = open_booth("agreed")
    page.locator('input[name="relation"][value="ben"]').check(force=True)
    page.locator('input[name="given_name"]').fill("Yosef")
    page.locator('input[name="mother_name"]').fill("Chana")
    page.locator(".booth-next button").click()
    expect(page.locator("[data-notice]")).to_contain_text("Please confirm first")
    expect(page.locator('input[name="consent"]')).to_be_focused()
    page.locator('input[name="consent"]').check()
    page.locator(".booth-next button").click()
    expect(page.locator("[data-total]")).to_have_text("1")
    expect(page.locator('input[name="consent"]')).to_be_checked()
    assert rows(site, "agreed") == ["1 Yosef ben Chana"]


def test_booth_sends_offline_names_when_the_network_returns(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site, proxy: TcpProxy
) -> None:
    page, context = open_booth("cut")
    enter_name(page, "יוסף", "חנה")
    expect(page.locator("[data-total]")).to_have_text("1")
    page.wait_for_function("caches.open('booth').then(async (c) => (await c.keys()).length > 5)")
    proxy.cut()
    enter_name(page, "משה", "שרה")
    enter_name(page, "רבקה", "לאה", "bas")
    expect_queued(page, 2)
    page.reload()  # the phone was locked, and the browser forgot the page
    expect_queued(page, 2)
    enter_name(page, "דוד", "רחל")
    expect_queued(page, 3)
    page.close()
    again = context.new_page()
    again.goto(f"http://127.0.0.1:{proxy.port}/shluchim/cut/booth/")
    expect_queued(again, 3)
    assert rows(site, "cut") == ["1 יוסף ben חנה"]
    proxy.restore()
    expect_queued(again, 0)
    expect(again.locator("[data-total]")).to_have_text("4")
    assert rows(site, "cut")[1:] == ["2 משה ben שרה", "3 רבקה bas לאה", "4 דוד ben רחל"]


def test_booth_does_not_store_a_name_twice_when_the_response_is_lost(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site, proxy: TcpProxy
) -> None:
    page, _ = open_booth("lost")
    proxy.drop_responses()
    enter_name(page, "יוסף", "חנה")
    expect(page.locator("[data-notice]")).to_be_visible()
    expect_queued(page, 1)
    assert rows(site, "lost") == ["1 יוסף ben חנה"]
    proxy.restore()
    expect_queued(page, 0)
    assert rows(site, "lost") == ["1 יוסף ben חנה"]


def test_booth_lets_a_refused_name_be_corrected(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site
) -> None:
    page, _ = open_booth("corrected")
    enter_name(page, "Yosef 7", "Chana")
    expect(page.locator("[data-list] li")).to_contain_text("without digits")
    page.locator("[data-correct]").click()
    page.locator('input[name="given_name"]').fill("Yosef")
    page.locator(".booth-next button").click()
    expect(page.locator("[data-total]")).to_have_text("1")
    expect_queued(page, 0)
    assert rows(site, "corrected") == ["1 Yosef ben Chana"]


@pytest.mark.usefixtures("_children")
def test_booth_asks_for_the_birth_date_of_children(
    open_booth: Callable[..., tuple[Page, BrowserContext]], site: Site
) -> None:
    page, _ = open_booth("children")
    birth_date = page.locator('input[name="birth_date"]')
    expect(birth_date).to_be_hidden()
    enter_name(page, "יוסף", "חנה")
    expect(page.locator("[data-total]")).to_have_text("1")
    page.locator('input[name="series"][value="children"]').check(force=True)
    expect(page.locator('input[name="kind"][value="child"]')).to_be_checked()
    expect(birth_date).to_be_visible()
    assert accessibility_violations(page) == []
    enter_name(page, "משה", "שרה")
    expect(birth_date).to_be_focused()
    birth_date.fill("2001-02-03")
    page.locator(".booth-next button").click()
    expect(page.locator("[data-list] li").first).to_contain_text("he was 13 on")
    page.locator("[data-correct]:visible").click()
    birth_date.fill(f"{date.today().year - 5}-02-03")  # noqa: DTZ011 - any day five years ago
    page.locator(".booth-next button").click()
    expect(page.locator("[data-total]")).to_have_text("2")
    expect(page.locator('input[name="series"][value="children"]')).to_be_checked()
    assert rows(site, "children") == ["1 יוסף ben חנה", "1 משה ben שרה"]


def test_booth_works_without_scripts(
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
    expect(page.locator("#errors")).to_contain_text("Without their agreement")
    page.locator('input[name="consent"]').check()
    page.locator('input[name="relation"][value="ben"]').check(force=True)
    page.locator(".booth-next button").click()
    expect(page.locator("[data-total]")).to_have_text("1")
    context.close()
