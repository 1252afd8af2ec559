"""A scroll of ten letters, and a private folder for its register."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from letters.models import Scroll
from tests.letters.register.register_data import assign


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """The folder of the export files, in a temporary private folder."""
    settings.PRIVATE_ROOT = tmp_path
    private = settings.STORAGES["private"]
    private = {**private, "OPTIONS": {**private["OPTIONS"], "location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path / "registers"


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll], folder: Path) -> Scroll:
    """A scroll of ten free letters."""
    return make_scroll(letters=10)


@pytest.fixture
def three_names(scroll: Scroll) -> None:
    """Three of its letters are assigned."""
    for ordinal in (1, 2, 3):
        assign(scroll, ordinal, f"name-{ordinal}")
