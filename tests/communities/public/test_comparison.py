"""The comparison of communities, by people, scroll and country; opting out."""

import re
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities import tasks
from communities.models import CommunityCount
from communities.public.community_counts import count_people
from communities.public.comparison import compare
from letters.models import Community, Person, Scroll
from tests.communities.people import give_letters, give_to

Make = Callable[..., Community]


@pytest.fixture
def communities(scroll: Scroll, make_community: Make) -> dict[str, Community]:
    """Three in Canada and one in Britain, with 6, 7, 5 and 8 people in the open scroll."""
    made = {
        "montreal": make_community("montreal"),
        "toronto": make_community("toronto"),
        "quiet": make_community("quiet", listed=False),
        "london": make_community("london", country="GB"),
    }
    for slug, people in zip(made, (6, 7, 5, 8), strict=True):
        give_letters(made[slug], scroll, people)
    count_people(scroll)
    count_people(None)
    return made


def order_on(page: str) -> list[str]:
    return re.findall(r'href="/communities/(\w+)/\?language', page)


def test_comparison_sorts_by_people(communities: dict[str, Community]) -> None:
    page = Client().get("/communities/").content.decode()
    assert order_on(page) == ["london", "toronto", "montreal"]


def test_comparison_counts_opted_out_communities_without_names(
    communities: dict[str, Community],
) -> None:
    page = Client().get("/communities/").content.decode()
    assert "Quiet" not in page
    assert "<strong><bdi>26</bdi></strong>" in page
    assert "One of them is not listed by name." in page


def test_comparison_by_country(communities: dict[str, Community], scroll: Scroll) -> None:
    shown = compare(scroll)
    assert [(each.code, each.communities, each.people) for each in shown.countries] == [
        ("CA", 3, 18),
        ("GB", 1, 8),
    ]


def test_comparison_of_a_country_shows_its_communities(communities: dict[str, Community]) -> None:
    page = Client().get("/communities/?country=CA").content.decode()
    assert order_on(page) == ["toronto", "montreal"]
    assert "<strong><bdi>18</bdi></strong>" in page


def test_comparison_of_a_scroll_and_of_all(
    communities: dict[str, Community], make_scroll: Callable[..., Scroll], scroll: Scroll
) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state=Scroll.State.FULL)
    following = make_scroll(number=13, letters=20)
    give_letters(communities["montreal"], following, 5)
    for counted in (following, None):
        count_people(counted)
    client = Client()
    in_turn = client.get("/communities/").content.decode()
    assert order_on(in_turn) == ["montreal"]
    assert order_on(client.get("/communities/?scroll=12").content.decode())[0] == "london"
    assert order_on(client.get("/communities/?scroll=all").content.decode())[0] == "montreal"


def test_count_people_counts_a_person_once_in_all_scrolls(
    communities: dict[str, Community], make_scroll: Callable[..., Scroll]
) -> None:
    people = Person.objects.filter(community=communities["montreal"])
    give_to(list(people), make_scroll(number=13, letters=20, opened=False))
    count_people(None)
    count = CommunityCount.objects.get(community=communities["montreal"], scroll=None)
    assert count.people == 6


def test_count_people_deletes_empty_counts(
    communities: dict[str, Community], scroll: Scroll
) -> None:
    Person.objects.filter(community=communities["london"]).update(community=None)
    count_people(scroll)
    count_people(None)
    assert not CommunityCount.objects.filter(community=communities["london"]).exists()
    assert CommunityCount.objects.filter(scroll=scroll).count() == 3


def test_count_people_follows_moved_people(
    communities: dict[str, Community], scroll: Scroll
) -> None:
    give_letters(communities["montreal"], scroll, 5)
    tasks.count_open_scroll()
    assert compare(scroll).named[0].community.slug == "montreal"


def test_comparison_hides_a_closed_community(
    communities: dict[str, Community], scroll: Scroll
) -> None:
    Community.objects.filter(slug="london").update(approved_at=None)
    shown = compare(scroll)
    assert (shown.people, shown.communities) == (18, 3)


@pytest.mark.parametrize(
    "query", ["scroll=99", "scroll=x", "country=FR", "country=<b>", "scroll=12&country=XX"]
)
def test_comparison_of_unknown_scroll_or_country_answers_404(
    communities: dict[str, Community], query: str
) -> None:
    assert Client().get(f"/communities/?{query}").status_code == 404


def test_comparison_costs_no_query_and_no_session(communities: dict[str, Community]) -> None:
    Client().get("/communities/")
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get("/communities/")
    assert len(captured) == 0
    assert not answer.cookies


def test_comparison_without_counts_says_so(db: None) -> None:
    assert (
        "No community has five people with a letter yet."
        in Client().get("/communities/").content.decode()
    )


def test_comparison_links_all_work(communities: dict[str, Community]) -> None:
    client = Client()
    page = client.get("/communities/?language=he").content.decode()
    addresses = {each.replace("&amp;", "&") for each in re.findall(r'href="(\?[^"]+)"', page)}
    assert len(addresses) >= 5
    for address in addresses:
        assert client.get(f"/communities/{address}").status_code == 200, address


@pytest.mark.django_db(transaction=True)
def test_count_people_twice_at_once_counts_once(communities: dict[str, Community]) -> None:
    done: list[bool] = []

    def second() -> None:
        try:
            done.append(count_people(None))
        finally:
            connection.close()

    with transaction.atomic():
        assert count_people(None)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert done == [False]
    assert count_people(None)


def test_comparison_has_no_number_of_four_people(
    communities: dict[str, Community], scroll: Scroll, make_community: Make
) -> None:
    """Neither itself nor by the difference of a total and the others."""
    before = compare(scroll)
    give_letters(make_community("lima", country="PE"), scroll, 4)
    count_people(scroll)
    assert compare(scroll) == before
    page = Client().get("/communities/").content.decode()
    assert "Lima" not in page
    assert "Peru" not in page
    assert Client().get("/communities/?country=PE").status_code == 404
