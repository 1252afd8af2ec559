"""The public pages of a community: its page, badge, poster and handouts. Cached."""

from base64 import b64encode
from hashlib import sha256

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from communities.public import prints
from communities.public.community_stats import PublicCommunity, public_community
from communities.public.qr import qr_svg
from core.http import public_cache

PRINT_MAX_AGE = 60 * 60  # seconds
_BADGE_STYLE = render_to_string("communities/public/badge.css")
_BADGE_STYLE_HASH = b64encode(sha256(_BADGE_STYLE.encode()).digest()).decode()


@public_cache.cached_for_everyone
@require_safe
def community(request: HttpRequest, slug: str) -> HttpResponse:
    shown = _found(slug)
    context: dict[str, object] = {"shown": shown, "qr": qr_svg(shown.url)}
    return public_cache.respond(
        request,
        public_cache.render_page(
            "communities/public/community.html",
            public_cache.language_of(request),
            context,
            path=request.path_info,
        ),
    )


@public_cache.cached_for_everyone
@xframe_options_exempt
@csp(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "style-src": [f"'sha256-{_BADGE_STYLE_HASH}'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["*"],
    }
)
@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The count of a community, to be embedded in other sites; it loads nothing else."""
    context: dict[str, object] = {"shown": _found(slug), "style": _BADGE_STYLE}
    return public_cache.respond(
        request,
        public_cache.render_page(
            "communities/public/badge.html", public_cache.language_of(request), context
        ),
    )


@public_cache.cached_for_everyone
@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    return _print(request, slug, "poster")


@public_cache.cached_for_everyone
@require_safe
def handouts(request: HttpRequest, slug: str) -> HttpResponse:
    """A sheet of cards to cut out."""
    return _print(request, slug, "handouts")


def _print(request: HttpRequest, slug: str, kind: prints.Kind) -> HttpResponse:
    shown = _found(slug)
    language = public_cache.language_of(request)
    paper = request.GET.get("paper", "a4")
    if paper not in prints.PAPERS:
        raise Http404
    pdf = prints.render_pdf(
        kind, prints.PrintDocument.of(shown.community, language=language, paper=paper)
    )
    response = public_cache.respond(
        request, public_cache.Page.of(pdf), content_type="application/pdf", max_age=PRINT_MAX_AGE
    )
    response["Content-Disposition"] = f'inline; filename="{slug}-{kind}-{paper}.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _found(slug: str) -> PublicCommunity:
    shown = public_community(slug)
    if shown is None:
        raise Http404
    return shown
