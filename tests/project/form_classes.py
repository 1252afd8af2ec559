"""All forms of the project."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from django import forms

from tests.apps import APPS


def all_forms() -> set[type[forms.Form]]:
    """The classes of all forms in the project's modules."""
    for package in APPS:
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            if ".migrations" not in found.name and ".settings" not in found.name:
                importlib.import_module(found.name)
    return set(_below(forms.BaseForm))


def _below(form: type[Any]) -> Iterator[type[forms.Form]]:
    for each in form.__subclasses__():
        if each.__module__.split(".")[0] in APPS:
            yield each
        yield from _below(each)


def fields_of(form: type[forms.Form]) -> dict[str, forms.Field]:
    """Its fields, those of `__init__` too where it can be made without arguments."""
    try:
        return form().fields
    except TypeError:  # it needs an argument
        return form.base_fields
