"""The API as a whole: its rooms, how it says no, and the page that describes it."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from communities.api import lists, numbers

ERRORS = {
    400: "bad_request",
    401: "no_key",
    403: "not_allowed",
    404: "not_found",
    409: "conflict",
    422: "invalid",
    429: "too_often",
}
SENTENCES = {
    401: "Send a key that holds: Authorization: Bearer ut_…",
    403: "This key may not do that.",
    404: "There is no such thing, or it is not yours.",
    429: "Too many requests for this key; see Retry-After.",
}

api = NinjaAPI(
    title="Unity Torah",
    version="1",
    description=(
        "For the own systems of the committee and of large communities: send lists of names, see "
        "how far they are, fetch certificates; and the public numbers, without a key. Paying is "
        "done by a shliach on the list's page. All times are UTC."
    ),
    docs_url=None,  # our own page describes it: no script of others, no content from elsewhere
    urls_namespace="api",
)
api.add_router("", lists.router)
api.add_router("", numbers.router)


def _no(request: HttpRequest, status: int, message: str) -> HttpResponse:
    said = {"error": ERRORS.get(status, "error"), "message": SENTENCES.get(status, message)}
    return api.create_response(request, said, status=status)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    answer = _no(request, error.status_code, error.message)
    if isinstance(error, Throttled):
        answer["Retry-After"] = str(error.wait or 1)
    elif error.status_code == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _no(request, 404, "")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Where and why, but not what was sent: that may be somebody's name.
    first = error.errors[0] if error.errors else {}
    where = ".".join(str(part) for part in first.get("loc", ())[1:])
    return _no(request, 422, f"{where}: {first.get('msg', 'not valid')}".removeprefix(": "))
