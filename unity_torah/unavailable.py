"""Reads that met a connection the server had ended are asked once more, on another one."""

from collections.abc import Callable

from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from unity_torah.errors import LOST

_READING = {"GET", "HEAD"}


class RetryReadsMiddleware:
    """The outermost middleware: the whole chain runs again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or that of the second attempt at a read whose connection was lost."""
        response = self._get_response(request)
        if request.method not in _READING or not getattr(response, LOST, False):
            return response
        connections.close_all()
        return self._get_response(request)
