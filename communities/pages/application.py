"""Applying for a community."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.forms import ApplicationForm
from communities.members.applications import AlreadyApplied, TooManyApplications, apply
from core.http.drafts import mark_saved
from payments.abuse.checkout_limits import requester_from_request


@require_http_methods(["GET", "HEAD", "POST"])
def apply_for_community(request: HttpRequest) -> HttpResponse:
    """The application form."""
    if request.method != "POST":
        form = ApplicationForm()
        return render(request, "communities/members/application.html", {"form": form})
    form = ApplicationForm(request.POST)
    if form.is_valid() and _submit(request, form):
        response = redirect("application_sent")
        mark_saved(request, response)
        return response
    return render(request, "communities/members/application.html", {"form": form}, status=422)


def application_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "communities/members/application_sent.html")


def _submit(request: HttpRequest, form: ApplicationForm) -> bool:
    """Submit the application; if it is refused, add the reason to the form."""
    requester = requester_from_request(request, email=form.cleaned_data["email"])
    try:
        apply(address_hash=requester.address, language=request.LANGUAGE_CODE, **form.cleaned_data)
    except AlreadyApplied:
        form.add_error(
            "email",
            _("We already have a request from this address and will write to you."),
        )
    except TooManyApplications:
        form.add_error(None, _("Many requests came from here today. Please try again tomorrow."))
    return form.is_valid()
