"""The hotline's page: a call, finding somebody, sending links."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http.methods import post_only
from families.find.certificate_numbers import find_certificate
from families.find.form import CertificateForm, LinksForm
from families.find.places import place_line
from families.find.tripwires import is_tripwire, raise_alarm
from families.looks import record_search
from families.models import Call
from families.pages.access import call_view, hotline_view
from families.telephone.calls import current_call, end_call, new_key, start_call
from families.telephone.links import NotSent, send_all_links
from families.telephone.search import SearchForm, search
from families.telephone.to_print import orders_to_print
from letters.series import open_series
from payments.pages.start_payment import SeeOther

PAGE = "telephone"


@require_safe
@hotline_view
def telephone(request: HttpRequest, user: User) -> HttpResponse:
    """Begin a call; during one, everything that can be done for the caller."""
    call = current_call(user)
    if call is None:
        return render(request, "families/telephone/telephone.html", {"to_print": orders_to_print()})
    return _page(request, call)


@post_only
@hotline_view
def telephone_start(_request: HttpRequest, user: User) -> HttpResponse:
    start_call(user)
    return SeeOther(_address())


@post_only
@hotline_view
def telephone_end(request: HttpRequest, user: User) -> HttpResponse:
    end_call(user)
    messages.success(request, _("The call is ended. What was done is kept."))
    return SeeOther(_address())


@require_http_methods(["GET", "HEAD", "POST"])
@call_view
def telephone_find(request: HttpRequest, call: Call) -> HttpResponse:
    """Search by name. The names are in no URL, so a reload of this page only begins anew."""
    if request.method != "POST":
        return redirect(PAGE)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _page(request, call, search_form=form, status=422)
    results = search(form.facts)
    if is_tripwire(form.facts):
        raise_alarm(by_telephone=True)
    record_search(
        by=call.by,
        page="telephone_find",
        asked=form.asked,
        found=len(results.rows),
        shown=results.subjects,
        call=call,
    )
    return _page(request, call, search_form=form, results=results)


@require_http_methods(["GET", "HEAD", "POST"])
@call_view
def telephone_certificate(request: HttpRequest, call: Call) -> HttpResponse:
    """The place of a certificate's letter, for a caller who knows its number and family name."""
    if request.method != "POST":
        return redirect(PAGE)
    form = CertificateForm(request.POST)
    if not form.is_valid():
        return _page(request, call, certificate_form=form, status=422)
    typed = form.cleaned_data
    found = find_certificate(typed["number"], typed["family_name"])
    record_search(
        by=call.by,
        page="telephone_certificate",
        asked=["number", "family_name"],
        found=1 if found else 0,
        call=call,
    )
    return _page(
        request,
        call,
        certificate_form=form,
        certificate_searched=True,
        certificate=found,
        place=place_line(found.place) if found else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@call_view
def telephone_links(request: HttpRequest, call: Call) -> HttpResponse:
    """Mail everything bought from an address to it. Whether there is anything is not said."""
    if request.method != "POST":
        return redirect(PAGE)
    form = LinksForm(request.POST)
    if not form.is_valid():
        return _page(request, call, links_form=form, status=422)
    key, language = request.POST.get("key", ""), request.LANGUAGE_CODE
    try:
        send_all_links(request, call, form.cleaned_data["email"], key, language=language)
    except NotSent as refused:
        form.add_error("email", str(refused))
        return _page(request, call, links_form=form, status=429)
    messages.success(
        request,
        _("If anything was bought from this address, an e-mail with all links is on its way."),
    )
    return SeeOther(_address())


def _page(request: HttpRequest, call: Call, *, status: int = 200, **changes: Any) -> HttpResponse:
    steps = call.steps.select_related("order", "person").order_by("pk")
    context = {
        "call": call,
        "search_form": SearchForm(),
        "certificate_form": CertificateForm(auto_id="certificate_%s"),
        "links_form": LinksForm(auto_id="links_%s"),
        "key": new_key(),
        "open_series": open_series(),
        "steps": steps,
        "to_print": orders_to_print(),
        **changes,
    }
    return render(request, "families/telephone/telephone.html", context, status=status)


def _address() -> str:
    return str(redirect(PAGE).url)
