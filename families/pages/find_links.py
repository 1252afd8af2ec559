"""Two ways of finding at once what one bought: all links by mail, a certificate by its number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from families.find import limits
from families.find.certificate_numbers import KnownCertificate, find_certificate
from families.find.codes import allow_mail
from families.find.form import CertificateForm, LinksForm
from families.find.links import send_links
from families.find.places import place_line
from families.pages.find import too_many_mails
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.pages.start_payment import SeeOther


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_links(request: HttpRequest) -> HttpResponse:
    """One mail with everything bought from an address; the same words for every address."""
    if request.method != "POST":
        sent = "sent" in request.GET
        return render(request, "families/find/find_links.html", {"form": LinksForm(), "sent": sent})
    form = LinksForm(request.POST)
    status, notice = 422, ""
    if form.is_valid():
        email = form.cleaned_data["email"]
        if allow_mail(request, email):
            send_links(email, language=request.LANGUAGE_CODE)
            return SeeOther(f"{reverse('find_links')}?sent=1")
        status, notice = 429, too_many_mails()
    context = {"form": form, "notice": notice}
    return render(request, "families/find/find_links.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_certificate_page(request: HttpRequest) -> HttpResponse:
    """The scroll and parsha of a certificate, by its number and the family name."""
    if request.method != "POST":
        return _certificate(request, CertificateForm())
    form = CertificateForm(request.POST)
    if not form.is_valid():
        return _certificate(request, form, status=422)
    try:
        attempt = limits.record_attempt(
            limits.asker_of(request), solution=form.cleaned_data["solution"]
        )
    except (RateLimited, ChallengeRequired) as limit:
        return _certificate(request, form, limit=limit, status=429)
    found = find_certificate(form.cleaned_data["number"], form.cleaned_data["family_name"])
    if found:
        limits.found(attempt)
    return _certificate(request, form, found=found, searched=True)


def _certificate(
    request: HttpRequest,
    form: CertificateForm,
    *,
    found: KnownCertificate | None = None,
    searched: bool = False,
    limit: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "certificate": found,
        "place": place_line(found.place) if found else "",
        "searched": searched,
        "limit": limit,
    }
    return render(request, "families/find/find_certificate.html", context, status=status)
