"""Somebody in the register, as the telephone page shows them, and sending their links."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.find.places import place_line, place_of
from families.find.register import Found, read
from families.looks import record_look
from families.models import Call
from families.pages.access import call_view
from families.telephone.calls import new_key
from families.telephone.links import NotSent, send_all_links
from families.telephone.search import result_of
from letters.certificates.contents import certificate_number
from letters.models import Certificate, Person
from payments.models import Order
from payments.pages.start_payment import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@call_view
def telephone_person(request: HttpRequest, call: Call, person: int) -> HttpResponse:
    """GET shows, and is recorded; POST mails all links to the address on file."""
    get_object_or_404(Person, pk=person)
    found = next(iter(read([f"person:{person}"])), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _send(request, call, person, found)
    record_look(by=call.by, page="telephone_person", at=[Person(pk=person)], call=call)
    letters = Certificate.objects.filter(
        inscription__person=person, voided_at=None, inscription__letter__isnull=False
    ).select_related("inscription__letter__scroll__series")
    orders = Order.objects.filter(
        lines__inscription__person=person,
        lines__inscription__person__erased_at=None,
        community=None,
    )
    context = {
        "call": call,
        "person": person,
        "result": result_of(found),
        "certificates": [
            (certificate_number(each), place_line(place_of(each.inscription.letter)))
            for each in letters.order_by("pk")
        ],
        "orders": orders.distinct().order_by("-pk"),
        "key": new_key(),
    }
    return render(request, "families/telephone/telephone_person.html", context)


def _send(request: HttpRequest, call: Call, person: int, found: Found) -> HttpResponse:
    result, owner = result_of(found), found.owner
    if owner is None or not result.address:
        messages.warning(request, result.why_no_address)
    else:
        try:
            send_all_links(
                request,
                call,
                owner.email,
                request.POST.get("key", ""),
                language=owner.language,
                person=Person(pk=person),
            )
            messages.success(
                request,
                _("All links are on their way to the address on file, %(address)s.")
                % {"address": result.address},
            )
        except NotSent as refused:
            messages.warning(request, str(refused))
    return SeeOther(reverse("telephone_person", args=[person]))
