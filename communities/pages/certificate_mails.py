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
from communities.models import Membership, NameList


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def certificate_mails(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Look at the mail, and have it sent to everyone who has an address."""
    own = NameList.objects.filter(community=membership.community)
    name_list = get_object_or_404(own.select_related("community", "by"), pk=pk)
    if request.method == "POST":
        send_certificates(name_list=name_list, by=cast("User", request.user))
        return redirect("certificate_mails", membership.community.slug, name_list.pk)
    count = certificates_by_mail.unwritten(name_list)
    context = {
        "membership": membership,
        "community": membership.community,
        "name_list": name_list,
        "unwritten": count,
        "sample": sample(name_list) if count else None,
        "progress": progress_of(name_list),
    }
    return render(request, "communities/certificates/certificate_mails.html", context)
