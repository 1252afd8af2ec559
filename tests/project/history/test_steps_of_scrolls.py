"""Each logged step on a scroll, its register and its doubles is in the history."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core.calendar.local_day import today
from letters.models import LikelyDouble, RegisterExport, Scroll
from letters.register.exports import run_pending_exports
from letters.scrolls import scrolls
from tests.letters.conftest import buy
from tests.letters.register.conftest import folder
from tests.letters.scrolls.test_completion_admin import announced
from tests.letters.scrolls.test_scroll_admin import SIYUM
from tests.letters.staff_client import HONOURED, fill, full_except_reserved, post_step
from tests.letters.test_doubles import pair
from tests.project.history.performed import Step, performs

__all__ = ["buy", "folder", "pair"]
Make = Callable[..., Scroll]
EXPORTS = "/admin/letters/registerexport/"


@performs("letters.admin.scroll_actions.prepare", "prepared")
def test_prepare_a_scroll(client: Client, scroll: Scroll, monkeypatch: pytest.MonkeyPatch) -> Step:
    whole = scrolls.prepare_scroll
    monkeypatch.setattr(scrolls, "prepare_scroll", lambda **kwargs: whole(**kwargs, letters=60))
    form = {"series": scroll.series_id, "dedication": "For all"}
    client.post("/admin/letters/scroll/prepare/", form)
    return Step(Scroll.objects.get(number=13), "prepared", ("state: prepared", "For all"))


@performs("letters.admin.scroll_actions.open", "opened")
def test_open_a_scroll(client: Client, make_scroll: Make) -> Step:
    scroll = make_scroll(opened=False)
    post_step(client, scroll, "open")
    return Step(scroll, "opened", ("state: prepared → open",))


@performs("letters.admin.scroll_actions.report", "columns written: …")
def test_report_columns(client: Client, scroll: Scroll) -> Step:
    post_step(client, scroll, "columns", columns=42, written_on="2026-11-22")
    return Step(scroll, "columns written: 42", ("columns written: 0 → 42",))


@performs("letters.admin.scroll_actions.announce", "siyum: …")
def test_announce_the_siyum(client: Client, scroll: Scroll) -> Step:
    post_step(client, scroll, "siyum", **SIYUM)
    logged = (
        "siyum: Date and hour, where it is held, Time zone of the place, Place of the siyum, "
        "Place of the siyum, in Hebrew, Stream, Dedication"
    )
    return Step(
        scroll, logged, ("place of the siyum: Jerusalem, Teddy", "dedication: In memory of all")
    )


@performs("letters.admin.scroll_actions.last_look", "register printed on …")
def test_set_the_day_of_printing(client: Client, make_scroll: Make) -> Step:
    scroll = fill(make_scroll(letters=10))
    day = today().civil + timedelta(days=30)
    post_step(client, scroll, "last-look", day=day.isoformat())
    return Step(scroll, f"register printed on {day}", ("day of printing the register:",))


@performs("letters.admin.completion._complete", "completed")
def test_complete_a_scroll(client: Client, make_scroll: Make) -> Step:
    scroll = announced(fill(make_scroll(letters=10)))
    post_step(client, scroll, "complete", number=12)
    return Step(scroll, "completed", ("state: full → completed",))


@performs("letters.admin.reserved.reserve", "letters reserved for the siyum: …")
def test_reserve_letters(client: Client, make_scroll: Make) -> Step:
    scroll = make_scroll(letters=20, opened=False)
    post_step(client, scroll, "reserve", numbers="1-3", sure="1-3")
    return Step(scroll, "letters reserved for the siyum: 1-3", ("letters reserved: 1-3",))


@performs("letters.admin.reserved.return_to_draw", "letters returned: …")
def test_return_reserved_letters(client: Client, make_scroll: Make) -> Step:
    scroll = full_except_reserved(make_scroll)
    post_step(client, scroll, "return", lines=["20"])
    return Step(
        scroll, "letters returned: 20", ("state: full → prepared", "state: prepared → open")
    )


@performs("letters.admin.reserved.assign", "letter … to …")
def test_assign_a_reserved_letter(client: Client, make_scroll: Make) -> Step:
    scroll = full_except_reserved(make_scroll)
    post_step(client, scroll, "assign", letter="19", **HONOURED, sure="מנחם בן חנה לוי")
    return Step(scroll, "letter 19 to מנחם בן חנה לוי")


# The register ------------------------------------------------------------------


def requested(client: Client, scroll: Scroll) -> RegisterExport:
    """An export, requested on its page."""
    form = {"scroll": scroll.pk, "order": "places", "file_format": "csv", "language": "he"}
    client.post(f"{EXPORTS}add/", form)
    return RegisterExport.objects.get()


def press(client: Client, export: RegisterExport, button: str) -> Any:
    return client.post(f"{EXPORTS}{export.pk}/change/", {button: "1"})


@performs("letters.admin.exports.add_view", "requested")
def test_request_an_export(client: Client, scroll: Scroll, folder: Path) -> Step:
    export = requested(client, scroll)
    return Step(export, "requested", ("language",))


@performs("letters.admin.exports._act", "stopped")
def test_stop_an_export(client: Client, scroll: Scroll, folder: Path) -> Step:
    export = requested(client, scroll)
    press(client, export, "stop")
    return Step(export, "stopped")


@performs("letters.admin.exports._act", "resumed")
def test_resume_an_export(client: Client, scroll: Scroll, folder: Path) -> Step:
    export = requested(client, scroll)
    press(client, export, "stop")
    press(client, export, "resume")
    return Step(export, "resumed")


@performs("letters.admin.exports._download", "downloaded")
def test_download_an_export(client: Client, make_scroll: Make, folder: Path) -> Step:
    export = requested(client, make_scroll(letters=10))
    run_pending_exports()
    b"".join(press(client, export, "download").streaming_content)
    return Step(export, "downloaded", ("made",))


@performs("letters.admin.doubles.dismiss_selected", "They are two people")
def test_dismiss_a_likely_double(client: Client, pair: LikelyDouble) -> Step:
    form = {"action": "dismiss_selected", "_selected_action": pair.pk}
    client.post("/admin/letters/likelydouble/", form)
    return Step(pair, "They are two people")
