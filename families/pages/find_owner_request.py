"""The owner's answer to somebody who asks: send them the certificate?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from families.find.owners import NotOpen, reply
from families.models import OwnerRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_owner_request(request: HttpRequest, token: str) -> HttpResponse:
    """POST answers, once. GET only shows: scanners open every link."""
    asked = (
        OwnerRequest.objects.select_related("question", "inscription__person")
        .filter(token=token)
        .first()
    )
    answer = request.POST.get("reply", "")
    status = 200 if asked else 410
    if request.method == "POST" and asked and answer in OwnerRequest.Reply:
        try:
            asked.reply = reply(token, answer).reply
        except NotOpen:
            status = 409
            asked = OwnerRequest.objects.filter(token=token).first()
    context = {"asked": asked, "replies": OwnerRequest.Reply}
    with override(asked.language if asked else request.LANGUAGE_CODE):
        response = render(request, "families/find/find_owner_request.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
