"""The cached public pages: content, headers, and no queries or sessions per view."""

import datetime
import gzip
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from core.cache import StaleWhileRevalidateCache
from core.http.public_cache import PublicPagesMiddleware
from letters.models import Person, Scroll
from letters.siyum.siyum import StreamNotAllowed, embed_url
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.races import PATIENCE
from tests.signing_in import sign_in


@pytest.fixture
def announced(scroll: Scroll, make_order: Callable[..., Order]) -> Scroll:
    """The 12th scroll with its siyum announced and three letters assigned in Israel."""
    order = make_order(zone="Asia/Jerusalem")
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    scroll.siyum_at = datetime.datetime(2026, 12, 1, 17, 30, tzinfo=datetime.UTC)
    scroll.siyum_zone = "Asia/Jerusalem"
    scroll.siyum_place = "Jerusalem, the Western Wall"
    scroll.i18n = {"siyum_place_he": "ירושלים, הכותל המערבי"}
    scroll.siyum_stream = "https://www.youtube.com/watch?v=abc_123-XYZ"
    scroll.columns_written = 240
    scroll.save()
    return scroll


def test_siyum_page_shows_both_calendars_place_and_numbers(announced: Scroll) -> None:
    page = Client().get("/siyum/12/").content.decode()
    for part in (
        "The eve of 22 Kislev 5787",
        "1 December 2026",
        "19:30",
        "Israel Time",
        "Western Wall",
        "240",
    ):
        assert part in page, part


def test_siyum_page_in_hebrew(announced: Scroll) -> None:
    page = Client().get("/siyum/12/?language=he").content.decode()
    for part in ('dir="rtl"', "הכותל המערבי", "שעון ישראל", "אור ל־כ״ב כסלו"):
        assert part in page, part


def test_siyum_page_shows_no_names(announced: Scroll) -> None:
    page = Client().get("/siyum/12/").content.decode()
    assert not any(person.given_name in page for person in Person.objects.all())


def test_cached_page_makes_no_query_and_no_session(announced: Scroll) -> None:
    client = Client()
    client.get("/siyum/12/")
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/siyum/12/")
    assert len(captured) == 0
    assert response.cookies == {}
    assert response["Cache-Control"].startswith("public")
    again = client.get("/siyum/12/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_siyum_page_allows_frames_of_known_players_only(announced: Scroll) -> None:
    response = Client().get("/siyum/12/")
    assert "https://www.youtube-nocookie.com/embed/abc_123-XYZ" in response.content.decode()
    assert "frame-src https://www.youtube-nocookie.com" in response["Content-Security-Policy"]
    assert "frame-src" not in Client().get("/about/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "embedded"),
    [
        ("https://youtu.be/abc", "https://www.youtube-nocookie.com/embed/abc"),
        ("https://www.youtube.com/live/abc", "https://www.youtube-nocookie.com/embed/abc"),
        ("https://vimeo.com/123", "https://player.vimeo.com/video/123?dnt=1"),
    ],
)
def test_embed_url_is_without_cookies(address: str, embedded: str) -> None:
    assert embed_url(address) == embedded


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/watch?v=abc",
        "http://youtube.com/watch?v=abc",
        "https://youtube.com/watch?v=a%22b",
        "https://youtube.com.example.org/watch?v=abc",
        "javascript:alert(1)",
        "https://youtu.be/",
    ],
)
def test_embed_url_rejects(address: str) -> None:
    with pytest.raises(StreamNotAllowed):
        embed_url(address)


def test_draw_page_hides_the_seed_until_completed(scroll: Scroll) -> None:
    page = Client().get("/scrolls/12/draw/").content.decode()
    assert scroll.commitment in page
    assert scroll.seed not in page


def test_draw_page_shows_the_seed_of_a_completed_scroll(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state="completed")
    page = Client().get("/scrolls/12/draw/?language=he").content.decode()
    assert scroll.seed in page


@pytest.mark.parametrize("address", ["/siyum/99/", "/scrolls/99/draw/"])
def test_page_of_an_unknown_scroll_is_404(scroll: Scroll, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_cache_serves_the_old_value_while_a_new_one_is_made() -> None:
    cached: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(max_age=0)
    assert cached.get("a", lambda: 1) == 1

    def make() -> int:
        assert cached.get("a", lambda: 99) == 1  # a second reader meanwhile
        return 2

    assert cached.get("a", make) == 2


CACHED_PAGES = ["/siyum/12/", "/scrolls/12/draw/"]


@pytest.mark.parametrize("address", CACHED_PAGES)
def test_cached_page_ignores_the_session(announced: Scroll, address: str) -> None:
    client = Client()
    sign_in(client, User.objects.create_user("registrar"))
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert len(captured) == 0
    assert response.status_code == 200
    assert response.cookies == {}


@pytest.mark.parametrize("address", CACHED_PAGES)
def test_cached_page_skips_later_middleware(announced: Scroll, address: str) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("sessions and sign-in were looked at")

    assert PublicPagesMiddleware(view)(RequestFactory().get(address)).status_code == 200
    with pytest.raises(AssertionError):
        PublicPagesMiddleware(view)(RequestFactory().get("/about/"))


def test_cached_page_has_security_headers(announced: Scroll) -> None:
    response = Client().get("/siyum/12/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_cached_page_language_is_of_url_then_cookie_then_browser(announced: Scroll) -> None:
    client = Client(headers={"Accept-Language": "he"})
    assert 'lang="he"' in client.get("/siyum/12/").content.decode()
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get("/siyum/12/").content.decode()
    assert 'lang="he"' in client.get("/siyum/12/?language=he").content.decode()
    assert 'lang="en"' in client.get("/siyum/12/?language=xx").content.decode()


def test_cached_page_vary_header(announced: Scroll) -> None:
    assert Client().get("/siyum/12/")["Vary"] == "Accept-Encoding, Accept-Language, Cookie"
    assert Client().get("/siyum/12/?language=he")["Vary"] == "Accept-Encoding"


def test_cached_page_is_gzipped_if_accepted(announced: Scroll) -> None:
    plain = Client().get("/siyum/12/")
    packed = Client().get("/siyum/12/", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    assert "Content-Encoding" not in plain


def test_cached_page_head_request(announced: Scroll) -> None:
    page, head = Client().get("/siyum/12/"), Client().head("/siyum/12/")
    assert head.content == b""
    assert head.headers == page.headers
    assert page["Content-Length"] == str(len(page.content))


@pytest.mark.parametrize("known", ["{}", '"other", {}', "*"])
def test_cached_page_not_modified(announced: Scroll, known: str) -> None:
    first = Client().get("/siyum/12/")
    again = Client().get("/siyum/12/", headers={"If-None-Match": known.format(first["ETag"])})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again[name] == first[name]


def test_cached_page_etag_differs_by_language(announced: Scroll) -> None:
    mark = Client().get("/siyum/12/?language=he")["ETag"]
    answer = Client().get("/siyum/12/?language=en", headers={"If-None-Match": mark})
    assert answer.status_code == 200


def test_cached_page_rejects_post(announced: Scroll) -> None:
    assert Client().post("/siyum/12/").status_code == 405


def test_page_of_an_unknown_scroll_is_404_in_the_readers_language(scroll: Scroll) -> None:
    response = Client(headers={"Accept-Language": "he"}).get("/siyum/99/")
    assert response.status_code == 404
    assert 'lang="he"' in response.content.decode()


def test_cache_computes_a_value_once_for_concurrent_readers() -> None:
    cached: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(max_age=60)
    made: list[int] = []
    together = threading.Barrier(8)

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    def get() -> int | None:
        together.wait(PATIENCE)
        return cached.get("a", make)

    with ThreadPoolExecutor(8) as readers:
        answers = [future.result() for future in [readers.submit(get) for _ in range(8)]]
    assert answers == [1] * 8
