"""Pages for a crowd: what they tell, and that a crowd costs nothing."""

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
from core.public_cache import PublicPagesMiddleware
from letters.models import Person, Scroll
from letters.siyum.siyum import StreamNotAllowed, embed_url
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.signing_in import sign_in


@pytest.fixture
def told(scroll: Scroll, make_order: Callable[..., Order]) -> Scroll:
    """The 12th scroll with its siyum announced and three letters given in Israel."""
    order = make_order(zone="Asia/Jerusalem")
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    scroll.siyum_at = datetime.datetime(2026, 12, 1, 17, 30, tzinfo=datetime.UTC)
    scroll.siyum_zone = "Asia/Jerusalem"
    scroll.siyum_place = "Jerusalem, the Western Wall"
    scroll.siyum_place_he = "ירושלים, הכותל המערבי"
    scroll.siyum_stream = "https://www.youtube.com/watch?v=abc_123-XYZ"
    scroll.columns_written = 240
    scroll.save()
    return scroll


def test_the_siyum_is_told_in_both_calendars_with_place_and_numbers(told: Scroll) -> None:
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


def test_the_siyum_in_hebrew(told: Scroll) -> None:
    page = Client().get("/siyum/12/?language=he").content.decode()
    for part in ('dir="rtl"', "הכותל המערבי", "שעון ישראל", "אור ל־כ״ב כסלו"):
        assert part in page, part


def test_no_name_of_anybody_stands_on_it(told: Scroll) -> None:
    page = Client().get("/siyum/12/").content.decode()
    assert not any(person.given_name in page for person in Person.objects.all())


def test_a_view_costs_no_query_and_no_session(told: Scroll) -> None:
    client = Client()
    client.get("/siyum/12/")
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/siyum/12/")
    assert len(captured) == 0
    assert response.cookies == {}
    assert response["Cache-Control"].startswith("public")
    again = client.get("/siyum/12/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_only_the_players_we_know_are_framed(told: Scroll) -> None:
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
def test_a_stream_is_embedded_without_its_cookies(address: str, embedded: str) -> None:
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
def test_another_address_is_not_framed(address: str) -> None:
    with pytest.raises(StreamNotAllowed):
        embed_url(address)


def test_the_number_of_the_lottery_is_told_only_when_completed(scroll: Scroll) -> None:
    page = Client().get("/scrolls/12/lottery/").content.decode()
    assert scroll.commitment in page
    assert scroll.seed not in page


def test_a_completed_scroll_tells_its_number(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state="completed")
    page = Client().get("/scrolls/12/lottery/?language=he").content.decode()
    assert scroll.seed in page


@pytest.mark.parametrize("address", ["/siyum/99/", "/scrolls/99/lottery/"])
def test_a_scroll_that_is_not_there_is_not_found(scroll: Scroll, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_what_is_old_is_given_while_the_new_is_made() -> None:
    kept: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(max_age=0)
    assert kept.get("a", lambda: 1) == 1

    def make() -> int:
        assert kept.get("a", lambda: 99) == 1  # another asks meanwhile
        return 2

    assert kept.get("a", make) == 2


CROWDED = ["/siyum/12/", "/scrolls/12/lottery/"]


@pytest.mark.parametrize("address", CROWDED)
def test_a_reader_with_a_session_costs_no_query_either(told: Scroll, address: str) -> None:
    client = Client()
    sign_in(client, User.objects.create_user("registrar"))
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert len(captured) == 0
    assert response.status_code == 200
    assert response.cookies == {}


@pytest.mark.parametrize("address", CROWDED)
def test_nothing_after_the_middleware_is_reached(told: Scroll, address: str) -> None:
    def beyond(request: HttpRequest) -> HttpResponse:
        raise AssertionError("sessions and sign-in were looked at")

    assert PublicPagesMiddleware(beyond)(RequestFactory().get(address)).status_code == 200
    with pytest.raises(AssertionError):
        PublicPagesMiddleware(beyond)(RequestFactory().get("/about/"))


def test_the_walls_stand_around_it(told: Scroll) -> None:
    response = Client().get("/siyum/12/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_the_language_is_the_addresss_then_the_cookies_then_the_browsers(told: Scroll) -> None:
    client = Client(headers={"Accept-Language": "he"})
    assert 'lang="he"' in client.get("/siyum/12/").content.decode()
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get("/siyum/12/").content.decode()
    assert 'lang="he"' in client.get("/siyum/12/?language=he").content.decode()
    assert 'lang="en"' in client.get("/siyum/12/?language=xx").content.decode()


def test_what_an_answer_depends_on_is_told_to_caches(told: Scroll) -> None:
    assert Client().get("/siyum/12/")["Vary"] == "Accept-Encoding, Accept-Language, Cookie"
    assert Client().get("/siyum/12/?language=he")["Vary"] == "Accept-Encoding"


def test_packed_for_those_who_can_unpack(told: Scroll) -> None:
    plain = Client().get("/siyum/12/")
    packed = Client().get("/siyum/12/", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    assert "Content-Encoding" not in plain


def test_the_head_is_that_of_the_page(told: Scroll) -> None:
    page, head = Client().get("/siyum/12/"), Client().head("/siyum/12/")
    assert head.content == b""
    assert head.headers == page.headers
    assert page["Content-Length"] == str(len(page.content))


@pytest.mark.parametrize("known", ["{}", '"other", {}', "*"])
def test_who_has_the_page_is_not_sent_it_again(told: Scroll, known: str) -> None:
    first = Client().get("/siyum/12/")
    again = Client().get("/siyum/12/", headers={"If-None-Match": known.format(first["ETag"])})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again[name] == first[name]


def test_another_language_is_another_page(told: Scroll) -> None:
    mark = Client().get("/siyum/12/?language=he")["ETag"]
    answer = Client().get("/siyum/12/?language=en", headers={"If-None-Match": mark})
    assert answer.status_code == 200


def test_nothing_is_posted_to_it(told: Scroll) -> None:
    assert Client().post("/siyum/12/").status_code == 405


def test_what_is_not_there_is_told_in_the_readers_language(scroll: Scroll) -> None:
    response = Client(headers={"Accept-Language": "he"}).get("/siyum/99/")
    assert response.status_code == 404
    assert 'lang="he"' in response.content.decode()


def test_one_of_a_crowd_makes_the_page() -> None:
    kept: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(max_age=60)
    made: list[int] = []
    together = threading.Barrier(8)

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    def ask() -> int | None:
        together.wait()
        return kept.get("a", make)

    with ThreadPoolExecutor(8) as crowd:
        answers = [future.result() for future in [crowd.submit(ask) for _ in range(8)]]
    assert answers == [1] * 8
