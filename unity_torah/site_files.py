"""Files that browsers, search engines and reporters of faults ask for at fixed addresses."""

from datetime import UTC, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.languages import active_language, is_right_to_left, language_codes
from letters.share_picture import share_picture
from organisation.models import Organisation

_DAY: Final = 24 * 60 * 60  # seconds
_VALID: Final = timedelta(days=180)
_ICON_SIZES: Final = (192, 512)

kept_a_day = cache_control(public=True, max_age=_DAY)


@require_safe
@kept_a_day
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone; pages that are not to be found say so themselves."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /api/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return _plain(lines)


@require_safe
@kept_a_day
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where faults are reported (RFC 9116)."""
    expires = (timezone.now() + _VALID).astimezone(UTC)
    lines = [
        f"Contact: mailto:{Organisation.current().contact_email}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(language_codes())}",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return _plain(lines)


@require_safe
@kept_a_day
def manifest(request: HttpRequest) -> HttpResponse:
    """The web manifest, in the language of its address."""
    language = active_language()
    content = {
        "name": _("Unity Torah"),
        "short_name": _("Unity Torah"),
        "description": _("One Sefer Torah, 304,805 letters: one for every Jew."),
        "lang": language,
        "dir": "rtl" if is_right_to_left(language) else "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "browser",
        "background_color": "#f7f1e3",
        "theme_color": "#f7f1e3",
        "icons": [
            {
                "src": static(f"img/icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in _ICON_SIZES
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@kept_a_day
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without being told of an icon."""
    return HttpResponseRedirect(static("img/favicon.ico"))


@require_safe
@kept_a_day
def share(request: HttpRequest) -> HttpResponse:
    """The picture of links, in the language of its address."""
    return HttpResponse(share_picture(active_language()), content_type="image/png")


def _plain(lines: list[str]) -> HttpResponse:
    text = "\n".join(lines) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
