"""The proof of work in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journey.conftest import Site
from tests.journey.test_family import accessibility_violations, write_family

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]

# Six checkouts that were requested with this e-mail address and not paid.
UNPAID_CHECKOUTS = """
from letters.models import Price
from payments.abuse.checkout_limits import _keyed_hash
from payments.models import CheckoutRequest
from payments.orders.consent import FAMILY, version_of
from payments.orders.place import Name, place_order
name = Name("adult", "א", "ben", "ב", "", "", False, "", "self")
for number in range(6):
    order = place_order(
        price=Price.objects.first(), names=[name], email="{email}", language="en", zone="UTC",
        cover_fee=False, gift=0, form_token="{email} %s" % number, consent=version_of(FAMILY),
    )
    CheckoutRequest.objects.create(
        order=order, address="", browser="", email=_keyed_hash("email", "{email}")
    )
"""


def make_suspicious(site: Site, email: str) -> None:
    """Bring this e-mail address past the soft limit."""
    made = site.manage("shell", "-v", "0", "-c", UNPAID_CHECKOUTS.format(email=email))
    assert made.returncode == 0, made.stderr


def test_challenge_is_solved_in_the_browser_and_leads_to_stripe(
    open_page: OpenPage, site: Site
) -> None:
    email = "suspicious-with@example.org"
    make_suspicious(site, email)
    page = open_page("/letters/new/", "en", "phone")
    write_family(page, email)
    held: list[Route] = []
    released = False

    def hold(route: Route) -> None:
        if released:
            route.continue_()
        else:
            held.append(route)

    page.route("**/proof-of-work.worker.js", hold)
    page.locator("p.pay-row button").click()
    expect(page.locator("#checkout-limit h2")).to_have_text("One moment")
    expect(page.locator('input[name="names-0-family_name"]')).to_have_value("לוי")
    assert accessibility_violations(page) == []
    # First: a worker whose script is requested only now must not be held for ever.
    released = True
    for route in held:
        route.continue_()
    expect(page.locator("#pay")).to_be_visible(timeout=60_000)
    assert page.url.startswith(site.simulator)


def test_challenge_without_javascript_says_what_to_do(open_page: OpenPage, site: Site) -> None:
    email = "suspicious-without@example.org"
    make_suspicious(site, email)
    page = open_page("/letters/new/", "en", "phone", java_script_enabled=False)
    page.locator("#add").click()
    page.locator('input[name="names-0-given_name"]').fill("יוסף")
    page.locator('input[name="names-0-relation"][value="ben"]').check()
    page.locator('input[name="names-0-mother_name"]').fill("זלדה")
    page.locator('input[name="names-0-declared"][value="self"]').check()
    page.locator('input[name="email"]').fill(email)
    page.locator('input[name="consent"]').check()
    page.locator("p.pay-row button").click()
    expect(page.locator("#checkout-limit noscript")).to_be_visible()
    expect(page.locator("#challenge-progress")).to_be_hidden()
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("יוסף")
