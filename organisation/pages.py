"""Pages with a text of the committee: who stands behind the site, terms, contact."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisation.models import SiteText
from organisation.texts import Text, site_text

_WITH_PARTICULARS = {SiteText.Page.ABOUT, SiteText.Page.CONTACT, SiteText.Page.TERMS}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who stands behind the site."""
    return text_page(request, SiteText.Page.ABOUT)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Terms, and when money is returned."""
    return text_page(request, SiteText.Page.TERMS)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the organisation."""
    return text_page(request, SiteText.Page.CONTACT)


def text_page(request: HttpRequest, page: SiteText.Page, text: Text | None = None) -> HttpResponse:
    """The page; `text` is another one than the published, for its preview."""
    context = {
        "title": page.label,
        "text": text or site_text(page),
        "particulars": page in _WITH_PARTICULARS,
        "preview": text is not None,
    }
    return render(request, "organisation/text.html", context)
