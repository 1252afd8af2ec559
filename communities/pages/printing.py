"""The certificates of a list as a PDF: request, progress, download."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from communities.certificates.printing import (
    PRINTINGS,
    NoCertificates,
    open_pdf,
    request_printing,
)
from communities.lists.name_lists import name_list_or_404
from communities.members.access import shluchim_only
from communities.models import Membership, Printing
from core.http.methods import post_only
from core.job_runner import resume_job, stop_job
from core.languages import active_language, known_language
from core.printing.paper import PAPERS


@post_only
@shluchim_only
def request_certificates(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    name_list = name_list_or_404(membership, pk)
    language = known_language(request.POST.get("language", active_language()))
    paper = request.POST.get("paper", "a4")
    if not language or paper not in PAPERS:
        raise Http404
    by = cast("User", request.user)
    try:
        made = request_printing(name_list=name_list, by=by, language=language, paper=paper)
    except NoCertificates:
        messages.warning(request, _("No one on this list has a letter yet."))
        return redirect("registrations", membership.community.slug)
    return redirect("printing", membership.community.slug, made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def progress(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Progress; POST stops or resumes."""
    printing = _printing(membership, pk)
    if request.method == "POST":
        if action := {"stop": stop_job, "resume": resume_job}.get(request.POST.get("action", "")):
            action(PRINTINGS, printing)
        return redirect("printing", membership.community.slug, pk)
    template = "_printing_progress.html" if request.headers.get("HX-Request") else "printing.html"
    return render(
        request,
        f"communities/certificates/{template}",
        {"membership": membership, "community": membership.community, "printing": printing},
    )


@require_GET
@shluchim_only
def download_pdf(_request: HttpRequest, membership: Membership, pk: int) -> FileResponse:
    printing = _printing(membership, pk)
    try:
        file = open_pdf(printing)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"certificates-{pk}.pdf")


def _printing(membership: Membership, pk: int) -> Printing:
    own = Printing.objects.filter(name_list__community=membership.community)
    return get_object_or_404(own.select_related("name_list"), pk=pk)
