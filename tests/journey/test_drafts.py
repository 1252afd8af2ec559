"""Nothing typed is lost: reload, another page, Back from Stripe, a token that is refused."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journey.conftest import PATIENCE, SIZES, Site
from tests.journey.member_sessions import member_sessions
from tests.journey.test_family import accessibility_violations, pay, unique_name, write_family
from tests.journey.test_find import CODE, text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]
BASKET = "/letters/new/"
NOTICE = "[data-draft-notice]"
SLUG = "drafts"


@pytest.fixture(scope="session")
def session(site: Site) -> str:
    """The session of a shliach."""
    return member_sessions(site, SLUG, "shliach")[SLUG]


@pytest.fixture
def member(browser: Browser, site: Site, session: str) -> Iterator[Page]:
    """A shliach's page on a phone."""
    context = browser.new_context(viewport=SIZES["phone"], locale="en")  # type: ignore[arg-type]
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def expect_family(page: Page, email: str) -> None:
    """The names and the address that write_family typed."""
    expect(page.locator("#names > li")).to_have_count(3)
    expect(page.locator("summary [data-line]").nth(0)).to_have_text(
        f"יוסף יצחק בן חנה {unique_name(email)} לוי"
    )
    expect(page.locator("summary [data-line]").nth(2)).to_have_text("תינוקת בת דבורה")
    expect(page.locator('select[name="names-1-honorific"]')).to_have_value("ע״ה")
    expect(page.locator('input[name="names-2-kind"][value="baby"]')).to_be_checked()
    expect(page.locator('input[name="email"]')).to_have_value(email)


def kept_drafts(page: Page) -> int:
    """How many drafts are in the tab; nothing may be in what outlives it."""
    assert page.evaluate("localStorage.length") == 0
    count: int = page.evaluate(
        "Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"
    )
    return count


def change_token(page: Page, site: Site) -> None:
    """Change the CSRF cookie, as signing in does in another tab."""
    changed = {"name": "csrftoken", "value": "x" * 32, "url": site.url}
    page.context.add_cookies([changed])  # type: ignore[list-item]


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("he", "phone")])
def test_names_are_still_there_after_a_reload(
    open_page: OpenPage, language: str, size: str
) -> None:
    email = f"reload-{language}@example.org"
    page = open_page(BASKET, language, size)
    write_family(page, email)
    page.reload()
    expect(page.locator(NOTICE)).to_be_visible()
    expect_family(page, email)
    assert accessibility_violations(page) == []
    page.locator("[data-draft-discard]").click()
    expect(page.locator("#names > li")).to_have_count(1)
    expect(page.locator('input[name="email"]')).to_have_value("")
    assert kept_drafts(page) == 0


def test_names_are_still_there_after_another_page(open_page: OpenPage, site: Site) -> None:
    page = open_page(BASKET)
    write_family(page, "other@example.org")
    page.goto(site.url + "/about/")
    page.goto(site.url + BASKET)
    expect_family(page, "other@example.org")
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    assert kept_drafts(page) == 0
    page.goto(site.url + BASKET)
    expect(page.locator("#names > li")).to_have_count(1)


def test_names_are_not_in_another_tab(open_page: OpenPage, site: Site) -> None:
    page = open_page(BASKET)
    write_family(page, "tab@example.org")
    other = page.context.new_page()
    other.goto(site.url + BASKET)
    expect(other.locator("#names > li")).to_have_count(1)
    expect(other.locator(NOTICE)).to_be_hidden()


def test_back_from_stripe_leads_to_the_unpaid_order(open_page: OpenPage, site: Site) -> None:
    page = open_page(BASKET)
    write_family(page, "back@example.org")
    page.locator("p.pay-row button").click()
    page.wait_for_url(f"{site.simulator}/**")
    page.go_back()
    page.wait_for_url(re.compile(r"/orders/[\w-]{20,}/\?cancelled=1"))
    expect(page.locator("main")).to_contain_text(unique_name("back@example.org"))
    page.locator("#pay button").click()
    page.wait_for_url(f"{site.simulator}/**")
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)
    assert kept_drafts(page) == 0


def test_errors_of_a_form_do_not_lose_the_draft(open_page: OpenPage) -> None:
    page = open_page(BASKET)
    write_family(page, "error@example.org")
    page.locator('input[name="consent"]').uncheck()
    page.locator("p.pay-row button").click()
    page.locator("#errors").wait_for()
    page.goto(page.url)
    expect_family(page, "error@example.org")


def test_token_that_another_tab_changed_is_renewed(open_page: OpenPage, site: Site) -> None:
    page = open_page(BASKET)
    write_family(page, "token@example.org")
    change_token(page, site)
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)


@pytest.mark.parametrize("language", ["en", "he"])
def test_refused_token_gives_the_names_back_without_scripts(
    open_page: OpenPage, site: Site, language: str
) -> None:
    email = f"refused-{language}@example.org"
    page = open_page(BASKET, language, "phone", java_script_enabled=False)
    write_family(page, email)
    change_token(page, site)
    page.locator("p.pay-row button").click()
    expect(page.locator("main li").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"חנה {unique_name(email)}")
    page.locator("main form button").click()
    page.wait_for_url(f"{site.simulator}/**")


def test_form_without_cookies_says_what_to_do_and_keeps_the_names(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page(BASKET)
    write_family(page, "cookies@example.org")
    page.context.clear_cookies()
    page.locator("p.pay-row button").click()
    expect(page.locator("main")).to_contain_text("does not accept cookies")
    expect(page.locator("main")).to_contain_text(unique_name("cookies@example.org"))
    assert accessibility_violations(page) == []
    page.locator("main form button").click()  # cookies are allowed again
    page.wait_for_url(f"{site.simulator}/**")


def test_cantillation_marks_are_taken_off_by_one_press(open_page: OpenPage) -> None:
    page = open_page(BASKET)
    page.locator("#add").click()
    name = page.locator('input[name="names-0-given_name"]')
    name.fill("אַבְרָהָ֖ם")
    page.locator("[data-without-cantillation] button").click()
    expect(name).to_have_value("אַבְרָהָם")
    expect(page.locator("[data-without-cantillation]")).to_have_count(0)


def test_pasted_list_is_still_there_after_a_reload(member: Page, site: Site) -> None:
    lists = f"{site.url}/shluchim/{SLUG}/lists/"
    member.goto(lists)
    member.locator("#id_title").fill("Purim")
    member.locator("#id_text").fill("Yosef ben Chana\nמשה בן שרה")
    member.locator("#id_consent").check()
    member.reload()
    expect(member.locator(NOTICE)).to_be_visible()
    expect(member.locator("#id_text")).to_have_value("Yosef ben Chana\nמשה בן שרה")
    change_token(member, site)
    member.locator("main form[data-draft] button").click()
    member.wait_for_url(re.compile(r"/lists/\d+/"))
    member.goto(lists)
    expect(member.locator("#id_text")).to_have_value("")
    assert kept_drafts(member) == 0


def test_name_at_the_booth_is_still_there_after_a_reload(member: Page, site: Site) -> None:
    member.goto(f"{site.url}/shluchim/{SLUG}/booth/")
    given = member.locator('[data-field="given_name"] input')
    member.locator('[name="consent"]').check()
    member.locator('[name="relation"][value="ben"]').check()
    given.fill("Zevulun")
    member.locator('[data-field="mother_name"] input').fill("Basya")
    member.reload()
    expect(given).to_have_value("Zevulun")
    expect(member.locator(".booth-next [data-line]")).to_have_text("Zevulun ben Basya")
    member.locator(".booth-next button").click()
    expect(member.locator("[data-list] li")).to_have_count(1)
    member.reload()
    expect(given).to_have_value("")
    assert kept_drafts(member) == 0


def test_personal_link_keeps_what_was_completed(
    member: Page, open_page: OpenPage, site: Site
) -> None:
    member.goto(f"{site.url}/shluchim/{SLUG}/lists/")
    member.locator("#id_text").fill("Peretz ben Tamar")
    member.locator("#id_consent").check()
    member.locator("main form[data-draft] button").click()
    member.locator('a[href$="/links/"]').click()
    member.locator(".personal-links summary").first.click()
    text = member.locator(".personal-links textarea").first.input_value()
    found = re.search(r"/join/[\w-]+/", text)
    assert found
    page = open_page(found[0])
    page.locator('input[name="names-0-family_name"]').fill("Levi")
    page.reload()
    expect(page.locator(NOTICE)).to_be_visible()
    expect(page.locator('input[name="names-0-family_name"]')).to_have_value("Levi")
    page.locator("[data-draft-discard]").click()
    expect(page.locator('input[name="names-0-family_name"]')).to_have_value("")
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("Peretz")


def test_question_is_kept_until_it_is_asked(open_page: OpenPage, site: Site) -> None:
    page = open_page("/find/")
    fields = {"given_name": "Zusha", "mother_name": "Freida", "email": "kept-find@example.org"}
    for field, value in fields.items():
        page.locator(f'input[name="{field}"]').fill(value)
    page.locator('input[name="relation"][value="ben"]').check(force=True)
    page.reload()
    for field, value in fields.items():
        expect(page.locator(f'input[name="{field}"]')).to_have_value(value)
    page.locator(".site-languages a[lang=he]").click()
    expect(page.locator("html")).to_have_attribute("lang", "he")
    expect(page.locator('input[name="mother_name"]')).to_have_value("Freida")
    page.locator("#find .button").click()
    page.locator('a[href="/he/find/?again"]').click()
    expect(page.locator('input[name="given_name"]')).to_have_value("Zusha")
    page.locator("#find .button").click()
    found = CODE.search(text_of(site.mail_to(fields["email"])))
    assert found
    page.goto(site.url + "/find/sent/")
    expect(page.locator("h1")).to_be_visible()
    assert kept_drafts(page) == 0


def test_request_for_deletion_is_kept_until_it_is_sent(open_page: OpenPage) -> None:
    page = open_page("/privacy/request/")
    page.locator('[name="name"]').fill("Zusha ben Freida")
    page.locator('[name="note"]').fill("Registered by the school")
    page.reload()
    expect(page.locator('[name="note"]')).to_have_value("Registered by the school")
    page.locator('[name="email"]').fill("kept-request@example.org")
    page.locator("main form button.button").click()
    page.wait_for_url("**sent=1")
    page.goto(page.url.partition("?")[0])
    expect(page.locator('[name="note"]')).to_have_value("")
    assert kept_drafts(page) == 0
