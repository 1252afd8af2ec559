"""The certificates of a list mailed to each: how many, what they read, a click, how far it is."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from communities.mails.certificate import (
    certificates_by_mail,
    progress_of,
    sample,
    send_certificates,
)
from communities.members.access import shluchim_only
from communities.models import Batch, Membership


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def certificate_mails(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Look at the mail, and have it sent to everyone who has an address."""
    own = Batch.objects.filter(community=membership.community)
    batch = get_object_or_404(own.select_related("community", "by"), pk=pk)
    if request.method == "POST":
        send_certificates(batch=batch, by=cast("User", request.user))
        return redirect("certificate_mails", membership.community.slug, batch.pk)
    count = certificates_by_mail.unwritten(batch)
    context = {
        "membership": membership,
        "community": membership.community,
        "batch": batch,
        "unwritten": count,
        "sample": sample(batch) if count else None,
        "progress": progress_of(batch),
    }
    return render(request, "communities/certificates/certificate_mails.html", context)
