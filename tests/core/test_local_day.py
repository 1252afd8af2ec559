"""The civil and the Jewish day of a moment at a place, and that nothing else derives a day."""

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.calendar.hebrew_calendar import hebrew_date
from core.calendar.local_day import LocalDay, civil_day, day_at, home_time
from tests.apps import APPS

PROJECT = Path(__file__).resolve().parents[2]

# Zone, local time, civil day, Jewish date, after nightfall.
CASES = [
    ("Asia/Jerusalem", "2026-11-23 16:30", "2026-11-23", "13 Kislev 5787", False),
    ("Asia/Jerusalem", "2026-11-23 22:48", "2026-11-23", "14 Kislev 5787", True),
    ("Asia/Jerusalem", "2026-11-24 00:10", "2026-11-24", "14 Kislev 5787", False),
    # An alias of the zone has the same place.
    ("Asia/Tel_Aviv", "2026-11-23 22:48", "2026-11-23", "14 Kislev 5787", True),
    # Still 29 November in UTC.
    ("Australia/Melbourne", "2026-11-30 08:00", "2026-11-30", "20 Kislev 5787", False),
    ("Australia/Melbourne", "2026-11-30 20:50", "2026-11-30", "20 Kislev 5787", False),
    ("Australia/Melbourne", "2026-11-30 21:30", "2026-11-30", "21 Kislev 5787", True),
    # A Friday: candle lighting is at 16:11, nightfall at 17:13.
    ("America/New_York", "2026-11-27 16:00", "2026-11-27", "17 Kislev 5787", False),
    ("America/New_York", "2026-11-27 16:40", "2026-11-27", "17 Kislev 5787", False),
    ("America/New_York", "2026-11-27 17:30", "2026-11-27", "18 Kislev 5787", True),
    # The sun does not sink far enough: the Jewish day ends at solar midnight, 00:50.
    ("Europe/Stockholm", "2026-06-21 23:30", "2026-06-21", "6 Tammuz 5786", False),
    ("Europe/Stockholm", "2026-06-22 00:20", "2026-06-22", "6 Tammuz 5786", False),
    ("Europe/Stockholm", "2026-06-22 01:10", "2026-06-22", "7 Tammuz 5786", False),
    ("Europe/Stockholm", "2026-12-21 16:30", "2026-12-21", "12 Teves 5787", True),
    # The midnight sun, and the polar night.
    ("Arctic/Longyearbyen", "2026-06-21 23:30", "2026-06-21", "6 Tammuz 5786", False),
    ("Arctic/Longyearbyen", "2026-12-21 18:00", "2026-12-21", "11 Teves 5787", False),
    # One moment on both sides of the date line.
    ("Pacific/Auckland", "2026-11-30 12:00", "2026-11-30", "20 Kislev 5787", False),
    ("Pacific/Honolulu", "2026-11-29 13:00", "2026-11-29", "19 Kislev 5787", False),
    ("Pacific/Kiritimati", "2026-11-30 22:00", "2026-11-30", "21 Kislev 5787", True),
    ("Pacific/Pago_Pago", "2026-11-29 22:00", "2026-11-29", "20 Kislev 5787", True),
    # Adar of a leap year, and of a plain one.
    ("Asia/Jerusalem", "2024-02-10 12:00", "2024-02-10", "1 Adar I 5784", False),
    ("Asia/Jerusalem", "2024-03-10 21:00", "2024-03-10", "1 Adar II 5784", True),
    ("Asia/Jerusalem", "2026-02-18 12:00", "2026-02-18", "1 Adar 5786", False),
    # Cheshvan has 30 days in some years only.
    ("America/New_York", "2024-12-01 12:00", "2024-12-01", "30 Cheshvan 5785", False),
    ("America/New_York", "2024-11-30 20:00", "2024-11-30", "30 Cheshvan 5785", True),
    ("America/New_York", "2025-11-20 20:00", "2025-11-20", "1 Kislev 5786", True),
    # The new year, in both calendars.
    ("Europe/London", "2026-09-11 21:00", "2026-09-11", "1 Tishrei 5787", True),
    ("Europe/London", "2026-12-31 23:59", "2026-12-31", "22 Teves 5787", True),
    # Zones of no place have no nightfall.
    ("UTC", "2026-11-23 22:48", "2026-11-23", "13 Kislev 5787", False),
    ("Etc/GMT+5", "2026-11-23 22:48", "2026-11-23", "13 Kislev 5787", False),
]


@pytest.mark.parametrize(("zone", "clock", "civil", "jewish", "night"), CASES)
def test_day_at(zone: str, clock: str, civil: str, jewish: str, night: bool) -> None:
    moment = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone))
    for same in (moment, moment.astimezone(ZoneInfo("UTC"))):
        day = day_at(same, zone)
        assert day.civil == date.fromisoformat(civil) == civil_day(same, zone)
        assert (hebrew_date(day.jewish, "en"), day.after_nightfall) == (jewish, night)


def test_a_day_without_its_hour_is_by_daylight() -> None:
    day = LocalDay.daylight(date(2026, 11, 23))
    assert (day.civil, day.jewish, day.after_nightfall) == (day.civil, day.civil, False)


def test_home_time_is_that_of_the_organisation() -> None:
    moment = datetime(2026, 11, 30, 2, tzinfo=ZoneInfo("UTC"))
    assert f"{home_time(moment):%Y-%m-%d %H:%M %Z}" == "2026-11-29 21:00 EST"


# Who may do it -----------------------------------------------------------------

# Of a cell of a spreadsheet, which has no zone.
_NOT_A_MOMENT = {"letters/reading/files/workbook_process/read.py"}
# They compute with days that they are given.
_DAY_MODULE = "core/calendar/local_day.py"
_CALENDAR = {
    "core/calendar/anniversaries.py",
    "core/calendar/hebrew_calendar.py",
    "core/calendar/jewish_age.py",
    "core/calendar/quiet_hours.py",
}
_OF_THE_DAY = {"localdate", "localtime", "TruncDate", "TruncDay", "ExtractDay", "ExtractMonth"}
_TRUNCATED = {"TruncMonth", "TruncYear", "ExtractYear"}
_SQL_DAY = re.compile(r"::date\b|\bdate_trunc\(|\bCURRENT_DATE\b|AT TIME ZONE", re.IGNORECASE)


def derived_days(source: str, path: str) -> Iterator[str]:
    """Where a module makes a day of a moment by itself."""
    for node in ast.walk(ast.parse(source)):
        if found := _of_call(node) or _of_name(node) or _of_text(node):
            yield f"{path}:{node.lineno} {found}"  # type: ignore[attr-defined]


def _of_call(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if isinstance(node.func, ast.Attribute) and name in {"date", "today"} and not node.args:
        return f".{name}()"
    untold = name in _TRUNCATED and "tzinfo" not in {each.arg for each in node.keywords}
    return f"{name} without tzinfo" if untold else ""


def _of_name(node: ast.AST) -> str:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pyluach"):
        return "pyluach"
    name = getattr(node, "attr", getattr(node, "id", ""))
    return name if name in _OF_THE_DAY else ""


def _of_text(node: ast.AST) -> str:
    text = node.value if isinstance(node, ast.Constant) else ""
    return "a day in SQL" if isinstance(text, str) and _SQL_DAY.search(text) else ""


def test_no_module_derives_a_day_of_a_moment_by_itself() -> None:
    found: list[str] = []
    for app in APPS:
        for file in sorted((PROJECT / app).rglob("*.py")):
            path = file.relative_to(PROJECT).as_posix()
            if "/migrations/" not in path and path not in {
                "core/calendar/local_day.py",
                *_NOT_A_MOMENT,
            }:
                found += derived_days(file.read_text(), path)
    assert [each for each in found if each.partition(":")[0] not in _CALENDAR] == []


def test_no_template_derives_a_day_of_a_moment() -> None:
    templates = (PROJECT / "templates").rglob("*.*")
    derived = re.compile(r"\.date\b|_at\|date:\"(DATE_FORMAT|[jdFYmn. ]+)\"|\{% now ")
    assert [str(each) for each in templates if derived.search(each.read_text())] == []


@pytest.mark.parametrize(
    "source",
    [
        "day = order.created_at.date()",
        "day = timezone.localdate()",
        "form(initial=timezone.localdate)",
        "rows.values(month=TruncMonth('created_at'))",
        "from pyluach.dates import HebrewDate",
        "day = date.today()",
        "cursor.execute('SELECT created_at::date FROM orders')",
    ],
)
def test_negative_control_a_derived_day_is_found(source: str) -> None:
    assert list(derived_days(source, "payments/example.py"))
