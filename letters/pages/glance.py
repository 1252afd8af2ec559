"""The picture of a scroll at a glance, at an address that changes with it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from core.cache import StaleWhileRevalidateCache
from core.http import public_cache
from letters.models import Scroll
from letters.scrolls.glance import glance_of
from letters.series import DEFAULT, series_q

GROUNDS = ("light", "dark")
_FOREVER = "public, max-age=31536000, immutable"
_MOMENT = "public, max-age=60"  # an address that the picture has had or will have

# The picture and its fingerprint.
_pictures = StaleWhileRevalidateCache[tuple[bytes, str] | None](public_cache.MAX_AGE)


@public_cache.cached_for_everyone
@require_safe
def picture(
    request: HttpRequest, number: int, ground: str, fingerprint: str, series: str = DEFAULT
) -> HttpResponse:
    """The picture as it is now, also at an older address."""
    if ground not in GROUNDS:
        raise Http404
    found = _pictures.get((series, number, ground), lambda: _picture(series, number, ground))
    if found is None:
        raise Http404
    content, current = found
    etag = f'"{ground}-{current}"'
    headers = {"ETag": etag, "Cache-Control": _FOREVER if fingerprint == current else _MOMENT}
    response = HttpResponse(content, content_type="image/png", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _picture(series: str, number: int, ground: str) -> tuple[bytes, str] | None:
    scrolls = Scroll.objects.filter(series_q(series, prefix="series__"), registered_here=True)
    scroll = scrolls.filter(number=number).select_related("series").first()
    if scroll is None:
        return None
    drawn = glance_of(scroll)
    return bytes(getattr(drawn, ground)), drawn.fingerprint
