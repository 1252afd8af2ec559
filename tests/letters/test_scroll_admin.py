"""The steps of a scroll's life in the admin: each asks first, is done once, and by whom it may."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry

from letters import torah
from letters.models import Letter, Scroll
from letters.scrolls import scrolls
from letters.scrolls.writing_progress import report_columns_written
from tests.letters.staff_client import SitDown, address, fill, press, read, sit_down

__all__ = ["sit_down"]
Make = Callable[..., Scroll]
SIYUM = {
    "at": "2027-06-01T19:00",
    "zone": "Asia/Jerusalem",
    "place": "Jerusalem, Teddy",
    "place_he": "ירושלים, טדי",
    "stream": "https://youtu.be/abc123",
    "dedication": "In memory of all",
}


@pytest.fixture
def _small_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scroll that is prepared in the admin has 60 letters."""
    whole = scrolls.prepare_scroll
    monkeypatch.setattr(scrolls, "prepare_scroll", lambda **given: whole(**given, letters=60))


@pytest.mark.parametrize(
    ("step", "permission"),
    [
        ("open", "open_scroll"),
        ("columns", "change_scroll"),
        ("siyum", "change_scroll"),
        ("keep", "reserve_letters"),
        ("return", "reserve_letters"),
        ("honour", "reserve_letters"),
        ("complete", "complete_scroll"),
    ],
)
def test_each_step_needs_its_own_permission(
    sit_down: SitDown, scroll: Scroll, step: str, permission: str
) -> None:
    assert sit_down(permission).get(address(scroll, step)).status_code == 200
    others = {"open_scroll", "change_scroll", "reserve_letters", "complete_scroll"} - {permission}
    stranger = sit_down(*sorted(others))
    assert stranger.get(address(scroll, step)).status_code == 403
    assert stranger.post(address(scroll, step)).status_code == 403


def test_preparing_needs_its_own_permission(sit_down: SitDown, scroll: Scroll) -> None:
    assert sit_down("prepare_scroll").get("/admin/letters/scroll/prepare/").status_code == 200
    stranger = sit_down("open_scroll", "change_scroll")
    assert stranger.post("/admin/letters/scroll/prepare/").status_code == 403


@pytest.mark.usefixtures("_small_scrolls")
def test_the_next_scroll_is_prepared_once(sit_down: SitDown, scroll: Scroll) -> None:
    desk = sit_down("prepare_scroll")
    page = desk.get("/admin/letters/scroll/prepare/").content.decode()
    assert f"{torah.TOTAL_LETTERS:,}" in page
    form = {"series": scroll.series_id, "dedication": "For all"}
    for said in ("The scroll is prepared", "prepared already"):
        answer = desk.post("/admin/letters/scroll/prepare/", form, follow=True)
        assert said in answer.content.decode()
    following = Scroll.objects.get(number=13)
    assert (following.state, following.dedication) == ("prepared", "For all")
    assert Letter.objects.filter(scroll=following).count() == 60
    assert LogEntry.objects.get().change_message == "prepared"


@pytest.mark.usefixtures("_small_scrolls")
def test_looking_prepares_nothing(sit_down: SitDown, scroll: Scroll) -> None:
    sit_down("prepare_scroll").get("/admin/letters/scroll/prepare/")
    assert Scroll.objects.count() == 1


def test_a_scroll_is_opened_and_told_its_numbers(sit_down: SitDown, make_scroll: Make) -> None:
    scroll = make_scroll(letters=1500, opened=False)
    desk = sit_down("open_scroll")
    assert "1,500" in read(desk, scroll, "open")
    assert "The scroll is open" in press(desk, scroll, "open")
    scroll.refresh_from_db()
    assert scroll.state == "open"
    assert "The scroll is open; this can be done while it is: prepared." in press(
        desk, scroll, "open"
    )
    assert LogEntry.objects.get().change_message == "opened"


def test_two_scrolls_are_never_open(sit_down: SitDown, make_scroll: Make) -> None:
    make_scroll(12, letters=5)
    following = make_scroll(13, letters=5, opened=False)
    desk = sit_down("open_scroll")
    assert "/open/" not in read(desk, following)
    assert "Another scroll of this series is open" in press(desk, following, "open")
    following.refresh_from_db()
    assert following.state == "prepared"


def test_a_refusal_is_said_in_hebrew(sit_down: SitDown, scroll: Scroll) -> None:
    desk = sit_down("open_scroll")
    desk.cookies["django_language"] = "he"
    assert "אפשר לעשות זאת כשהספר במצב" in press(desk, scroll, "open")


def test_a_scrolls_page_is_in_hebrew(sit_down: SitDown, scroll: Scroll) -> None:
    desk = sit_down()
    desk.cookies["django_language"] = "he"
    page = read(desk, scroll)
    assert "טביעת האצבע של הגורל" in page
    assert f"{scroll.series.name_he} 12" in page
    assert scroll.series.name not in page


def test_what_is_not_known_yet_has_no_line(sit_down: SitDown, scroll: Scroll) -> None:
    desk = sit_down("change_scroll")
    assert "Place of the siyum" not in read(desk, scroll)
    press(desk, scroll, "siyum", **SIYUM)
    assert "Place of the siyum" in read(desk, scroll)


def test_the_scribes_report_moves_its_own_bar(sit_down: SitDown, scroll: Scroll) -> None:
    desk = sit_down("change_scroll")
    form = {"columns": 98, "written_on": "2026-11-22", "note": "Till Va’era"}
    press(desk, scroll, "columns", **form)
    page = read(desk, scroll)
    assert "98 / 245" in page
    assert f"0 / {torah.TOTAL_LETTERS:,}" in page
    assert "Till Va’era" in page
    assert str(scroll.reports.get().reported_by).startswith("clerk")


@pytest.mark.parametrize("columns", [-1, 246, "many", ""])
def test_a_scroll_has_no_such_column(sit_down: SitDown, scroll: Scroll, columns: object) -> None:
    desk = sit_down("change_scroll")
    press(desk, scroll, "columns", columns=columns, written_on="2026-11-22")
    assert not scroll.reports.exists()


def test_all_reports_are_listed(sit_down: SitDown, scroll: Scroll) -> None:
    for columns in (17, 93):
        report_columns_written(scroll=scroll, columns=columns, written_on=datetime.now(UTC).date())
    page = read(sit_down(), scroll)
    assert '<bdi class="font-semibold">17</bdi>' in page
    assert '<bdi class="font-semibold">93</bdi>' in page


def test_the_siyum_is_told_on_the_clock_of_its_place(sit_down: SitDown, scroll: Scroll) -> None:
    desk = sit_down("change_scroll")
    press(desk, scroll, "siyum", **SIYUM)
    scroll.refresh_from_db()
    assert scroll.siyum_at == datetime(2027, 6, 1, 16, tzinfo=UTC)
    assert (scroll.siyum_place_he, scroll.dedication) == ("ירושלים, טדי", "In memory of all")
    assert 'value="2027-06-01T19:00"' in read(desk, scroll, "siyum")


@pytest.mark.parametrize(
    "stream", ["https://evil.example.org/watch?v=1", "http://youtu.be/abc123", "javascript:alert()"]
)
def test_a_stream_of_nobody_known_is_refused(
    sit_down: SitDown, scroll: Scroll, stream: str
) -> None:
    page = press(sit_down("change_scroll"), scroll, "siyum", **{**SIYUM, "stream": stream})
    assert "errors" in page
    scroll.refresh_from_db()
    assert scroll.siyum_stream == ""


def test_a_completed_scroll_offers_only_the_siyums_page(
    sit_down: SitDown, make_scroll: Make
) -> None:
    scroll = fill(make_scroll(letters=5))
    scrolls.complete_scroll(scroll=scroll, on=datetime(2026, 11, 22, tzinfo=UTC).date())
    desk = sit_down("change_scroll", "reserve_letters", "open_scroll", "complete_scroll")
    page = read(desk, scroll)
    offered = {
        step
        for step in ("open", "columns", "siyum", "keep", "return", "honour", "complete")
        if f"/{scroll.pk}/{step}/" in page or f'/{scroll.pk}/{step}"' in page
    }
    assert offered == {"siyum"}
    assert scroll.seed in page
    assert "/scrolls/12/lottery/" in page
    press(desk, scroll, "siyum", **SIYUM)
    scroll.refresh_from_db()
    assert scroll.siyum_stream == SIYUM["stream"]
    assert "completed" in press(desk, scroll, "columns", columns=3, written_on="2026-11-22")
