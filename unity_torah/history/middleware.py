"""Which requests put their user into the history."""

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

_STAFF = ("/admin/", "/shluchim/", "/telephone/")


class StaffHistoryMiddleware(HistoryMiddleware):
    """pghistory's middleware for pages of staff and shluchim only: buyers are not recorded."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(_STAFF):
            return super().__call__(request)  # type: ignore[no-untyped-call]
        return self.get_response(request)
