"""What all programs of the site print during a journey and at every error status."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Site
from tests.journey.test_family import pay, unique_name, write_family

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]


def test_log_of_a_journey_has_no_keys_addresses_or_names(
    open_page: Callable[..., Page], site: Site
) -> None:
    email = "logged-family@example.org"
    begins = site.log.stat().st_size
    page = open_page("/letters/new/")
    write_family(page, email)
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    order = urlsplit(page.url).path
    certificate = page.locator(".certificate-links a").first.get_attribute("href")
    assert certificate is not None
    mail = site.mail_to(email)
    statuses = _errors(page, site, order, certificate)
    assert statuses == [403, 403, 404, 404, 404, 405, 405, 400, 400]
    with site.log.open() as log:
        log.seek(begins)
        text = log.read()
    assert "orders/<str:public_id>/pay/" in text
    assert "certificates/<str:token>.pdf" in text
    names = [unique_name(email), unique_name(email, "bdfgklmnprstvz").capitalize(), "יוסף"]
    keys = [part for path in (order, certificate) for part in path.split("/") if len(part) > 20]
    assert len(keys) == 2
    secrets = [email, email.split("@")[0], str(mail["Message-ID"]), *names, *keys]
    assert [secret for secret in secrets if secret in text] == []


def _errors(page: Page, site: Site, order: str, certificate: str) -> list[int]:
    """Provoke errors whose addresses hold keys, an address and a name; return the statuses."""
    query = "?email=logged-family@example.org&name=יוסף"
    headers = {"Referer": site.url + order}
    get, post = page.request.get, page.request.post
    asked = [
        post(f"{site.url}{order}pay/{query}", headers=headers),
        post(f"{site.url}/accounts/login/code/{query}", headers=headers),
        get(f"{site.url}{order}nothing/{query}", headers=headers),
        get(f"{site.url}/orders{order}{query}", headers=headers),
        get(f"{site.url}{certificate.replace('.pdf', 'x.pdf')}", headers=headers),
        get(f"{site.url}{order}transfer/{query}", headers=headers),
        get(f"{site.url}{order}subscriptions/{query}", headers=headers),
        get(f"{site.url}{certificate.split('?')[0]}?paper=stone", headers=headers),
        get(f"{site.url}{order}{query}", headers={**headers, "Host": "elsewhere.test"}),
    ]
    return [answer.status for answer in asked]
