"""Asking the committee to delete a name that somebody else registered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.http.drafts import mark_saved
from families.find.codes import allow_mail
from families.models import ErasureRequest
from families.pages.find import too_many_mails
from families.privacy.committee import ask_committee, send_request
from families.privacy.request_form import ErasureRequestForm
from payments.pages.start_payment import SeeOther


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_request_new(request: HttpRequest) -> HttpResponse:
    """The form. Its answer is the same for everybody: it is not told whether there is a name."""
    form = ErasureRequestForm(request.POST or None)
    notice, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if allow_mail(request, form.cleaned_data["email"]):
                ask_committee(**form.cleaned_data, language=request.LANGUAGE_CODE)
                response = SeeOther(f"{reverse('erasure_request_new')}?sent=1")
                mark_saved(request, response)
                return response
            notice, status = too_many_mails(), 429
    context = {"form": form, "notice": notice, "sent": "sent" in request.GET}
    return render(request, "families/privacy/erasure_request_new.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_request(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: POST sends the request to the committee, GET shows how it stands."""
    if request.method == "POST":
        if send_request(token):
            return SeeOther(request.path)
        asked = None
    else:
        asked = ErasureRequest.objects.select_related("erasure").filter(token=token).first()
    status = 200 if asked else 410
    response = render(
        request, "families/privacy/erasure_request.html", {"asked": asked}, status=status
    )
    response["X-Robots-Tag"] = "noindex"
    return response
