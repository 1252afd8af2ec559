"""The site's own template of a select, which is quicker than Django's."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer

CHOICES: Any = [("", "None <b>"), ("Group & more", [('a"b', "A"), (7, "Seven")]), ("z", "Z")]


class DisablingSelect(forms.Select):
    """One option cannot be chosen, and all have an attribute with a value."""

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **more)
        option["attrs"] |= {"disabled": value == "z", "data-n": 1000}
        return option


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, DisablingSelect])
def test_select_is_rendered_as_django_does(widget: type[forms.Select]) -> None:
    select = widget(attrs={"id": "x", "class": "wide"}, choices=CHOICES)
    own = select.render("name", ["7"], renderer=get_default_renderer())
    assert own.split() == select.render("name", ["7"], renderer=DjangoTemplates()).split()
    assert own.count("<option") == 4
