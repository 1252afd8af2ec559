"""What browsers, search engines, chats and reporters of faults ask for."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from core.languages import language_codes
from letters.models import Scroll
from organisation.models import Organisation

pytestmark = pytest.mark.django_db
XML = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_robots_name_the_sitemap() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_every_page_of_the_sitemap_is_there_and_may_be_found(scroll: Scroll) -> None:
    root = ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 - our own
    paths = [
        str(loc.text).removeprefix("http://testserver") for loc in root.findall("s:url/s:loc", XML)
    ]
    assert {"/", "/he/", "/questions/", "/he/siyum/12/", "/about/"} <= set(paths)
    for path in paths:
        page = Client().get(path)
        assert (path, page.status_code) == (path, 200)
        if path.removeprefix("/he") not in {"/communities/new/", "/find/", "/letters/new/"}:
            assert (path, "index, follow") == (path, robots_of(page.content.decode()))


def robots_of(page: str) -> str:
    found = re.search(r'<meta name="robots" content="([^"]*)"', page)
    return found.group(1) if found else ""


def test_the_sitemap_names_each_language_of_a_page(scroll: Scroll) -> None:
    root = ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 - our own
    first = root.find("s:url", XML)
    assert first is not None
    languages = {str(link.get("hreflang")) for link in first.findall("x:link", XML)}
    assert languages == {*language_codes(), "x-default"}


def test_security_txt_names_the_contact_and_is_valid_for_months() -> None:
    Organisation.objects.create(pk=1, email="office@example.org")
    text = Client().get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "mailto:office@example.org"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=90) < expires - timezone.now() < timedelta(days=365)


@pytest.mark.parametrize("language", language_codes())
def test_the_manifest_is_in_the_language_of_its_address(language: str) -> None:
    page = Client().get("/he/" if language == "he" else "/").content.decode()
    found = re.search(r'<link rel="manifest" href="([^"]*)"', page)
    assert found
    manifest = json.loads(Client().get(found.group(1)).content)
    assert manifest["lang"] == language
    assert Client().get(manifest["start_url"]).status_code == 200


@pytest.mark.parametrize("language", language_codes())
def test_the_picture_of_links_has_its_size(language: str) -> None:
    page = Client().get("/he/about/" if language == "he" else "/about/").content.decode()
    found = re.search(r'<meta property="og:image" content="http://testserver([^"]*)"', page)
    assert found
    picture = Client().get(found.group(1))
    assert picture["Content-Type"] == "image/png"
    assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"
    size = (int.from_bytes(picture.content[i : i + 4], "big") for i in (16, 20))
    assert tuple(size) == (1200, 630)


@pytest.mark.parametrize("path", ["/", "/about/", "/questions/", "/scrolls/", "/privacy/"])
def test_each_page_has_a_title_and_a_description_for_chats(path: str) -> None:
    page = Client().get(path).content.decode()
    for name in ('name="description"', 'property="og:title"', 'property="og:description"'):
        assert len(re.findall(rf'<meta {name} content="[^"]+">', page)) == 1


def test_favicon_at_its_old_address() -> None:
    assert Client().get("/favicon.ico").status_code == 302


def test_siyum_as_a_calendar_file(scroll: Scroll) -> None:
    at = datetime(2026, 12, 6, 0, 30, tzinfo=UTC)
    Scroll.objects.filter(pk=scroll.pk).update(
        siyum_at=at, siyum_zone="America/New_York", siyum_place="770 Eastern Parkway"
    )
    answer = Client().get("/siyum/12/siyum.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == at
    assert event["location"] == "770 Eastern Parkway"
    assert "5787" in str(event["description"])
    assert "5 December 2026" in str(event["description"])
    assert "/he/siyum/12/" in Client().get("/he/siyum/12/siyum.ics").content.decode()
    page = Client().get("/siyum/12/").content.decode()
    assert "openstreetmap.org/search?query=770+Eastern+Parkway" in page
    assert "/siyum/12/siyum.ics" in page


def test_a_siyum_without_its_hour_has_no_calendar_file(scroll: Scroll) -> None:
    assert Client().get("/siyum/12/siyum.ics").status_code == 404
    assert Client().get("/siyum/99/siyum.ics").status_code == 404


def test_an_earlier_scroll_has_a_page_without_figures(scroll: Scroll) -> None:
    Scroll.objects.create(
        series=scroll.series,
        number=11,
        edition=scroll.edition,
        state=Scroll.State.COMPLETED,
        registered_here=False,
        seed="",
        completed_on="2025-11-16",
    )
    assert 'href="/siyum/11/"' in Client().get("/scrolls/").content.decode()
    page = Client().get("/siyum/11/").content.decode()
    assert "16 November 2025" in page
    assert "Letters inscribed" not in page
    assert Client().get("/scrolls/11/draw/").status_code == 404


def test_scrolls_before_the_first_one() -> None:
    assert Client().get("/scrolls/").status_code == 200


def test_scrolls_of_a_series(scroll: Scroll, make_scroll: Callable[..., Scroll]) -> None:
    assert Client().get("/nothing/scrolls/").status_code == 404
