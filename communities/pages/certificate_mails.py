"""The page on which a list's certificates are sent by e-mail."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from communities.lists.name_lists import name_list_or_404
from communities.mails.certificate import (
    certificates_by_mail,
    progress_of,
    sample,
    send_certificates,
)
from communities.members.access import shluchim_only
from communities.models import Membership
from core.languages import is_right_to_left


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def certificate_mails(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """A preview and the progress; POST sends."""
    name_list = name_list_or_404(membership, pk)
    if request.method == "POST":
        send_certificates(name_list=name_list, by=cast("User", request.user))
        return redirect("certificate_mails", membership.community.slug, name_list.pk)
    count = certificates_by_mail.unsent(name_list)
    context = {
        "membership": membership,
        "community": membership.community,
        "name_list": name_list,
        "unsent": count,
        "rtl": is_right_to_left(name_list.language),
        "sample": sample(name_list) if count else None,
        "progress": progress_of(name_list),
    }
    return render(request, "communities/certificates/certificate_mails.html", context)
