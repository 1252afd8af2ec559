"""The stylesheets against the templates: no class without a rule, no rule without a class."""

import re
from itertools import groupby
from pathlib import Path

from django.conf import settings

STYLES = settings.BASE_DIR / "static" / "css"
TEMPLATES = settings.BASE_DIR / "templates"
# These carry a style of their own, or that of the admin.
OTHER_STYLE = ("admin/", "messages/", "messaging/mailing.html", "communities/public/badge.html")
# Set by the widgets of forms.
IN_PYTHON = {"input-short"}
# Set by scripts.
IN_SCRIPTS = {"reveal-first"}
# Only found by scripts and tests.
WITHOUT_RULE = {"name-form-copy", "personal-links", "draw-check"}


def _site_styles() -> list[str]:
    page = (TEMPLATES / "base.html").read_text()
    return re.findall(r"css/([\w-]+)\.css", page)


def _classes_of_rules() -> set[str]:
    found: set[str] = set()
    for name in _site_styles():
        text = re.sub(r"/\*.*?\*/", "", (STYLES / f"{name}.css").read_text(), flags=re.DOTALL)
        for selector in re.findall(r"([^{};]+)\{", text):
            found |= set(re.findall(r"\.([a-z][\w-]*)", selector))
    return found


def _classes_of_templates() -> set[str]:
    found: set[str] = set()
    for file in TEMPLATES.rglob("*.html"):
        if not str(file.relative_to(TEMPLATES)).startswith(OTHER_STYLE):
            found |= _classes_of(file)
    return found


def _classes_of(file: Path) -> set[str]:
    text = file.read_text()
    lists = re.findall(r"\bclass=\"([^\"]*)\"", text)
    lists += re.findall(r"\{% block page %\}(.*?)\{% endblock", text)
    plain = (re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", each) for each in lists)
    return {name for each in plain for name in each.split()}


def test_every_class_of_a_template_has_a_rule() -> None:
    assert _classes_of_templates() - _classes_of_rules() == WITHOUT_RULE


def test_every_rule_belongs_to_a_class_of_a_template() -> None:
    assert _classes_of_rules() - _classes_of_templates() == IN_PYTHON | IN_SCRIPTS


def test_the_layers_are_linked_in_their_order() -> None:
    statement = re.search(r"@layer ([\w, ]+);", (STYLES / "base.css").read_text())
    assert statement
    used = [layer for name in _site_styles() for layer in _layers(name)]
    assert [layer for layer, _files in groupby(used)] == statement[1].split(", ")


def _layers(name: str) -> list[str]:
    """The layer of a stylesheet; that of the fonts has none."""
    return re.findall(r"^@layer (\w+) \{", (STYLES / f"{name}.css").read_text(), re.MULTILINE)
