"""The list of names that a volunteer fills in for a caller."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.models import Call
from families.pages.access import call_view
from families.telephone.links import NotSent, send_order_link
from families.telephone.register import (
    ACTIONS,
    blank_list,
    caller_language,
    create_order,
    fill_address,
)
from letters.series import DEFAULT, series_or_404
from payments.basket.flow import BasketFlow
from payments.basket.submit import PAY
from payments.basket.views import run_basket
from payments.models import Order
from payments.orders.consent import TELEPHONE
from payments.pages.start_payment import SeeOther


@require_http_methods(["GET", "POST"])
@call_view
def telephone_register(request: HttpRequest, call: Call, series: str = DEFAULT) -> HttpResponse:
    """The site's own list of names, paid by a link in a mail or with money that is recorded."""
    found = series_or_404(series)
    no_email = fill_address(request)

    def next_page(request: HttpRequest, order: Order, action: str) -> HttpResponse:
        if action == PAY:
            try:
                send_order_link(request, call, order, f"new {order.pk}")
                messages.success(request, _("Registered. The link to pay is on its way."))
            except NotSent as refused:
                messages.warning(request, str(refused))
        return SeeOther(reverse("telephone_order", args=[order.pk]))

    flow = BasketFlow(
        found,
        request.path,
        template="families/telephone/telephone_register.html",
        initial_data=blank_list,
        create_order=create_order(request, call),
        actions=ACTIONS,
        start_payment=next_page,
        for_caller=True,
        consent=TELEPHONE,
        extra_context={
            "call": call,
            "no_email": no_email,
            "caller_language": caller_language(request),
            "caller_languages": _languages(),
        },
    )
    return run_basket(flow, request)


def _languages() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
