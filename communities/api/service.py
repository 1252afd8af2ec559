"""The API with its routers and error responses."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from communities.api import lists, numbers
from core.forms.input_cleaning import CleanParser

ERROR_CODES = {
    400: "bad_request",
    401: "no_key",
    403: "not_allowed",
    404: "not_found",
    409: "conflict",
    422: "invalid",
    429: "rate_limited",
}
MESSAGES = {
    401: "A valid key is required: Authorization: Bearer ut_…",
    403: "This key may not do that.",
    404: "Not found, or not accessible with this key.",
    429: "Too many requests for this key; see Retry-After.",
}

api = NinjaAPI(
    title="Unity Torah",
    version="1",
    description=(
        "For the systems of the committee and of large communities: send lists of names, read "
        "their state, download certificates; and the public numbers, without a key. A shliach "
        "pays on the list's page. All times are UTC."
    ),
    docs_url=None,  # our own page instead: it loads no scripts from other hosts
    urls_namespace="api",
    parser=CleanParser(),
)
api.add_router("", lists.router)
api.add_router("", numbers.router)


def _error_response(request: HttpRequest, status: int, message: str) -> HttpResponse:
    told = message if status == 404 and message else MESSAGES.get(status, message)
    body = {"error": ERROR_CODES.get(status, "error"), "message": told}
    return api.create_response(request, body, status=status)


@api.exception_handler(HttpError)
def _on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    response = _error_response(request, error.status_code, error.message)
    if isinstance(error, Throttled):
        response["Retry-After"] = str(error.wait or 1)
    elif error.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def _on_not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _error_response(request, 404, "")


@api.exception_handler(ValidationError)
def _on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Where and why, but not the value, which may be a person's name.
    # Of a body of two forms both have errors: the one that was not sent misses its field.
    of_form = {"missing", "extra_forbidden"}
    first = min(error.errors, key=lambda each: each.get("type") in of_form, default={})
    place = [str(part) for part in first.get("loc", ())[1:]]
    where = ".".join(part for part in place if "[" not in part)  # a wrapper of the form
    return _error_response(
        request, 422, f"{where}: {first.get('msg', 'not valid')}".removeprefix(": ")
    )
