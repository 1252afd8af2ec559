"""The public page of a community: contents and caching."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.public import qr
from core.cache import StaleWhileRevalidateCache
from letters.models import Community, Scroll
from tests.communities.people import give_letters, give_to

Make = Callable[..., Community]
PAGES = ["", "badge/", "poster.pdf", "handouts.pdf"]


@pytest.fixture
def montreal(scroll: Scroll, make_community: Make) -> Community:
    """A community of six people with a letter in the open scroll and a goal of ten."""
    community = make_community(name_he="מונטריאול", goal=10)
    give_letters(community, scroll, 6)
    return community


def page_of(community: Community, query: str = "") -> str:
    return Client().get(f"/communities/{community.slug}/{query}").content.decode()


def test_community_page_shows_name_and_count(montreal: Community) -> None:
    page = page_of(montreal)
    for part in ("Montreal", "Canada", "<bdi>6</bdi></strong> of <bdi>10</bdi>", "In the 12th"):
        assert part in page, part


def test_community_page_in_hebrew(montreal: Community) -> None:
    page = page_of(montreal, "?language=he")
    for part in ('dir="rtl"', "מונטריאול", "קנדה"):
        assert part in page, part


def test_community_page_names_nobody(montreal: Community) -> None:
    page = page_of(montreal)
    assert "Zevulun" not in page
    assert "Basya" not in page


def test_community_page_links_to_the_basket_with_the_community(montreal: Community) -> None:
    assert f'href="/letters/new/?community={montreal.slug}"' in page_of(montreal)


def test_community_page_has_the_qr_code_of_its_url(montreal: Community) -> None:
    page = page_of(montreal)
    assert qr.qr_svg(f"http://testserver/communities/{montreal.slug}/") in page
    assert qr.qr_svg("http://testserver/communities/") not in page


def test_public_community_counts_a_person_once(
    montreal: Community, scroll: Scroll, make_scroll: Callable[..., Scroll]
) -> None:
    people = list(montreal.people.all())
    give_to(people, make_scroll(number=13, letters=20, opened=False))
    assert "<bdi>6</bdi></strong> of <bdi>10</bdi>" in page_of(montreal)


def test_public_community_ignores_people_without_letters(
    montreal: Community, scroll: Scroll
) -> None:
    person = montreal.people.first()
    assert person is not None
    scroll.letters.filter(inscription__person=person).update(inscription=None)
    assert "<bdi>5</bdi></strong> of <bdi>10</bdi>" in page_of(montreal)


def test_public_community_ignores_people_of_others(
    montreal: Community, scroll: Scroll, make_community: Make
) -> None:
    give_letters(make_community("london", country="GB"), scroll, 4)
    assert "<bdi>6</bdi></strong> of <bdi>10</bdi>" in page_of(montreal)


def test_community_page_shows_a_reached_goal(montreal: Community) -> None:
    Community.objects.update(goal=2)
    page = page_of(montreal)
    assert "The goal of 2 has been reached." in page
    assert "of <bdi>2</bdi>" not in page


def test_community_page_without_a_goal_shows_the_count_only(montreal: Community) -> None:
    Community.objects.update(goal=0)
    page = page_of(montreal)
    assert "<strong><bdi>6</bdi></strong>" in page
    assert '<svg class="progress-line"' not in page


@pytest.mark.parametrize("page", PAGES)
def test_community_page_of_an_unapproved_community_answers_404(
    montreal: Community, page: str
) -> None:
    Community.objects.update(approved_at=None)
    assert Client().get(f"/communities/{montreal.slug}/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_community_page_costs_no_query_and_no_session(montreal: Community, page: str) -> None:
    address = f"/communities/{montreal.slug}/{page}"
    Client().get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get(address)
    assert len(captured) == 0
    assert not answer.cookies
    assert answer["Cache-Control"].startswith("public")


def test_community_page_first_view_costs_four_queries(montreal: Community) -> None:
    StaleWhileRevalidateCache.clear_all()
    with CaptureQueriesContext(connection) as captured:
        page_of(montreal)
    assert len(captured) == 4  # one is the organisation in the footer


def test_community_page_answers_304_when_unchanged(montreal: Community) -> None:
    address = f"/communities/{montreal.slug}/"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_application_page_is_not_a_community_slug(db: None) -> None:
    assert b"Open a community page" in Client().get("/communities/new/").content


@pytest.mark.parametrize("count", [0, 1, 4])
@pytest.mark.parametrize("goal", [0, 2, 10])
def test_fewer_than_five_people_are_no_number(
    scroll: Scroll, make_community: Make, count: int, goal: int
) -> None:
    """The same page, badge and answer of the API for none, one and four."""
    community = make_community("lima", goal=goal)

    def shown() -> list[str]:
        StaleWhileRevalidateCache.clear_all()
        badge = page_of(community, "badge/")
        return [page_of(community), badge, Client().get("/api/v1/communities/lima/").text]

    before = shown()
    give_letters(community, scroll, count)
    assert shown() == before
    page, badge, numbers = before
    assert "Fewer than five so far" in page
    assert "Fewer than five so far" in badge
    assert "has been reached" not in page
    assert '"people": null, "in_scroll": null' in numbers


def test_members_see_their_own_small_number(
    scroll: Scroll, community: Community, shliach: User, sign_in: Callable[[User], Client]
) -> None:
    give_letters(community, scroll, 3)
    page = sign_in(shliach).get(f"/shluchim/{community.slug}/").content.decode()
    assert "<strong><bdi>3</bdi></strong>" in page
    assert "Fewer than five" not in page
