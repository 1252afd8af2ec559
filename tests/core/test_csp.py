"""The content security policy of first and later responses."""

from collections.abc import Callable
from typing import Any

import pytest
from csp.constants import HEADER, NONCE
from csp.decorators import csp_exempt, csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.http.csp import ContentSecurityPolicy

View = Callable[[HttpRequest], HttpResponse]


def plain(request: HttpRequest) -> HttpResponse:
    """A view without changes to the policy."""
    return HttpResponse()


_framing: Any = csp_update({"frame-src": ["https://example.org"]})(plain)
_free: Any = csp_exempt()(plain)


def framing(request: HttpRequest) -> HttpResponse:
    """A view that frames another's page."""
    response: HttpResponse = _framing(request)
    return response


def free(request: HttpRequest) -> HttpResponse:
    """A view without a policy."""
    response: HttpResponse = _free(request)
    return response


def with_nonce(request: HttpRequest) -> HttpResponse:
    """A view whose policy differs each time."""
    return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]


def own(request: HttpRequest) -> HttpResponse:
    """A view that sets the header itself."""
    return HttpResponse(headers={HEADER: "default-src 'none'"})


def by_name(request: HttpRequest) -> HttpResponse:
    """The view that the path names."""
    views: dict[str, View] = {view.__name__: view for view in (plain, framing, free, own)}
    return views[request.path.strip("/").split("/")[-1]](request)


def policy(middleware: Any, path: str) -> str | None:
    """The policy that a middleware sets for a path."""
    found: str | None = middleware(RequestFactory().get(path)).headers.get(HEADER)
    return found


@pytest.mark.parametrize(
    "path", ["/plain", "/framing", "/free", "/own", "/admin/plain", "/admin/framing"]
)
def test_header_equals_that_of_django_csp(path: str) -> None:
    ours, theirs = ContentSecurityPolicy(by_name), CSPMiddleware(by_name)
    for before in ("/framing", "/admin/plain", "/free", "/own", "/plain", path):
        policy(ours, before)
    assert policy(ours, path) == policy(theirs, path)


def test_nonce_is_not_cached(settings: Any) -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        **settings.CONTENT_SECURITY_POLICY,
        "DIRECTIVES": {**directives, "script-src": [NONCE]},
    }
    answered: Any = ContentSecurityPolicy(with_nonce)
    for _ in range(2):
        answer = answered(RequestFactory().get("/"))
        assert f"'nonce-{answer.content.decode()}'" in answer.headers[HEADER]
