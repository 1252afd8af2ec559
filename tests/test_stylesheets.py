"""The stylesheets against the templates: no class without a rule, no rule without a class."""

import re
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

STYLES = settings.BASE_DIR / "static" / "css"
TEMPLATES = settings.BASE_DIR / "templates"
# These carry a style of their own, or that of the admin.
OTHER_STYLE = ("admin/", "messages/", "messaging/mailing.html", "communities/public/badge.html")
# Set by the widgets of forms.
IN_PYTHON = {"input-short", "name-input"}
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
    assert ["fonts", *statement.group(1).split(", ")] == _site_styles()


def _templates_of_the_admin() -> str:
    root = Path(find_spec("unfold").submodule_search_locations[0])  # type: ignore[union-attr,index]
    files = [*root.rglob("templates/**/*.html"), *root.rglob("*.py")]
    ours = [*TEMPLATES.rglob("*.html"), *settings.BASE_DIR.glob("*/admin/*.py")]
    django = Path(find_spec("django").submodule_search_locations[0])  # type: ignore[union-attr,index]
    files += [*ours, *django.glob("contrib/admin/templates/**/*.html")]
    return "\n".join(file.read_text() for file in files)


def test_the_admin_has_the_ids_and_classes_that_our_stylesheet_overrides() -> None:
    """An upgrade of unfold that renames one of them would silently drop the rule."""
    text = re.sub(r"/\*.*?\*/", "", (STYLES / "admin.css").read_text(), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{};]+)\{", text))
    wanted = set(re.findall(r"[.#]([a-z][\w-]*)", selectors))
    known = set(re.findall(r"[\w-]+", _templates_of_the_admin()))
    assert wanted - known == set()
