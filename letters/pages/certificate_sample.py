"""The picture of a certificate on the home page, with an invented name."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.cache import StaleWhileRevalidateCache
from core.calendar.local_day import today
from core.http import public_cache
from core.languages import language_codes, translations
from letters import torah
from letters.certificates.document import CertificateDocument
from letters.certificates.render import render_documents
from letters.models import Scroll, Series
from letters.series import DEFAULT, series_q

PARSHA = 22  # Vayakhel
PIXELS_PER_INCH = 110
SIZE = (1287, 910)  # of A4 at that
_KEPT = 60 * 60  # seconds, here and in browsers

_samples = StaleWhileRevalidateCache[bytes | None](_KEPT)


@public_cache.cached_for_everyone
@require_safe
def certificate_sample(request: HttpRequest, language: str, series: str = DEFAULT) -> HttpResponse:
    """A certificate in a language, as a PNG."""
    if language not in language_codes():
        raise Http404
    picture = _samples.get((series, language), lambda: _render(series, language))
    if picture is None:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={_KEPT}"}
    return HttpResponse(picture, content_type="image/png", headers=headers)


def _render(slug: str, language: str) -> bytes | None:
    series = Series.objects.filter(series_q(slug)).first()
    if series is None:
        return None
    scroll = Scroll.objects.filter(series=series).order_by("number").last()
    with override(language):
        name = _("Yosef ben Chana Levi")
    document = CertificateDocument(
        line=name,
        honorific="",
        departed=False,
        scroll_number=scroll.number if scroll else 1,
        series_titles=translations(series, "name"),
        openings=translations(series, "certificate_title"),
        dedication="",
        parsha=torah.edition(series.edition).parsha(PARSHA),
        day=today(),
        number=f"{scroll.number if scroll else 1}-000001",
        revision=1,
        check_url=settings.SITE_URL,
        language=language,
        paper="a4",
    )
    return render_documents([document], "png", ppi=PIXELS_PER_INCH)
