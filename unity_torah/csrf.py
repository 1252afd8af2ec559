"""The page of a form whose CSRF token is refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

# What people write, by the end of the fields' names; the rest of a form are choices and tokens.
_WRITTEN = ("given_name", "mother_name", "father_name", "family_name", "email", "title", "text")
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give what was typed back with a fresh token, if our own page sent it.

    Only then: a form that another site sent must not be confirmed here by one press.
    """
    context = {}
    if _is_ours(request, reason):
        sent = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != _TOKEN
        ]
        context = {
            "sent": sent,
            "written": _written(sent),
            "address": request.get_full_path(),
            "cookies_off": not request.COOKIES,
            "has_file": bool(request.FILES),
        }
    return render(request, "403_csrf.html", context, status=403)


def _written(sent: list[tuple[str, str]]) -> list[str]:
    """What a person wrote, one text for each name of a list."""
    groups: dict[str, list[str]] = {}
    for name, text in sent:
        if name.endswith(_WRITTEN) and text.strip():
            prefix, separator, _field = name.rpartition("-")
            groups.setdefault(prefix if separator else name, []).append(text)
    return [" · ".join(texts) for texts in groups.values()]


def _is_ours(request: HttpRequest, reason: str) -> bool:
    """Whether the browser says that the form is of this site, and only the token is wrong."""
    return "Origin" in request.headers and not reason.startswith(("Origin", "Referer"))
