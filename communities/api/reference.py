"""The page that describes the API, made of its own description."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.api.service import api


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for."""

    method: str
    path: str
    summary: str
    says: str
    with_key: bool
    fields: list[tuple[str, str, str]]  # of what is sent: name, kind, what it means


@require_safe
def about_api(request: HttpRequest) -> HttpResponse:
    """How other programs send lists and read numbers."""
    described: dict[str, Any] = api.get_openapi_schema()
    operations = [
        _operation(described, method, path, told)
        for path, methods in described["paths"].items()
        for method, told in methods.items()
    ]
    context = {"operations": operations, "says": described["info"]["description"]}
    return render(request, "communities/api/reference.html", context)


def _operation(
    described: dict[str, Any], method: str, path: str, told: dict[str, Any]
) -> Operation:
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    sent = content.get("schema", {})
    fields: dict[str, Any] = {}
    for each in sent.get("anyOf", [sent]):  # one of several bodies: all that can stand in them
        fields |= _resolved(described, each).get("properties", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=told["summary"],
        says=told.get("description", ""),
        with_key="security" in told,
        fields=[_field(described, *each) for each in fields.items()],
    )


def _field(described: dict[str, Any], name: str, told: dict[str, Any]) -> tuple[str, str, str]:
    kind = str(told.get("type", ""))
    if items := told.get("items"):
        inner = ", ".join(_resolved(described, items).get("properties", {}))
        kind = f"array of {{{inner}}}"
    if choices := told.get("enum"):
        kind = " | ".join(map(str, choices))
    return name, kind, str(told.get("description", ""))


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"].get(name, schema)
    return found
