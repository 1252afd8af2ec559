"""What the siyum's page tells in each of its stages, and how the letters are spread."""

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
from letters.models import Community, Inscription, Person, Scroll
from letters.scrolls.scroll_stats import scroll_stats
from letters.siyum.mail import siyum_sample
from letters.siyum.siyum import siyum_details
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order

NEW_YORK = "America/New_York"


@pytest.fixture
def held(scroll: Scroll, make_order: Callable[..., Order]) -> Scroll:
    """The 12th scroll with three letters: two in France, one nobody knows where."""
    order = make_order()
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    people = list(Person.objects.order_by("pk"))
    Person.objects.filter(pk__in=[person.pk for person in people[:2]]).update(country="FR")
    Person.objects.filter(pk=people[2].pk).update(country="")
    return scroll


def community(slug: str, *, compared: bool = True, approved: bool = True) -> Community:
    """A community of this name in Paris."""
    return Community.objects.create(
        slug=slug,
        name=slug.title(),
        name_he="קהילה",
        city="Paris",
        country="FR",
        compared=compared,
        approved_at=timezone.now() if approved else None,
    )


def page(language: str = "en") -> str:
    """The siyum's page of the 12th scroll."""
    StaleWhileRevalidateCache.clear_all()
    return Client().get(f"/siyum/12/?language={language}").content.decode()


def test_letters_by_country_and_those_of_none(held: Scroll) -> None:
    counted = scroll_stats(held)
    assert (counted.assigned, counted.countries, counted.other_countries) == (3, [("FR", 2)], 1)


def test_letters_by_community_and_those_of_none(held: Scroll) -> None:
    paris = community("paris")
    Person.objects.filter(country="FR").update(community=paris)
    counted = scroll_stats(held)
    assert (counted.communities, counted.other_communities) == ([(paris, 2)], 1)
    assert "Paris" in page()
    assert "קהילה" in page("he")


@pytest.mark.parametrize("kept_out", [{"compared": False}, {"approved": False}])
def test_a_community_that_stays_out_is_counted_elsewhere(
    held: Scroll, kept_out: dict[str, bool]
) -> None:
    shown = community("paris")
    first, second, _third = Person.objects.order_by("pk")
    Person.objects.filter(pk=first.pk).update(community=shown)
    Person.objects.filter(pk=second.pk).update(community=community("quiet", **kept_out))
    counted = scroll_stats(held)
    assert (counted.communities, counted.other_communities) == ([(shown, 1)], 2)
    assert "Quiet" not in page()


def test_most_letters_come_first(held: Scroll) -> None:
    third = Person.objects.latest("pk")
    Person.objects.filter(pk=third.pk).update(country="AR")
    assert scroll_stats(held).countries == [("FR", 2), ("AR", 1)]


def test_what_is_shown_is_the_whole_of_the_letters(held: Scroll) -> None:
    Inscription.objects.filter(letter__isnull=True).delete()
    counted = scroll_stats(held)
    assert (
        sum(count for _, count in counted.countries) + counted.other_countries == counted.assigned
    )


def test_a_change_of_state_is_counted_at_once(held: Scroll) -> None:
    assert scroll_stats(held).assigned == 3
    Person.objects.update(country="IL")
    assert scroll_stats(held).countries == [("FR", 2)]  # a minute old
    held.state = Scroll.State.FULL
    assert scroll_stats(held).countries == [("IL", 3)]


@pytest.mark.parametrize(
    ("after", "stage"),
    [(-60, "before"), (60, "now"), (5 * 3600, "now"), (7 * 3600, "held")],
)
def test_the_stage_of_a_siyum(scroll: Scroll, after: int, stage: str) -> None:
    scroll.siyum_at = timezone.now() - datetime.timedelta(seconds=after)
    assert siyum_details(scroll).stage == stage


def test_a_completed_scroll_without_an_hour_has_its_day(scroll: Scroll) -> None:
    scroll.completed_on = datetime.date(2026, 12, 2)
    told = siyum_details(scroll)
    assert (told.stage, told.day) == ("held", datetime.date(2026, 12, 2))


@pytest.mark.parametrize(("hour", "kislev"), [(15, 21), (19, 22)])
def test_after_nightfall_the_jewish_date_is_the_next(
    scroll: Scroll, hour: int, kislev: int
) -> None:
    # Night falls in New York at about 17:15 on this day.
    moment = datetime.datetime(2026, 12, 1, hour, tzinfo=ZoneInfo(NEW_YORK))
    Scroll.objects.filter(pk=scroll.pk).update(siyum_at=moment, siyum_zone=NEW_YORK)
    assert (f"The eve of {kislev} Kislev" in page()) == (hour == 19)
    assert f"{kislev} Kislev 5787" in page()


def test_the_countdown_has_the_moment_and_without_script_the_places_clock(scroll: Scroll) -> None:
    moment = timezone.now().replace(microsecond=0) + datetime.timedelta(days=2)
    Scroll.objects.filter(pk=scroll.pk).update(siyum_at=moment, siyum_zone=NEW_YORK)
    shown = page()
    until = re.search(r'data-until="([^"]+)"', shown)
    assert until
    assert datetime.datetime.fromisoformat(until[1]) == moment
    assert "Eastern Time" in shown
    assert "countdown.js" in shown


def test_while_it_is_held_the_page_says_so_and_counts_no_longer(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(siyum_at=timezone.now())
    shown = page()
    assert "data-now>The siyum is taking place now." in shown
    assert "data-until" not in shown


def test_the_way_in_is_the_scroll_whose_turn_it_is(
    scroll: Scroll, make_scroll: Callable[..., Scroll]
) -> None:
    make_scroll(13, opened=False)
    assert "A letter in the 12th scroll" in page()
    Scroll.objects.filter(pk=scroll.pk).update(state="full")
    assert "A letter in the 13th scroll" in page()


def test_a_closed_series_has_no_way_in(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state="full")
    scroll.series.closed = True
    scroll.series.save()
    assert "way-in" not in page()


def test_a_stream_that_is_allowed_no_longer_leaves_the_page_standing(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(siyum_stream="https://example.org/live")
    shown = page()
    assert "Siyum of the 12th" in shown
    assert "<iframe" not in shown


def test_a_dedication_is_text_and_nothing_else(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(dedication="<b>לעילוי נשמת</b>")
    assert '<p class="lead"><bdi>&lt;b&gt;לעילוי נשמת' in page()


def test_the_last_stands_while_the_database_is_away() -> None:
    kept: StaleWhileRevalidateCache[int] = StaleWhileRevalidateCache(max_age=0)

    def away() -> int:
        raise OperationalError

    with pytest.raises(OperationalError):
        kept.get("a", away)
    kept.get("a", lambda: 1)
    assert kept.get("a", away) == 1


def test_the_tenth_country_is_seen_and_the_eleventh_folded() -> None:
    codes = ["AR", "AU", "BE", "BR", "CA", "CL", "DE", "ES", "GB", "IL", "ZA"]
    rows = [(code, 100 - turn) for turn, code in enumerate(codes)]
    with override("en"):
        told = render_to_string(
            "letters/_distribution.html", {"kind": "country", "rows": rows, "rest": 7}
        )
    seen, _, folded = told.partition("<details")
    assert "Israel" in seen
    assert "South Africa" in folded
    assert "South Africa" not in seen


def test_the_mail_tells_the_eve_as_the_page_does(held: Scroll) -> None:
    moment = datetime.datetime(2026, 12, 1, 19, tzinfo=ZoneInfo(NEW_YORK))
    Scroll.objects.filter(pk=held.pk).update(siyum_at=moment, siyum_zone=NEW_YORK)
    held.refresh_from_db()
    mail = siyum_sample(scroll=held, recipient="chana@example.org", language="en")
    assert "The eve of 22 Kislev 5787" in str(mail.body)
