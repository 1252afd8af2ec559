"""The siyum's page in each stage, and the letters by country and community."""

import datetime
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from core.cache import StaleWhileRevalidateCache
from core.calendar.local_day import LocalDay
from letters.models import Community, Inscription, Person, Scroll
from letters.scrolls.scroll_stats import scroll_stats
from letters.siyum.mail import siyum_sample
from letters.siyum.siyum import siyum_details
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order

NEW_YORK = "America/New_York"


@pytest.fixture(autouse=True)
def _few_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letters.scrolls.scroll_stats.MIN_SHOWN", 1)


@pytest.fixture
def held(scroll: Scroll, make_order: Callable[..., Order]) -> Scroll:
    """The 12th scroll with three letters: two in France, one without a country."""
    order = make_order()
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    people = list(Person.objects.order_by("pk"))
    Person.objects.filter(pk__in=[person.pk for person in people[:2]]).update(country="FR")
    Person.objects.filter(pk=people[2].pk).update(country="")
    return scroll


def community(slug: str, *, listed: bool = True, approved: bool = True) -> Community:
    """A community in Paris."""
    return Community.objects.create(
        slug=slug,
        name=slug.title(),
        name_he="קהילה",
        city="Paris",
        country="FR",
        listed=listed,
        approved_at=timezone.now() if approved else None,
    )


def page(language: str = "en") -> str:
    StaleWhileRevalidateCache.clear_all()
    return Client().get(f"/siyum/12/?language={language}").content.decode()


def test_scroll_stats_by_country(held: Scroll) -> None:
    counted = scroll_stats(held)
    assert (counted.assigned, counted.countries, counted.other_countries) == (3, [("FR", 2)], 1)


def test_scroll_stats_by_community(held: Scroll) -> None:
    paris = community("paris")
    Person.objects.filter(country="FR").update(community=paris)
    counted = scroll_stats(held)
    assert (counted.communities, counted.other_communities) == ([(paris, 2)], 1)
    assert "Paris" in page()
    assert "קהילה" in page("he")


@pytest.mark.parametrize("fields", [{"listed": False}, {"approved": False}])
def test_scroll_stats_count_unlisted_communities_with_the_others(
    held: Scroll, fields: dict[str, bool]
) -> None:
    shown = community("paris")
    first, second, _third = Person.objects.order_by("pk")
    Person.objects.filter(pk=first.pk).update(community=shown)
    Person.objects.filter(pk=second.pk).update(community=community("quiet", **fields))
    counted = scroll_stats(held)
    assert (counted.communities, counted.other_communities) == ([(shown, 1)], 2)
    assert "Quiet" not in page()


def test_scroll_stats_sort_by_count(held: Scroll) -> None:
    third = Person.objects.latest("pk")
    Person.objects.filter(pk=third.pk).update(country="AR")
    assert scroll_stats(held).countries == [("FR", 2), ("AR", 1)]


def test_scroll_stats_add_up_to_all_assigned_letters(held: Scroll) -> None:
    Inscription.objects.filter(letter__isnull=True).delete()
    counted = scroll_stats(held)
    assert (
        sum(count for _, count in counted.countries) + counted.other_countries == counted.assigned
    )


def test_a_few_people_of_a_place_are_counted_with_the_others(
    held: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the only family of a country everybody there would know that it has a letter."""
    monkeypatch.setattr("letters.scrolls.scroll_stats.MIN_SHOWN", 3)
    Person.objects.filter(country="FR").update(community=community("paris"))
    counted = scroll_stats(held)
    assert (counted.countries, counted.other_countries) == ([], 3)
    assert (counted.communities, counted.other_communities) == ([], 3)
    assert "France" not in page()


def test_scroll_stats_are_new_after_a_change_of_state(held: Scroll) -> None:
    assert scroll_stats(held).assigned == 3
    Person.objects.update(country="IL")
    assert scroll_stats(held).countries == [("FR", 2)]  # a minute old
    held.state = Scroll.State.FULL
    assert scroll_stats(held).countries == [("IL", 3)]


@pytest.mark.parametrize(
    ("after", "stage"),
    [(-60, "before"), (60, "now"), (5 * 3600, "now"), (7 * 3600, "held")],
)
def test_siyum_stage(scroll: Scroll, after: int, stage: str) -> None:
    scroll.siyum_at = timezone.now() - datetime.timedelta(seconds=after)
    assert siyum_details(scroll).stage == stage


def test_siyum_page_without_a_time_shows_the_completion_date(scroll: Scroll) -> None:
    scroll.completed_on = datetime.date(2026, 12, 2)
    siyum = siyum_details(scroll)
    assert (siyum.stage, siyum.day) == ("held", LocalDay.daylight(datetime.date(2026, 12, 2)))


@pytest.mark.parametrize(("hour", "kislev"), [(15, 21), (19, 22)])
def test_siyum_jewish_date_after_nightfall_is_the_next_day(
    scroll: Scroll, hour: int, kislev: int
) -> None:
    # Night falls in New York at about 17:15 on this day.
    moment = datetime.datetime(2026, 12, 1, hour, tzinfo=ZoneInfo(NEW_YORK))
    Scroll.objects.filter(pk=scroll.pk).update(siyum_at=moment, siyum_zone=NEW_YORK)
    assert (f"The eve of {kislev} Kislev" in page()) == (hour == 19)
    assert f"{kislev} Kislev 5787" in page()


def test_siyum_page_has_countdown_and_local_time(scroll: Scroll) -> None:
    moment = timezone.now().replace(microsecond=0) + datetime.timedelta(days=2)
    Scroll.objects.filter(pk=scroll.pk).update(siyum_at=moment, siyum_zone=NEW_YORK)
    shown = page()
    until = re.search(r'data-until="([^"]+)"', shown)
    assert until
    assert datetime.datetime.fromisoformat(until[1]) == moment
    assert "Eastern Time" in shown
    assert "countdown.js" in shown


def test_siyum_page_during_the_siyum_has_no_countdown(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(siyum_at=timezone.now())
    shown = page()
    assert "data-now>The siyum is taking place now." in shown
    assert "data-until" not in shown


def test_siyum_page_links_to_the_current_scroll(
    scroll: Scroll, make_scroll: Callable[..., Scroll]
) -> None:
    make_scroll(13, opened=False)
    assert "A letter in the 12th scroll" in page()
    Scroll.objects.filter(pk=scroll.pk).update(state="full")
    assert "A letter in the 13th scroll" in page()


def test_siyum_page_of_a_closed_series_has_no_link_to_the_basket(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state="full")
    scroll.series.closed = True
    scroll.series.save()
    assert "way-in" not in page()


def test_siyum_page_omits_a_stream_that_is_not_allowed_any_more(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(siyum_stream="https://example.org/live")
    shown = page()
    assert "Siyum of the 12th" in shown
    assert "<iframe" not in shown


def test_siyum_page_escapes_the_dedication(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(dedication="<b>לעילוי נשמת</b>")
    assert '<p class="lead"><bdi>&lt;b&gt;לעילוי נשמת' in page()


def test_cache_serves_the_old_value_while_the_database_is_down() -> None:
    cached: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(max_age=0)

    def away() -> int:
        raise OperationalError

    with pytest.raises(OperationalError):
        cached.get("a", away)
    cached.get("a", lambda: 1)
    assert cached.get("a", away) == 1


def test_siyum_page_folds_countries_after_the_tenth() -> None:
    codes = ["AR", "AU", "BE", "BR", "CA", "CL", "DE", "ES", "GB", "IL", "ZA"]
    rows = [(code, 100 - turn) for turn, code in enumerate(codes)]
    with override("en"):
        html = render_to_string(
            "letters/_distribution.html", {"kind": "country", "rows": rows, "rest": 7}
        )
    seen, _, folded = html.partition("<details")
    assert "Israel" in seen
    assert "South Africa" in folded
    assert "South Africa" not in seen


def test_siyum_mail_has_the_same_jewish_date_as_the_page(held: Scroll) -> None:
    moment = datetime.datetime(2026, 12, 1, 19, tzinfo=ZoneInfo(NEW_YORK))
    Scroll.objects.filter(pk=held.pk).update(siyum_at=moment, siyum_zone=NEW_YORK)
    held.refresh_from_db()
    mail = siyum_sample(scroll=held, recipient="chana@example.org", language="en")
    assert "The eve of 22 Kislev 5787" in str(mail.body)
