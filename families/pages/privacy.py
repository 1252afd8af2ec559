"""What is kept of people, why, and for how long."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from families.privacy.places import PLACES
from families.privacy.places.base import days
from families.privacy.terms import DOWNLOAD, LOOKS, MAILS, UNPAID
from organisation.models import Organisation, SiteText
from organisation.texts import site_text


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The registry by which data is deleted, in the words of its entries."""
    context = {
        "text": site_text(SiteText.Page.PRIVACY),
        "places": PLACES,
        "contact": Organisation.current().contact_email,
        "unpaid": days(UNPAID),
        "looks": days(LOOKS),
        "mails": days(MAILS),
        "copy": days(DOWNLOAD),
    }
    return render(request, "families/privacy/privacy.html", context)
