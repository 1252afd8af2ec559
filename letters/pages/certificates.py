"""A certificate as a PDF, and the page of its QR code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.forms.text_input import parse_positive_int
from core.http.visitors import opened_by_person
from core.languages import active_language, known_language
from core.printing.paper import PAPERS
from letters import certificates
from letters.certificates.contents import (
    certificate_document,
    certificate_number,
    discloses_parsha,
    letter_of,
    parsha_of,
)
from letters.models import Certificate

_CERTIFICATES = Certificate.objects.select_related(
    "inscription__person", "inscription__letter__scroll__series"
)


@require_safe
@never_cache
def certificate_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as a PDF. Only the purchaser knows the token."""
    certificate = get_object_or_404(_CERTIFICATES, token=token)
    if certificate.inscription.person.erased_at:
        return HttpResponse(
            _("The name on this certificate was deleted on request. It is no longer shown."),
            status=410,
        )
    if certificate.voided_at:
        return HttpResponse(_("This certificate is no longer valid."), status=410)
    paper = request.GET.get("paper", "a4")
    language = known_language(request.GET.get("language", active_language()))
    if paper not in PAPERS or not language:
        return HttpResponse(
            _("This certificate is available on A4 or US Letter paper."), status=400
        )
    if certificate.opened_at is None and opened_by_person(request):
        Certificate.objects.filter(pk=certificate.pk).update(opened_at=timezone.now())
    pdf = certificates.render_pdf(certificate_document(certificate, language=language, paper=paper))
    name = f"certificate-{certificate_number(certificate)}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "X-Robots-Tag": "noindex",
        },
    )


@require_safe
@never_cache
def certificate_check(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the QR code: the parsha and that the certificate is genuine, nothing else."""
    certificate = get_object_or_404(_CERTIFICATES, check_token=token)
    if certificate.inscription.person.erased_at:
        return render(request, "letters/check.html", {"certificate": {"erased": True}}, status=410)
    if certificate.voided_at:
        return render(request, "letters/check.html", {"certificate": {"voided": True}}, status=410)
    letter = letter_of(certificate)
    shown = {
        "genuine": True,
        "scroll_number": letter.scroll.number,
        "series": letter.scroll.series.title,
        "revision": certificate.revision,
        "outdated": parse_positive_int(request.GET.get("revision", "1")) != certificate.revision,
        "parsha": parsha_of(letter) if discloses_parsha(letter.scroll) else None,
    }
    response = render(request, "letters/check.html", {"certificate": shown})
    response["X-Robots-Tag"] = "noindex"
    return response
