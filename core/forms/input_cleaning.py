"""Cleaning what comes in by a request, before any view sees it."""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from ninja.parser import Parser

from core.forms.text_input import clean_line, clean_text, is_clean


class CleanInputMiddleware:
    """Cleans query, form, file names and cookies; an address with hidden characters is a 404.

    Views of machines (`csrf_exempt`) read the body themselves: their forms are left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {k: v for k, v in request.COOKIES.items() if is_clean(k + v)}
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]  # immutable as before
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Clean the form; Http404 if an argument in the path has hidden characters."""
        if not all(is_clean(value) for value in kwargs.values() if isinstance(value, str)):
            raise Http404
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        try:
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]  # immutable as before
        except UnreadablePostError:  # the browser is gone
            return
        for uploaded in (file for _key, files in request.FILES.lists() for file in files):
            uploaded.name = clean_line(uploaded.name or "") or "file"


def read_json(request: HttpRequest) -> Any:
    """The JSON body with every string cleaned; ValueError if it is none."""
    try:
        return _cleaned_json(json.loads(request.body))
    except RecursionError as error:
        raise ValueError("The body is nested too deeply") from error


class CleanParser(Parser):
    """Cleans every string in the JSON body of a request to the API."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request)


def _cleaned(data: QueryDict) -> QueryDict:
    if not data:
        return data
    cleaned = QueryDict(mutable=True, encoding=data.encoding)
    for key, values in data.lists():
        cleaned.setlist(clean_text(key), [clean_text(str(value)) for value in values])
    cleaned._mutable = False
    return cleaned


def _cleaned_json(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_cleaned_json(each) for each in value]
    if isinstance(value, dict):
        return {clean_text(key): _cleaned_json(each) for key, each in value.items()}
    return value
