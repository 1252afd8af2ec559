"""The home page: the same for everyone, in every state of a series."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.cache import StaleWhileRevalidateCache
from letters.models import Person, Scroll, ScrollGlance, Series
from letters.scrolls.glance import draw_glance
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order


@pytest.fixture
def drawn(order: Order, scroll: Scroll) -> ScrollGlance:
    """The 12th scroll with three letters given."""
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "", order.total, order.currency)
    )
    return draw_glance(scroll)


def test_nothing_of_the_reader_is_in_it(drawn: ScrollGlance) -> None:
    client = Client()
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/")
    assert len(captured) == 0
    assert answer.cookies == {}
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "Cookie" not in answer["Vary"]
    assert answer["Cache-Control"].startswith("public")
    again = client.get("/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_chosen_language_stays_and_is_kept_by_its_reader_alone(drawn: ScrollGlance) -> None:
    client = Client(headers={"Accept-Language": "he"})
    assert 'lang="he"' in client.get("/").content.decode()
    client.cookies["django_language"] = "en"
    answer = client.get("/")
    assert 'lang="en"' in answer.content.decode()
    assert answer["Cache-Control"].startswith("private")
    assert client.get("/he/")["Cache-Control"].startswith("public")


def test_no_name_is_on_it(drawn: ScrollGlance) -> None:
    page = Client().get("/").content.decode()
    assert Person.objects.exists()
    for person in Person.objects.all():
        assert person.line not in page


@pytest.mark.parametrize(
    ("accepted", "query", "language"),
    [
        ("en", "", "en"),
        ("he-IL,he;q=0.9", "", "he"),
        ("iw_IL", "", "he"),
        ("xx", "", "en"),
        ("en", "?language=he", "he"),
    ],
)
def test_its_language(drawn: ScrollGlance, accepted: str, query: str, language: str) -> None:
    answer = Client().get(f"/{query}", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in answer.content.decode()
    assert ("Accept-Language" in answer["Vary"]) is not query.startswith("?")


def test_its_figures(drawn: ScrollGlance) -> None:
    Scroll.objects.update(columns_written=131)
    ScrollGlance.objects.update(whole_words=14_617, countries=17, communities=13)
    page = Client().get("/").content.decode()
    for part in ("14,617", "words already whole", "131 of 245", "17 countries", "13 communities"):
        assert part in page, part
    assert f"glance-dark-{drawn.fingerprint}.png" in page


@pytest.mark.parametrize(
    ("verses", "parshiyos", "shown"),
    [(99, 0, "words already whole"), (100, 0, "verses already"), (4000, 1, "parsha already")],
)
def test_later_verses_and_then_parshiyos(
    drawn: ScrollGlance, verses: int, parshiyos: int, shown: str
) -> None:
    ScrollGlance.objects.update(whole_words=14_617, whole_verses=verses, whole_parshiyos=parshiyos)
    assert shown in Client().get("/").content.decode()


def test_an_empty_scroll_has_no_figure(scroll: Scroll) -> None:
    page = Client().get("/").content.decode()
    assert "glance-light-" in page
    assert "home-figures" not in page


def test_no_parsha_where_the_series_discloses_none(drawn: ScrollGlance) -> None:
    Series.objects.update(disclosure=Series.Disclosure.HIDDEN)
    page = Client().get("/").content.decode()
    assert "letters given today" in page
    assert "the last in" not in page


def test_between_two_scrolls(drawn: ScrollGlance) -> None:
    Scroll.objects.update(state="full")
    page = Client().get("/").content.decode()
    assert "each of them given" in page
    assert "The 13th scroll is being prepared" in page
    assert 'name="name"' in page


def test_a_closed_series(drawn: ScrollGlance) -> None:
    Scroll.objects.update(state="full")
    Series.objects.update(closed=True)
    page = Client().get("/").content.decode()
    assert "each of them given" in page
    assert 'name="name"' not in page


def test_a_second_series_has_its_own(scroll: Scroll) -> None:
    children = Series.objects.create(
        slug="children", name="Children’s", audience="children", extras_accepted=False
    )
    assert "glance-light" not in Client().get("/children/").content.decode()
    open_scroll(scroll=prepare_scroll(series=children, number=1, letters=5))
    StaleWhileRevalidateCache.clear_all()
    page = Client().get("/children/").content.decode()
    assert 'src="/children/scrolls/1/glance-light-' in page
    assert 'action="/children/letters/new/name/"' in page
    assert Client().get("/children/certificates/sample-he.png").status_code == 200


def test_the_certificate_in_each_language(scroll: Scroll) -> None:
    for language in ("en", "he"):
        answer = Client().get(f"/certificates/sample-{language}.png")
        assert answer.content.startswith(b"\x89PNG")
    assert Client().get("/certificates/sample-xx.png").status_code == 404


def test_no_such_series(scroll: Scroll) -> None:
    assert Client().get("/nothing/").status_code == 404
    assert Client().get("/nothing/certificates/sample-en.png").status_code == 404
