"""Certificates by post in a real browser: asked for, paid, printed, posted, told."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Site
from tests.journey.test_family import accessibility_violations, write_family

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]
PICTURES = os.environ.get("PICTURES", "")  # a folder: each page is saved in it, to be looked at

_OFFER = """
from letters.models import PostagePrice, Series
series = Series.objects.get(is_default=True)
for country, amount in (("IL", 300), ("US", 300), ("", 800)):
    PostagePrice.objects.create(series=series, currency="usd", country=country, amount=amount)
"""
_WITHDRAW = "from letters.models import PostagePrice; PostagePrice.objects.all().delete()"
_CLERK = """
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
user = User.objects.create_user("{who}", is_staff=True, first_name="Rivka")
user.groups.add(Group.objects.get(name="registrar"))
app = Authenticator.objects.create(user=user, type="totp", data={{"secret": "none"}})
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
request = HttpRequest()
request.session = session
record_authentication(request, user, "mfa", id=app.pk, type="totp")
session.create()
print(session.session_key)
"""


@pytest.fixture
def _offered(site: Site) -> Iterator[None]:
    assert site.manage("shell", "-v", "0", "-c", _OFFER).returncode == 0
    yield
    assert site.manage("shell", "-v", "0", "-c", _WITHDRAW).returncode == 0


def look_at(page: Page, name: str) -> None:
    """Save the page where PICTURES is set, in both widths and schemes."""
    if not PICTURES:
        return
    size = page.viewport_size
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            file = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=file, full_page=True, animations="disabled")
    page.emulate_media(color_scheme="light")
    assert size
    page.set_viewport_size(size)


@pytest.mark.usefixtures("_offered")
@pytest.mark.parametrize(
    ("language", "size", "scripts"), [("en", "desktop", True), ("he", "phone", False)]
)
def test_certificates_are_printed_and_posted(
    open_page: OpenPage, site: Site, language: str, size: str, scripts: bool
) -> None:
    email = f"post-{language}@example.org"
    page = open_page("/letters/new/", language, size, java_script_enabled=scripts)
    write_family(page, email)
    _tick(page, scripts=scripts)
    look_at(page, f"basket-{language}")
    page.locator("p.pay-row button").first.click()
    page.wait_for_url("**/post/**")
    _write_the_address(page, language)
    page.wait_for_url("**/orders/*/")
    expect(page.locator(".postal-address")).to_contain_text("770")
    look_at(page, f"unpaid-{language}")
    page.locator("form#pay button").click()
    page.wait_for_url(f"{site.simulator}/**")
    page.locator("#pay").click()
    expect(page.locator("#post")).to_be_visible()
    expect(page.locator(".postal-address")).to_have_count(0)
    look_at(page, f"paid-{language}")
    order = page.url
    _post_it(open_page, site, language)
    page.goto(order)
    expect(page.locator("#post p").first).to_contain_text("2026" if language == "en" else "ב")
    look_at(page, f"posted-{language}")


def _tick(page: Page, *, scripts: bool) -> None:
    """Ask for post: the total has the postage before the next page."""
    country = page.locator('select[name="post_country"]')
    expect(country).to_be_hidden()
    page.locator(".extras > summary").click()
    page.locator('input[name="by_post"]').check()
    expect(country).to_be_visible()
    total = page.locator('[data-row="postage"]')
    if scripts:
        country.select_option("FR")
        expect(total).to_contain_text("$8.00")
    country.select_option("US")
    if not scripts:
        page.locator('button[value="total"]').click()
    expect(total).to_contain_text("$3.00")
    count = page.locator("#names > li").count()
    expect(page.locator('.totals [data-sum="total"]')).to_have_text(f"${count + 3}.00")


def _write_the_address(page: Page, language: str) -> None:
    page.locator('input[name="recipient"]').fill("משפחת לוי" if language == "he" else "Levi")
    page.locator('input[name="line1"]').fill("770 Eastern Parkway")
    page.locator("#address button.button").click()
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator('input[name="line1"]')).to_have_value("770 Eastern Parkway")
    look_at(page, f"address-errors-{language}")
    page.locator('input[name="city"]').fill("Brooklyn")
    page.locator('input[name="region"]').fill("NY")
    page.locator('input[name="postal_code"]').fill("11213")
    page.locator('select[name="country"]').select_option("US")
    look_at(page, f"address-{language}")
    page.locator("#address button.button").click()


def _post_it(open_page: OpenPage, site: Site, language: str) -> None:
    made = site.manage("shell", "-v", "0", "-c", _CLERK.format(who=f"clerk {language}"))
    assert made.returncode == 0, made.stderr
    page = open_page("/", language, "desktop")
    session = made.stdout.split()[-1]
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    page.goto(f"{site.url}/admin/families/postbatch/add/")
    look_at(page, f"admin-print-{language}")
    page.locator("#step button").first.click()
    page.wait_for_url("**/change/")
    expect(page.locator('button[name="labels"]')).to_be_visible(timeout=120_000)
    look_at(page, f"admin-batch-{language}")
    with page.expect_download() as download:
        page.locator('button[name="labels"]').click()
    download.value.save_as(Path(PICTURES or site.mails.parent) / f"labels-{language}.pdf")
    page.locator('button[name="posted"]').click()
    expect(page.locator('button[name="undo"]').first).to_be_visible()
    look_at(page, f"admin-posted-{language}")


@pytest.mark.usefixtures("_offered")
@pytest.mark.parametrize("language", ["en", "he"])
def test_pages_are_accessible_and_fit_a_phone(open_page: OpenPage, language: str) -> None:
    page = open_page("/letters/new/", language, "phone")
    write_family(page, f"axe-post-{language}@example.org")
    _tick(page, scripts=True)
    assert accessibility_violations(page) == []
    page.locator("p.pay-row button").first.click()
    page.wait_for_url("**/post/**")
    assert accessibility_violations(page) == []
    address = page.url
    _write_the_address(page, language)
    page.wait_for_url("**/orders/*/")
    assert accessibility_violations(page) == []
    page.goto(address)
    page.set_viewport_size({"width": 320, "height": 600})
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
