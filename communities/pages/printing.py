"""The certificates of a list: asked for, watched, fetched."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communities.certificates import printing as work
from communities.members.access import shluchim_only
from communities.models import Membership, NameList, Printing

LANGUAGES = ("en", "he")
PAPERS = ("a4", "letter")


@require_POST
@shluchim_only
def ask(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Have them set; on to the progress."""
    name_list = get_object_or_404(NameList.objects.filter(community=membership.community), pk=pk)
    language = request.POST.get("language", get_language() or "en")
    paper = request.POST.get("paper", "a4")
    if language not in LANGUAGES or paper not in PAPERS:
        raise Http404
    by = cast("User", request.user)
    try:
        made = work.ask_for(name_list=name_list, by=by, language=language, paper=paper)
    except work.NoCertificates:
        messages.warning(request, _("No one on this list has a letter yet."))
        return redirect("ledger", membership.community.slug)
    return redirect("printing", membership.community.slug, made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def progress(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """How far it is; stop, and go on."""
    printing = _printing(membership, pk)
    if request.method == "POST":
        {"stop": work.stop, "go_on": work.go_on}.get(request.POST.get("step", ""), _nothing)(
            printing
        )
        return redirect("printing", membership.community.slug, pk)
    template = "_printing_progress.html" if request.headers.get("HX-Request") else "printing.html"
    return render(
        request,
        f"communities/certificates/{template}",
        {"membership": membership, "community": membership.community, "printing": printing},
    )


@require_GET
@shluchim_only
def fetch(_request: HttpRequest, membership: Membership, pk: int) -> FileResponse:
    """The PDF."""
    printing = _printing(membership, pk)
    try:
        file = work.file_of(printing)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"certificates-{pk}.pdf")


def _nothing(_printing: Printing) -> None:
    """What nobody asked for."""


def _printing(membership: Membership, pk: int) -> Printing:
    own = Printing.objects.filter(name_list__community=membership.community)
    return get_object_or_404(own.select_related("name_list"), pk=pk)
