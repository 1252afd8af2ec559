"""Actions on a scroll in the admin: confirmation, permissions, and effect."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry

from core.languages import translated
from letters import torah
from letters.models import Letter, Scroll
from letters.scrolls import scrolls
from letters.scrolls.writing_progress import report_columns_written
from tests.letters.staff_client import StaffClient, address, fill, get_page, post_step, staff_client

__all__ = ["staff_client"]
Make = Callable[..., Scroll]
SIYUM = {
    "at": "2027-06-01T19:00",
    "zone": "Asia/Jerusalem",
    "siyum_place": "Jerusalem, Teddy",
    "siyum_place_he": "ירושלים, טדי",
    "stream": "https://youtu.be/abc123",
    "dedication": "In memory of all",
}


@pytest.fixture
def _small_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrolls prepared in the admin have 60 letters."""
    whole = scrolls.prepare_scroll
    monkeypatch.setattr(scrolls, "prepare_scroll", lambda **kwargs: whole(**kwargs, letters=60))


@pytest.mark.parametrize(
    ("step", "permission"),
    [
        ("open", "open_scroll"),
        ("columns", "change_scroll"),
        ("siyum", "change_scroll"),
        ("reserve", "reserve_letters"),
        ("return", "reserve_letters"),
        ("assign", "reserve_letters"),
        ("complete", "complete_scroll"),
    ],
)
def test_actions_need_their_own_permission(
    staff_client: StaffClient, scroll: Scroll, step: str, permission: str
) -> None:
    assert staff_client(permission).get(address(scroll, step)).status_code == 200
    others = {"open_scroll", "change_scroll", "reserve_letters", "complete_scroll"} - {permission}
    stranger = staff_client(*sorted(others))
    assert stranger.get(address(scroll, step)).status_code == 403
    assert stranger.post(address(scroll, step)).status_code == 403


def test_prepare_needs_its_own_permission(staff_client: StaffClient, scroll: Scroll) -> None:
    assert staff_client("prepare_scroll").get("/admin/letters/scroll/prepare/").status_code == 200
    stranger = staff_client("open_scroll", "change_scroll")
    assert stranger.post("/admin/letters/scroll/prepare/").status_code == 403


@pytest.mark.usefixtures("_small_scrolls")
def test_prepare_prepares_the_next_scroll_once(staff_client: StaffClient, scroll: Scroll) -> None:
    staff = staff_client("prepare_scroll")
    page = staff.get("/admin/letters/scroll/prepare/").content.decode()
    assert f"{torah.TOTAL_LETTERS:,}" in page
    form = {"series": scroll.series_id, "dedication": "For all"}
    for said in ("The scroll is prepared", "prepared already"):
        answer = staff.post("/admin/letters/scroll/prepare/", form, follow=True)
        assert said in answer.content.decode()
    following = Scroll.objects.get(number=13)
    assert (following.state, following.dedication) == ("prepared", "For all")
    assert Letter.objects.filter(scroll=following).count() == 60
    assert LogEntry.objects.get().change_message == "prepared"


@pytest.mark.usefixtures("_small_scrolls")
def test_prepare_needs_a_post(staff_client: StaffClient, scroll: Scroll) -> None:
    staff_client("prepare_scroll").get("/admin/letters/scroll/prepare/")
    assert Scroll.objects.count() == 1


def test_open_shows_the_numbers_and_opens(staff_client: StaffClient, make_scroll: Make) -> None:
    scroll = make_scroll(letters=1500, opened=False)
    staff = staff_client("open_scroll")
    assert "1,500" in get_page(staff, scroll, "open")
    assert "The scroll is open" in post_step(staff, scroll, "open")
    scroll.refresh_from_db()
    assert scroll.state == "open"
    assert "The scroll is open; this can be done while it is: prepared." in post_step(
        staff, scroll, "open"
    )
    assert LogEntry.objects.get().change_message == "opened"


def test_open_is_refused_while_another_scroll_is_open(
    staff_client: StaffClient, make_scroll: Make
) -> None:
    make_scroll(12, letters=5)
    following = make_scroll(13, letters=5, opened=False)
    staff = staff_client("open_scroll")
    assert "/open/" not in get_page(staff, following)
    assert "Another scroll of this series is open" in post_step(staff, following, "open")
    following.refresh_from_db()
    assert following.state == "prepared"


def test_refusal_in_hebrew(staff_client: StaffClient, scroll: Scroll) -> None:
    staff = staff_client("open_scroll")
    staff.cookies["django_language"] = "he"
    assert "אפשר לעשות זאת כשהספר במצב" in post_step(staff, scroll, "open")


def test_scroll_page_in_hebrew(staff_client: StaffClient, scroll: Scroll) -> None:
    staff = staff_client()
    staff.cookies["django_language"] = "he"
    page = get_page(staff, scroll)
    assert "טביעת האצבע של הגורל" in page
    assert f"{translated(scroll.series, 'name', 'he')} 12" in page
    assert scroll.series.name not in page


def test_scroll_page_omits_empty_fields(staff_client: StaffClient, scroll: Scroll) -> None:
    staff = staff_client("change_scroll")
    assert "Place of the siyum" not in get_page(staff, scroll)
    post_step(staff, scroll, "siyum", **SIYUM)
    assert "Place of the siyum" in get_page(staff, scroll)


def test_columns_report_changes_columns_written_only(
    staff_client: StaffClient, scroll: Scroll
) -> None:
    staff = staff_client("change_scroll")
    form = {"columns": 98, "written_on": "2026-11-22", "note": "Till Va’era"}
    post_step(staff, scroll, "columns", **form)
    page = get_page(staff, scroll)
    assert "98 / 245" in page
    assert f"0 / {torah.TOTAL_LETTERS:,}" in page
    assert "Till Va’era" in page
    assert str(scroll.reports.get().reported_by).startswith("clerk")


@pytest.mark.parametrize("columns", [-1, 246, "many", ""])
def test_columns_report_rejects(staff_client: StaffClient, scroll: Scroll, columns: object) -> None:
    staff = staff_client("change_scroll")
    post_step(staff, scroll, "columns", columns=columns, written_on="2026-11-22")
    assert not scroll.reports.exists()


def test_scroll_page_lists_all_reports(staff_client: StaffClient, scroll: Scroll) -> None:
    for columns in (17, 93):
        report_columns_written(scroll=scroll, columns=columns, written_on=datetime.now(UTC).date())
    page = get_page(staff_client(), scroll)
    assert '<bdi class="font-semibold">17</bdi>' in page
    assert '<bdi class="font-semibold">93</bdi>' in page


def test_siyum_is_shown_in_the_zone_of_its_place(staff_client: StaffClient, scroll: Scroll) -> None:
    staff = staff_client("change_scroll")
    post_step(staff, scroll, "siyum", **SIYUM)
    scroll.refresh_from_db()
    assert scroll.siyum_at == datetime(2027, 6, 1, 16, tzinfo=UTC)
    assert (translated(scroll, "siyum_place", "he"), scroll.dedication) == (
        "ירושלים, טדי",
        "In memory of all",
    )
    assert 'value="2027-06-01T19:00"' in get_page(staff, scroll, "siyum")


@pytest.mark.parametrize(
    "stream", ["https://evil.example.org/watch?v=1", "http://youtu.be/abc123", "javascript:alert()"]
)
def test_siyum_rejects_an_unknown_stream(
    staff_client: StaffClient, scroll: Scroll, stream: str
) -> None:
    page = post_step(staff_client("change_scroll"), scroll, "siyum", **{**SIYUM, "stream": stream})
    assert "errors" in page
    scroll.refresh_from_db()
    assert scroll.siyum_stream == ""


def test_completed_scroll_offers_only_the_siyum_action(
    staff_client: StaffClient, make_scroll: Make
) -> None:
    scroll = fill(make_scroll(letters=5))
    scrolls.complete_scroll(scroll=scroll, on=datetime(2026, 11, 22, tzinfo=UTC).date())
    staff = staff_client("change_scroll", "reserve_letters", "open_scroll", "complete_scroll")
    page = get_page(staff, scroll)
    offered = {
        step
        for step in ("open", "columns", "siyum", "reserve", "return", "assign", "complete")
        if f"/{scroll.pk}/{step}/" in page or f'/{scroll.pk}/{step}"' in page
    }
    assert offered == {"siyum"}
    assert scroll.seed in page
    assert "/scrolls/12/draw/" in page
    post_step(staff, scroll, "siyum", **SIYUM)
    scroll.refresh_from_db()
    assert scroll.siyum_stream == SIYUM["stream"]
    assert "completed" in post_step(staff, scroll, "columns", columns=3, written_on="2026-11-22")
