"""Files of registers, and registers made of them."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from letters.earlier import registers
from letters.lookup.candidates import find_candidates
from letters.matching.compare import NameFacts
from letters.models import EarlierRegister, Series

HEADINGS = ["No.", "Given name", "Son or daughter", "Mother", "Father", "Family name", "City"]
ROWS = [
    ["1", "Zevulun", "son", "Basya", "Hirsh", "Lipskar", "Vienna"],
    ["2", "Mushka", "daughter", "Chana", "", "Levi", "Paris"],
    ["3", "משה", "בן", "שרה", "", "כהן", "ירושלים"],
]

ZEVULUN = NameFacts("Zevulun", "ben", "Basya", "Hirsh", "Lipskar")

MakeRegister = Callable[..., EarlierRegister]


def csv_of(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([headings, *rows])
    return file.getvalue().encode()


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """An empty private folder."""
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path


@pytest.fixture
def registrar(db: None) -> User:
    return User.objects.create_user("registrar", is_staff=True)


@pytest.fixture
def sent(transactional_db: None, series: Series, registrar: User, folder: Path) -> MakeRegister:
    """Send a file for an earlier scroll; nothing is done with it yet."""

    def make(content: bytes = b"", *, scroll: int = 9, **changes: Any) -> EarlierRegister:
        values = {
            "series": series,
            "scroll_number": scroll,
            "title": f"The {scroll}th scroll",
            "origin": "Copy of the committee",
            "quality": "copied",
            "language": "en",
            "file": ContentFile(content or csv_of(ROWS), "list.csv"),
            "by": registrar,
        }
        return registers.add_register(**{**values, **changes})

    return make


def run(register: EarlierRegister) -> EarlierRegister:
    """Do what is left of its current step, as the worker does."""
    registers.run_register(register.pk)
    register.refresh_from_db()
    return register


@pytest.fixture
def seen(sent: MakeRegister) -> MakeRegister:
    """Send a file and look through it."""
    return lambda *arguments, **changes: run(sent(*arguments, **changes))


@pytest.fixture
def imported(seen: MakeRegister) -> MakeRegister:
    """Send a file, look through it and import it."""

    def make(*arguments: Any, **changes: Any) -> EarlierRegister:
        register = seen(*arguments, **changes)
        registers.begin_import(register)
        return run(register)

    return make


def found() -> list[str]:
    """Where the person of the first row is found."""
    return [each.source for each in find_candidates(ZEVULUN) if each.answer == "strict"]
