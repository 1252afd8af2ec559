"""The documents name files and modules that exist."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.apps import APPS

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+|\b\w+\.(?:py|js|css)\b")
MODULE = re.compile(rf"`((?:{'|'.join(APPS)})(?:\.\w+)+)`")
# Made by `make`, or addresses of the site.
ELSEWHERE = (".venv/", "var/", "api/", ".well-known/", "your.site/", "letters/new")


@cache
def known() -> set[str]:
    """Each file and folder with each of its last parts: `refunds/stripe.py`."""
    tops = [each for each in ROOT.iterdir() if each.name not in {".venv", ".git", "var"}]
    below = [path for top in tops for path in top.rglob("*")]
    parts = [path.relative_to(ROOT).parts for path in (*tops, *below)]
    return {"/".join(each[start:]) for each in parts for start in range(len(each))}


def named_paths(text: str) -> Iterator[str]:
    for code in re.findall(r"`([^`\n]+)`", text):
        yield from (each for each in PATH.findall(code) if not each.startswith(ELSEWHERE))


def exists(name: str) -> bool:
    """Whether `core.locks.Lock`, `payments.gateway` or `letters.Price` is there."""
    app, *rest = name.split(".")
    if rest[0].lower() in apps.all_models[app]:
        return True
    path = ROOT / app
    while rest and (path / rest[0]).is_dir():
        path /= rest.pop(0)
    if not rest:
        return True
    if (file := path / f"{rest[0]}.py").exists():
        rest = rest[1:]
    elif not (file := path / "__init__.py").exists():
        return False
    return not rest or rest[0] in file.read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_named_files_and_modules_exist(document: Path) -> None:
    text = document.read_text()
    assert set(named_paths(text)) - known() == set()
    assert [name for name in MODULE.findall(text) if not exists(name)] == []


def test_negative_control_missing_files_are_found() -> None:
    assert set(named_paths("see `payments/lost.py` and `gone.py`")) - known() != set()
    assert not exists("core.locks.Door")
    assert not exists("payments.nothing")
    assert exists("core.locks.Lock")
