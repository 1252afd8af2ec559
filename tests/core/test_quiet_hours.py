"""Quiet hours against published times, and adjacent holy days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.calendar.quiet_hours import MARGIN, quiet_until
from core.calendar.sun import candle_lighting, nightfall
from core.calendar.zone_coordinates import Place, place_of

NEW_YORK, JERUSALEM = "America/New_York", "Asia/Jerusalem"
LONDON, MELBOURNE = "Europe/London", "Australia/Melbourne"

# A Friday, when the candles are lit, and when Shabbos ends, as calendars in print and on the web
# give it for the city (8.5 degrees).
PUBLISHED = [
    (NEW_YORK, "2019-12-06", "16:10", "17:13"),
    (NEW_YORK, "2025-01-10", "16:28", "17:31"),
    (NEW_YORK, "2026-11-06", "16:28", "17:28"),
    (JERUSALEM, "2019-12-06", "15:55", "17:15"),
    (LONDON, "2019-12-06", "15:35", "16:50"),
    ("America/Toronto", "2019-12-06", "16:23", "17:28"),
    ("Africa/Johannesburg", "2019-12-06", "18:32", "19:30"),
    ("Europe/Kaliningrad", "2026-11-13", "16:21", "17:37"),
]


def place(zone: str) -> Place:
    found = place_of(zone)
    assert found is not None
    return found


def at(zone: str, when: str) -> datetime:
    """A moment on the clock of a zone."""
    return datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone))


def is_quiet(zone: str, when: str, clock: str | None = None) -> bool:
    return quiet_until(zone, at(clock or zone, when)) is not None


@pytest.mark.parametrize(("zone", "friday", "lit", "out"), PUBLISHED)
def test_published_times_within_three_minutes(zone: str, friday: str, lit: str, out: str) -> None:
    eve = date.fromisoformat(friday)
    saturday = eve + timedelta(days=1)
    near = timedelta(minutes=3)
    assert abs(candle_lighting(place(zone), eve) - at(zone, f"{friday}T{lit}")) <= near
    assert abs(nightfall(place(zone), saturday) - at(zone, f"{saturday}T{out}")) <= near


def test_quiet_hours_include_the_margin() -> None:
    begins = candle_lighting(place(LONDON), date(2026, 6, 5)) - MARGIN
    ends = nightfall(place(LONDON), date(2026, 6, 6)) + MARGIN
    second = timedelta(seconds=1)
    assert quiet_until(LONDON, begins - second) is None
    assert quiet_until(LONDON, begins) == ends
    assert quiet_until(LONDON, ends - second) == ends
    assert quiet_until(LONDON, ends) is None


def test_quiet_until_is_in_utc() -> None:
    until = quiet_until(MELBOURNE, at(MELBOURNE, "2026-11-21T12:00"))
    assert until is not None
    assert until.tzinfo is UTC


def test_rosh_hashanah_and_shabbos_are_one_period() -> None:
    # 5785: Thursday and Friday, then Shabbos.
    until = quiet_until(JERUSALEM, at(JERUSALEM, "2024-10-02T20:00"))
    assert until == nightfall(place(JERUSALEM), date(2024, 10, 5)) + MARGIN


def test_rosh_hashanah_lasts_two_days_in_israel() -> None:
    until = quiet_until(JERUSALEM, at(JERUSALEM, "2026-09-12T10:00"))
    assert until == nightfall(place(JERUSALEM), date(2026, 9, 13)) + MARGIN


def test_shabbos_before_yom_tov_is_one_period() -> None:
    # Pesach 5785: its eve is Shabbos, Yom Tov on Sunday and Monday.
    until = quiet_until(LONDON, at(LONDON, "2025-04-12T12:00"))
    assert until == nightfall(place(LONDON), date(2025, 4, 14)) + MARGIN


@pytest.mark.parametrize(("zone", "quiet"), [(NEW_YORK, True), (LONDON, True), (JERUSALEM, False)])
def test_second_day_of_pesach_is_quiet_abroad_only(zone: str, quiet: bool) -> None:
    assert is_quiet(zone, "2026-04-03T11:00") is quiet  # a Friday, 16 Nissan


@pytest.mark.parametrize("other", ["Asia/Tel_Aviv", "Israel"])
def test_aliases_of_the_zone_of_israel(other: str) -> None:
    assert not is_quiet(other, "2026-04-03T11:00")


def test_place_of_knows_old_zone_names() -> None:
    assert place_of("Europe/Kiev") == place_of("Europe/Kyiv")
    assert place_of("Asia/Calcutta") is not None


@pytest.mark.parametrize("zone", [NEW_YORK, JERUSALEM])
def test_yom_kippur_is_quiet(zone: str) -> None:
    assert is_quiet(zone, "2026-09-21T11:00")


@pytest.mark.parametrize("day", ["2026-04-06", "2026-09-29", "2026-12-06", "2026-03-03"])
def test_chol_hamoed_chanukah_and_purim_are_not_quiet(day: str) -> None:
    assert not is_quiet(NEW_YORK, f"{day}T11:00")


def test_unknown_zone_is_quiet_from_jerusalem_to_new_york() -> None:
    begins = candle_lighting(place(JERUSALEM), date(2026, 11, 20)) - MARGIN
    ends = nightfall(place(NEW_YORK), date(2026, 11, 21)) + MARGIN
    assert quiet_until("", begins - timedelta(seconds=1)) is None
    assert quiet_until("", begins) == ends
    assert quiet_until("", ends - timedelta(seconds=1)) == ends


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+5", "Mars/Olympus", "", "EST5EDT"])
def test_zone_without_a_place_is_unknown(zone: str) -> None:
    moment = at(JERUSALEM, "2026-11-20T16:00")  # Shabbos in Jerusalem, Friday morning in New York
    assert quiet_until(zone, moment) == quiet_until("", moment)


def test_unknown_zone_has_two_days_of_yom_tov() -> None:
    assert is_quiet("", "2026-04-03T11:00", clock=NEW_YORK)


def test_nightfall_without_darkness_is_solar_midnight() -> None:
    # Stockholm at midsummer: sunset, but never three small stars.
    ends = nightfall(place("Europe/Stockholm"), date(2026, 6, 20))
    assert abs(ends - at("Europe/Stockholm", "2026-06-21T00:48")) < timedelta(minutes=5)


def test_quiet_hours_without_sunset_begin_by_noon() -> None:
    # Longyearbyen, in the polar day and in the polar night.
    for friday in ("2026-06-19", "2026-12-18"):
        zone = "Arctic/Longyearbyen"
        assert is_quiet(zone, f"{friday}T12:00")
        assert is_quiet(zone, f"{date.fromisoformat(friday) + timedelta(days=1)}T23:30")
        assert not is_quiet(zone, f"{friday}T08:00")
        assert not is_quiet(zone, f"{date.fromisoformat(friday) + timedelta(days=2)}T04:00")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Auckland", "Pacific/Pago_Pago"])
def test_days_near_the_date_line(zone: str) -> None:
    assert not is_quiet(zone, "2026-11-20T12:00")
    assert is_quiet(zone, "2026-11-20T22:00")
    assert is_quiet(zone, "2026-11-21T12:00")
    assert not is_quiet(zone, "2026-11-21T23:00")


def test_shabbos_lasts_24_to_41_hours_in_every_zone() -> None:
    from core.calendar.zone_coordinates import _places

    for zone in _places():
        noon = at(zone, "2026-06-20T12:00")
        begins = candle_lighting(place(zone), date(2026, 6, 19)) - MARGIN
        until = quiet_until(zone, noon)
        assert until is not None
        assert timedelta(hours=24) < until - begins < timedelta(hours=41), zone
