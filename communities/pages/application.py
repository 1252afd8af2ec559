"""Asking for a community."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.forms import ApplicationForm
from communities.members.applications import AlreadyAsked, TooMany, apply
from payments.abuse.checkout_limits import requester_from_request


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; once it is sent, what happens next."""
    if request.method != "POST":
        form = ApplicationForm()
        return render(request, "communities/members/application.html", {"form": form})
    form = ApplicationForm(request.POST)
    if form.is_valid() and _sent(request, form):
        return redirect("community_asked")
    return render(request, "communities/members/application.html", {"form": form}, status=422)


def asked(request: HttpRequest) -> HttpResponse:
    """It was sent: what happens next."""
    return render(request, "communities/members/application_sent.html")


def _sent(request: HttpRequest, form: ApplicationForm) -> bool:
    """Whether the application is with the committee; else the form says why not."""
    who = requester_from_request(request, email=form.cleaned_data["email"])
    try:
        apply(address=who.address, language=request.LANGUAGE_CODE, **form.cleaned_data)
    except AlreadyAsked:
        form.add_error(
            "email",
            _("We already have a request from this address and will write to you."),
        )
    except TooMany:
        form.add_error(None, _("Many requests came from here today. Please try again tomorrow."))
    return form.is_valid()
