"""Calls to the hotline in a real browser, by keyboard: find, register, pay, send a link."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journey.conftest import Site
from tests.journey.test_family import accessibility_violations, unique_name, write_name
from tests.journey.test_find import mail_with, text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]
_SIGN_IN = """
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from letters.models import Price
Price.objects.update(single_approval_limit=10_000)
user = User.objects.create_user("{name}", "{name}@example.org", is_staff=True)
user.groups.add(Group.objects.get(name="hotline"))
app = Authenticator.objects.create(user=user, type="totp", data={{"secret": "none"}})
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
request = HttpRequest()
request.session = session
record_authentication(request, user, "mfa", id=app.pk, type="totp")
session.create()
print(session.session_key)
"""


def answer(open_page: OpenPage, site: Site, name: str, language: str, size: str) -> Page:
    """The page of a volunteer who has just answered, with the Enter key."""
    made = site.manage("shell", "-v", "0", "-c", _SIGN_IN.format(name=name))
    assert made.returncode == 0, made.stderr
    page = open_page("/", language, size)
    context: BrowserContext = page.context
    context.add_cookies([{"name": "sessionid", "value": made.stdout.split()[-1], "url": site.url}])
    page.goto(f"{site.url}/telephone/")
    assert accessibility_violations(page) == []
    page.keyboard.press("Enter")
    page.locator("#find").wait_for()
    assert accessibility_violations(page) == []
    return page


def search(page: Page, given: str, mother: str) -> None:
    page.locator('#find input[name="given_name"]').fill(given)
    page.locator('#find input[name="mother_name"]').fill(mother)
    page.keyboard.press("Enter")
    page.locator("#results").wait_for()
    assert accessibility_violations(page) == []


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("he", "phone")])
def test_find_nothing_register_two_names_and_send_the_link(
    open_page: OpenPage, site: Site, language: str, size: str
) -> None:
    email = f"caller-{language}@example.org"
    page = answer(open_page, site, f"volunteer-{language}", language, size)
    mother = f"פריידא {unique_name(email)}"
    search(page, "זושא", mother)
    assert fits(page)
    page.locator('#results button[value="fill"]').click()
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("זושא")
    write_name(page, 0, relation="ben", declared="authorised")
    page.locator("#add").click()
    write_name(page, 1, kind="child", given_name="חיה", relation="bas", mother_name="פריידא")
    write_name(page, 1, declared="authorised")
    page.locator('input[name="email"]').fill(email)
    page.locator('select[name="country"]').select_option("IL")
    page.locator(f'input[name="caller_language"][value="{language}"]').check()
    page.locator('input[name="consent"]').check()
    assert accessibility_violations(page) == []
    assert fits(page)
    page.locator('button[value="pay"]').last.click()
    page.wait_for_url("**/telephone/orders/**")
    assert accessibility_violations(page) == []
    assert fits(page)
    assert email not in page.content()
    mail = text_of(mail_with(site, email, "Your letters" if language == "en" else "האותיות שלכם"))
    link = next(word for word in mail.split() if "/orders/" in word)
    caller = open_page("/", language, "phone")
    caller.goto(link)
    expect(caller.locator("main")).to_contain_text("זושא בן")


def test_money_recorded_and_the_links_sent(open_page: OpenPage, site: Site) -> None:
    email = "caller-cash@example.org"
    page = answer(open_page, site, "volunteer-cash", "en", "desktop")
    page.goto(f"{site.url}/telephone/register/")
    mother = f"דבורה {unique_name(email)}"
    write_name(page, 0, given_name="ברוך", relation="ben", mother_name=mother)
    write_name(page, 0, declared="authorised")
    page.locator('input[name="email"]').fill(email)
    page.locator('select[name="country"]').select_option("US")
    page.locator('input[name="consent"]').check()
    page.locator('button[value="offline"]').click()
    page.wait_for_url("**/telephone/orders/**")
    page.locator('input[name="amount"]').fill("7")
    page.locator('input[name="reference"]').fill("slip 5")
    page.locator('button[value="money"]').click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator('input[name="reference"]')).to_have_value("slip 5")
    assert accessibility_violations(page) == []
    page.locator('input[name="amount"]').fill("1")
    page.locator('button[value="money"]').click()
    expect(page.locator(".notice").first).to_contain_text("the letters are given")
    page.goto(f"{site.url}/telephone/")
    search(page, "Boruch", mother)
    page.locator("#results a").first.click()
    page.wait_for_url("**/telephone/people/**")
    assert accessibility_violations(page) == []
    page.keyboard.press("Enter")  # the button has the focus
    expect(page.locator(".notice").first).to_contain_text("All links are on their way")
    assert "/certificates/" in text_of(mail_with(site, email, "All your letters"))
    assert site.audit() == []
