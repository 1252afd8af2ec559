"""Only a person's browser opens a page: no preview, no scanner, no loading ahead."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from core.http.visitors import opened_by_person
from letters.models import Certificate
from payments.fulfilment import record_and_apply
from payments.models import Order
from tests.payments.test_fulfilment import paid

CHROME = (
    "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/19.1 Mobile/15E148 Safari/604.1"
)
ROBOTS = [
    "WhatsApp/2.24.20.89 A",
    "TelegramBot (like TwitterBot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Twitterbot/1.0",
    "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 Version/9.0.1 Safari/601.2.4 "
    "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
    "Mozilla/5.0 (Windows NT 10.0) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; BarracudaCentral)",
    "curl/8.5.0",
    "python-requests/2.32.3",
]
OPENED = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "User-Agent": CHROME}


@pytest.mark.parametrize("agent", [CHROME, SAFARI])
def test_navigation_of_a_browser_is_a_persons(agent: str) -> None:
    assert opened_by_person(RequestFactory().get("/", headers={**OPENED, "User-Agent": agent}))


def test_sent_form_is_a_persons() -> None:
    assert opened_by_person(RequestFactory().post("/"))


@pytest.mark.parametrize("agent", ROBOTS)
@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Dest": "document"}])
def test_robot_is_no_person(agent: str, headers: dict[str, str]) -> None:
    assert not opened_by_person(RequestFactory().get("/", headers={**headers, "User-Agent": agent}))


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": CHROME},
        {**OPENED, "Sec-Fetch-Dest": "empty"},
        {**OPENED, "Sec-Fetch-Dest": "image"},
        {**OPENED, "Sec-Purpose": "prefetch;prerender"},
        {**OPENED, "Purpose": "prefetch"},
        {**OPENED, "X-Purpose": "preview"},
        {**OPENED, "X-Moz": "prefetch"},
    ],
)
def test_loading_ahead_or_in_the_background_is_no_opening(headers: dict[str, str]) -> None:
    assert not opened_by_person(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize("method", ["head", "options"])
def test_only_get_opens_a_page(method: str) -> None:
    ask: Callable[..., object] = getattr(RequestFactory(), method)
    assert not opened_by_person(ask("/", headers=OPENED))  # type: ignore[arg-type]


def test_certificate_is_opened_by_a_person_only(client: Client, order: Order) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order))
    certificate = Certificate.objects.earliest("pk")
    url = f"/certificates/{certificate.token}.pdf"

    def opened() -> bool:
        certificate.refresh_from_db()
        return certificate.opened_at is not None

    assert client.head(url, headers=OPENED).status_code == 200
    assert client.get(url).status_code == 200
    assert client.get(url, headers={**OPENED, "User-Agent": ROBOTS[0]}).status_code == 200
    assert not opened()
    assert client.get(url, headers=OPENED).status_code == 200
    assert opened()
