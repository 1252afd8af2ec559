"""Drafts that pages keep in the browser's tab (static/js/draft.js).

Nothing of a draft is on the server, which only answers a form that it stored with a cookie: then
the page forgets the draft, or Back leads to what was stored.
"""

import re

from django.http import HttpRequest, HttpResponse

_FIELD = "draft"  # the draft's id, which the script adds to the form
_COOKIE = "draft_saved"
_ID = re.compile(r"[0-9a-f-]{36}")
_MAX_AGE = 24 * 60 * 60  # seconds


def mark_saved(request: HttpRequest, response: HttpResponse, *, saved_as: str = "") -> None:
    """Tell the page of this form that its draft is stored.

    With `saved_as`, the id of what can still be edited, the draft stays, and Back leads there.
    """
    draft = request.POST.get(_FIELD, "")
    if _ID.fullmatch(draft):
        response.set_cookie(
            _COOKIE,
            f"{draft}.{saved_as}",
            max_age=_MAX_AGE,
            path=request.path,
            secure=request.is_secure(),
            samesite="Lax",
        )
