"""Each logged step on a register of an earlier scroll and on its doubles is in the history."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from letters.models import EarlierDouble, EarlierRegister, Series
from tests.letters.earlier.registers import (
    ROWS,
    MakeRegister,
    csv_of,
    folder,
    imported,
    registrar,
    seen,
    sent,
)
from tests.letters.earlier.test_between_scrolls import pair
from tests.project.history.performed import Step, performs

__all__ = ["folder", "imported", "pair", "registrar", "seen", "sent"]
PAGES = "/admin/letters/earlierregister/"
_STEPS = "letters.admin.earlier_steps"


@performs("letters.admin.earlier.add_view", "sent")
def test_send_a_register(client: Client, series: Series, folder: object) -> Step:
    form = {
        "series": series.pk,
        "scroll_number": 9,
        "title": "The 9th",
        "origin": "The committee’s copy",
        "quality": "copied",
        "file": SimpleUploadedFile("list.csv", csv_of(ROWS)),
    }
    client.post(f"{PAGES}add/", form)
    return Step(EarlierRegister.objects.get(), "sent", ("title: The 9th",))


@performs(f"{_STEPS}.columns", "columns chosen")
def test_choose_columns(client: Client, seen: MakeRegister) -> Step:
    register = seen()
    chosen = {f"column{number}": value for number, value in enumerate(register.columns)}
    client.post(f"{PAGES}{register.pk}/columns/", {**chosen, "column6": ""})
    return Step(register, "columns chosen", ("columns:",))


@performs(f"{_STEPS}._take", "…")
def test_begin_the_import(client: Client, seen: MakeRegister) -> Step:
    register = seen()
    client.post(f"{PAGES}{register.pk}/import/")
    return Step(register, "import requested", ("step:",))


@performs("letters.admin.earlier_doubles._report", "…")
def test_decide_about_a_pair(client: Client, pair: EarlierDouble) -> Step:
    chosen = {"action": "confirm_selected", "_selected_action": [pair.pk]}
    client.post("/admin/letters/earlierdouble/", chosen)
    return Step(pair, "same", ("decision:",))


@pytest.mark.parametrize("step", ["stop", "resume", "remove"])
def test_other_steps_are_logged(client: Client, seen: MakeRegister, step: str) -> None:
    register = seen()
    states = {"stop": "queued", "resume": "stopped", "remove": "done"}
    EarlierRegister.objects.update(state=states[step])
    client.post(f"{PAGES}{register.pk}/{step}/")
    logged = {"stop": "stopped", "resume": "resumed", "remove": "removed"}[step]
    assert logged in client.get("/admin/history/").content.decode()
