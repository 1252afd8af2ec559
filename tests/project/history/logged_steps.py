"""The calls in the program that write to the admin's log, found in its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Model

from tests.apps import APPS

_NAMES = {"log_change", "log_addition", "log_deletion", "log_deletions", "log_actions"}


@dataclass(frozen=True)
class LoggedStep:
    """A call: where it is, the model of its object, and its message."""

    module: str
    function: str
    model: type[Model]
    message: str

    def __str__(self) -> str:
        return f"{self.module}.{self.function}"


@cache
def logged_steps() -> tuple[LoggedStep, ...]:
    """Every call; a part of a message that is computed stands as …"""
    return tuple(step for app in APPS for step in _steps(app))


def _steps(app: str) -> Iterator[LoggedStep]:
    root = Path(settings.BASE_DIR)
    for path in sorted((root / app).rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        for function, owner in _functions(ast.parse(path.read_text())):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _name(call) in _NAMES:
                    instance, message = _arguments(call)
                    model = _annotated(module, function, instance) or _administered(module, owner)
                    assert model, f"{module}:{call.lineno}: annotate {ast.unparse(instance)}"
                    yield LoggedStep(module, function.name, model, _text(module, message))


def _functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Functions and methods with the name of their class."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node, ""
        elif isinstance(node, ast.ClassDef):
            yield from (
                (each, node.name) for each in node.body if isinstance(each, ast.FunctionDef)
            )


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _arguments(call: ast.Call) -> tuple[ast.expr, ast.expr]:
    """The object and the message of a call."""
    if _name(call) == "log_actions":
        objects = call.args[1]
        assert isinstance(objects, ast.List), "a list of one object"
        return objects.elts[0], call.args[3]
    return call.args[1], call.args[2]


def _annotated(module: str, function: ast.FunctionDef, instance: ast.expr) -> Any:
    """The model of a variable that is annotated, as a parameter or where it is assigned."""
    wanted = ast.unparse(instance)
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.arg == wanted and node.annotation:
            return _model(module, node.annotation)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == wanted:
            return _model(module, node.annotation)
    return None


def _model(module: str, annotation: ast.expr) -> Any:
    found = vars(import_module(module)).get(ast.unparse(annotation))
    return found if found is not Model else None


def _administered(module: str, owner: str) -> Any:
    """The model whose admin is the class, or inherits from it."""
    cls = vars(import_module(module)).get(owner)
    return next((m for m, each in admin.site._registry.items() if cls in type(each).__mro__), None)


def _text(module: str, message: ast.expr) -> str:
    if isinstance(message, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in message.values
        )
    if isinstance(message, ast.Call) and isinstance(message.args[0], ast.Constant):
        message = message.args[0]  # _("…")
    if isinstance(message, ast.Name):
        return str(vars(import_module(module)).get(message.id, "…"))
    return str(message.value) if isinstance(message, ast.Constant) else "…"
