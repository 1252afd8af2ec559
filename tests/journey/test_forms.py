"""Every form of the site with errors: accessible, and each error leads to its field."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.journey.conftest import PATIENCE, SIZES, Site
from tests.journey.member_sessions import member_sessions
from tests.journey.test_family import accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

SLUG = "forms"
PUBLIC = [
    *("basket", "community_application", "account_request_login_code"),
    *("find", "find_links", "find_certificate"),
]
OF_MEMBERS = ["booth", "shliach_members", "api_keys", "shliach_settings"]
# A value of which the form says that it is wrong; a form that is left blank lacks what it requires.
WRONG = {
    "given_name": "Yosef",
    "names-0-given_name": "Yosef",
    "gift": "abc",
    "email": "levi",
    "goal": "-1",
}

_BROKEN_REFERENCES = """
() => [...document.querySelectorAll("[aria-describedby], label[for]")]
  .flatMap((each) => (each.getAttribute("aria-describedby") ?? each.htmlFor).split(" "))
  .filter((id) => !document.getElementById(id))
"""
_ERRORS_WITHOUT_FIELD = """
() => [...document.querySelectorAll("#errors a")]
  .map((link) => link.hash.slice(1))
  .filter((id) => !document.getElementById(id)?.matches("input, select, textarea"))
"""


@pytest.fixture(scope="session")
def session(site: Site) -> str:
    """The session of a shliach."""
    return member_sessions(site, SLUG, "shliach")[SLUG]


@pytest.fixture(params=["en", "he"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page on a phone."""
    context = browser.new_context(viewport=SIZES["phone"], locale=request.param)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def send_wrong(page: Page) -> None:
    """Fill in what is wrong, and send the form past the scripts of the page."""
    form = page.locator("main form[novalidate]").last
    for name, value in WRONG.items():
        field = form.locator(f'input[name="{name}"]')
        if field.count() and field.is_visible():
            field.fill(value)
    form.evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    page.locator("#errors").wait_for()


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_form_with_errors_is_accessible(page: Page, site: Site, name: str) -> None:
    _check(page, site.url + reverse(name))


@pytest.mark.parametrize("name", OF_MEMBERS)
def test_a_members_form_with_errors_is_accessible(
    page: Page, site: Site, session: str, name: str
) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    _check(page, site.url + reverse(name, args=[SLUG]))


def _check(page: Page, address: str) -> None:
    page.goto(address)
    assert accessibility_violations(page) == []
    send_wrong(page)
    assert accessibility_violations(page) == []
    assert page.evaluate(_BROKEN_REFERENCES) == []
    assert page.locator("#errors a").count() > 0
    assert page.evaluate(_ERRORS_WITHOUT_FIELD) == []
