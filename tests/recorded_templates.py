"""The test client keeps a copy of the context of every template, of each widget of a form too.

That is a quarter of the time of a page with many names. Only templates of pages are kept.
"""

from typing import Any

from django.template import Template
from django.test import utils
from django.test.signals import template_rendered


def install() -> None:
    """Before Django's test environment is set up, which puts the function in place."""
    utils.instrumented_test_render = _render  # type: ignore[attr-defined]


def _render(self: Template, context: Any) -> str:
    if not str(self.name).startswith(("django/", "forms/", "admin/widgets/", "unfold/")):
        template_rendered.send(sender=self, template=self, context=context)
    return self.nodelist.render(context)
