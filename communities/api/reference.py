"""The reference page of the API, generated from its OpenAPI schema."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.api.service import api


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    description: str
    needs_key: bool
    fields: list[tuple[str, str, str]]  # of the body: name, type, description


@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    schema: dict[str, Any] = api.get_openapi_schema()
    operations = [
        _operation(schema, method, path, spec)
        for path, methods in schema["paths"].items()
        for method, spec in methods.items()
    ]
    context = {"operations": operations, "description": schema["info"]["description"]}
    return render(request, "communities/api/reference.html", context)


def _operation(schema: dict[str, Any], method: str, path: str, spec: dict[str, Any]) -> Operation:
    content = spec.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = content.get("schema", {})
    fields: dict[str, Any] = {}
    for each in body.get("anyOf", [body]):  # of several bodies: the fields of all
        fields |= _resolve(schema, each).get("properties", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=spec["summary"],
        description=spec.get("description", ""),
        needs_key="security" in spec,
        fields=[_field(schema, *each) for each in fields.items()],
    )


def _field(schema: dict[str, Any], name: str, spec: dict[str, Any]) -> tuple[str, str, str]:
    kind = str(spec.get("type", ""))
    if items := spec.get("items"):
        inner = ", ".join(_resolve(schema, items).get("properties", {}))
        kind = f"array of {{{inner}}}"
    if choices := spec.get("enum"):
        kind = " | ".join(map(str, choices))
    return name, kind, str(spec.get("description", ""))


def _resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"].get(name, part)
    return found
