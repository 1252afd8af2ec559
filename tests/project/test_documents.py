"""Documents, docstrings and comments name what exists, and list what they say they list."""

import io
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from core.locks import Lock
from dev.management.commands.bench import GROUPS
from families.privacy import terms as terms_module
from tests.apps import APPS

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+|\b\w+\.(?:py|js|css)\b")
MODULE = re.compile(rf"`((?:{'|'.join(APPS)})(?:\.\w+)+)`")
# Files that every app, or many folders, have.
OF_EACH_APP = {"apps.py", "signals.py", "tasks.py", "views.py"}
# Made by `make`, or addresses of the site.
ELSEWHERE = (".venv/", "var/", "api/", ".well-known/", "your.site/", "letters/new", "children/")


@cache
def known() -> Counter[str]:
    """Each file and folder with each of its last parts: `refunds/stripe.py`."""
    tops = [each for each in ROOT.iterdir() if each.name not in {".venv", ".git", "var"}]
    below = [path for top in tops for path in top.rglob("*")]
    parts = [path.relative_to(ROOT).parts for path in (*tops, *below)]
    return Counter("/".join(each[start:]) for each in parts for start in range(len(each)))


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
    assert set(named_paths(text)) - known().keys() == set()
    assert [name for name in MODULE.findall(text) if not exists(name)] == []
    several = {name for name in named_paths(text) if name.endswith(".py") and known()[name] > 1}
    assert {name for name in several - OF_EACH_APP if not (ROOT / name).exists()} == set()


def test_commands_and_their_groups_are_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    commands = {file.stem for file in ROOT.glob("*/management/commands/[a-z]*.py")}
    missing = {name for name in commands if f"`manage.py {name}" not in readme}
    assert missing == {"migrate"}  # Django's own, with a limit of time
    assert f"manage.py bench {' '.join(GROUPS)} " in readme


def named_in_code() -> Iterator[tuple[str, str]]:
    """Paths and modules in the comments of the program and the tests, each with its file."""
    for folder in (*APPS, "dev", "static", "templates", "tests"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in _COMMENTS and not {"migrations", "vendor"} & set(file.parts):
                for text in _COMMENTS[file.suffix](file.read_text()):
                    yield from ((str(file.relative_to(ROOT)), name) for name in _named(text))


def _named(text: str) -> Iterator[str]:
    for name in PATH_IN_COMMENT.findall(text):
        if name not in known():
            yield name
    for name in MODULE.findall(text):
        if not exists(name):
            yield name


def _python(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT or (
            token.type == tokenize.STRING and token.string.startswith('"""')
        ):
            yield token.string


def _script(text: str) -> Iterator[str]:
    yield from re.findall(r"/\*.*?\*/|(?<!:)//.*", text, re.DOTALL if "/*" in text else 0)


def _template(text: str) -> Iterator[str]:
    yield from re.findall(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", text, re.DOTALL)


_COMMENTS: dict[str, Callable[[str], Iterator[str]]] = {
    ".py": _python,
    ".js": _script,
    ".css": _script,
    ".html": _template,
}
# With a folder, of a kind of file that the program consists of.
PATH_IN_COMMENT = re.compile(
    rf"\b(?:(?:{'|'.join((*APPS, 'dev', 'static', 'templates', 'tests', 'docs'))})/)"
    r"[\w./-]+\.(?:py|js|css|html|md|typ|tsv)\b"
)


def test_comments_name_what_exists() -> None:
    assert sorted(named_in_code()) == []


def test_negative_control_stale_comments_are_found() -> None:
    assert list(_named("the rules of payments/money.py, and `payments.mails.last_look`")) == [
        "payments/money.py",
        "payments.mails.last_look",
    ]


def section(title: str) -> str:
    """A section of the architecture."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    return text.split(f"## {title}\n")[1].split("\n## ")[0]


def test_every_advisory_lock_is_in_the_architecture() -> None:
    listed = set(re.findall(r"`([A-Z_]{4,})`", section("Locks"))) - {"DATABASE_DIRECT_URL"}
    assert listed == {lock.name for lock in Lock}


SETS_A_STATE = re.compile(
    r"\.update\((?:[^()]|\([^()]*\))*\bstate=|\.state = (?!'|ANY)|\.transition\(|SET state"
)


def test_files_in_which_states_change_are_in_the_architecture() -> None:
    listed = {name for name in named_paths(section("States")) if name.endswith(".py")}
    changing = {
        str(file.relative_to(ROOT))
        for app in APPS
        for file in (ROOT / app).rglob("*.py")
        if "migrations" not in file.parts and SETS_A_STATE.search(file.read_text())
    }
    assert changing - listed == set()


TERM = re.compile(
    r"^\|.*\| (\d+) (days?|hours?) \| `([\w.]+)\.(\w+)` \| `[\w.]+` \|$", re.MULTILINE
)
A_TERM = re.compile(r"^(\w*(?:RETENTION|KEPT)\w*) = timedelta", re.MULTILINE)


def test_terms_of_personal_data_are_those_of_the_document() -> None:
    rows = TERM.findall((ROOT / "docs" / "personal-data.md").read_text())
    assert rows
    for number, unit, module, name in rows:
        term = timedelta(**{f"{unit.rstrip('s')}s": int(number)})
        assert getattr(import_module(module), name) == term, f"{module}.{name}"
    listed = {f"{module}.{name}" for _number, _unit, module, name in rows}
    found = {
        f"{'.'.join(file.relative_to(ROOT).with_suffix('').parts)}.{name}"
        for app in APPS
        for file in (ROOT / app).rglob("*.py")
        for name in A_TERM.findall(file.read_text())
    }
    terms = {f"families.privacy.terms.{name}" for name in vars(terms_module) if name.isupper()}
    assert (found | terms) - listed == set()


def test_negative_control_missing_files_are_found() -> None:
    assert set(named_paths("see `payments/lost.py` and `gone.py`")) - known().keys() != set()
    assert not exists("core.locks.Door")
    assert not exists("payments.nothing")
    assert exists("core.locks.Lock")
