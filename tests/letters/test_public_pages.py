"""Pages for a crowd: what they tell, and that a crowd costs nothing."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.fresh import Fresh
from letters.models import Person, Scroll
from letters.siyum import NotAllowed, player
from payments.fulfilment import Paid, fulfil
from payments.models import Order


@pytest.fixture
def told(scroll: Scroll, make_order: Callable[..., Order]) -> Scroll:
    """The 12th scroll with its siyum announced and three letters given in Israel."""
    order = make_order(zone="Asia/Jerusalem")
    fulfil(order_id=order.pk, paid=Paid("pi_1", "cs_1", order.total, "usd"))
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
    assert player(address) == embedded


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
    with pytest.raises(NotAllowed):
        player(address)


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
    kept: Fresh[int] = Fresh(seconds=0)
    assert kept.get("a", lambda: 1) == 1

    def make() -> int:
        assert kept.get("a", lambda: 99) == 1  # another asks meanwhile
        return 2

    assert kept.get("a", make) == 2
