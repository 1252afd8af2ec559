"""An order on the telephone page: how it is paid, money that has come, the link, the printing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.looks import record_look
from families.models import Call, CallStep
from families.pages.access import call_view
from families.telephone.addresses import has_no_address, masked
from families.telephone.calls import first_time, new_key
from families.telephone.links import NotSent, send_order_link
from families.telephone.money import MoneyForm, choose_method, record_money
from payments.fulfilment import UNPAID_STATES
from payments.methods.manual import AlreadyRecorded, single_approval_limit
from payments.methods.options import payment_options, transfer_code
from payments.models import OFFLINE, Method, Order
from payments.orders.letter_locations import line_details
from payments.orders.place import NotPayable
from payments.pages.start_payment import SeeOther

TAKE = "families.take_payment"


@require_http_methods(["GET", "HEAD", "POST"])
@call_view
def telephone_order(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """A family's order; a community's is its shliach's."""
    rows = Order.objects.select_related("series", "purchaser")
    found = get_object_or_404(rows, pk=order, community=None, purchaser__erased_at=None)
    if request.method == "POST":
        step = _STEPS.get(request.POST.get("action", ""))
        return step(request, call, found) if step else _page(request, call, found, status=422)
    return _page(request, call, found)


def _page(
    request: HttpRequest,
    call: Call,
    order: Order,
    form: MoneyForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    record_look(by=call.by, page="telephone_order", at=[order], call=call)
    pending = order.manual_payments.pending().exists()
    payable = order.state in UNPAID_STATES and not pending
    context = {
        "call": call,
        "order": order,
        "lines": line_details(order),
        "address": "" if has_no_address(order.email) else masked(order.email),
        "payable": payable,
        "pending": pending,
        "may_take": call.by.has_perm(TAKE),
        "limit": order.show(single_approval_limit(order, order.currency)),
        "form": form or MoneyForm(order=order),
        "offline": OFFLINE,
        "options": payment_options(call.by),
        "transfer_code": transfer_code(order),
        "printed": call_steps(order).filter(kind=CallStep.Kind.PRINTED).exists(),
        "key": new_key(),
    }
    return render(request, "families/telephone/telephone_order.html", context, status=status)


def call_steps(order: Order) -> Any:
    """The steps of all calls about an order."""
    return CallStep.objects.filter(order=order)


def _send_link(request: HttpRequest, call: Call, order: Order) -> HttpResponse:
    try:
        send_order_link(request, call, order, request.POST.get("key", ""))
        messages.success(
            request,
            _("The link is on its way to %(address)s.") % {"address": masked(order.email)},
        )
    except NotSent as refused:
        messages.warning(request, str(refused))
    return _back(order)


def _choose(request: HttpRequest, call: Call, order: Order) -> HttpResponse:
    method = request.POST.get("method", "")
    if method not in OFFLINE:
        messages.warning(request, _("Choose transfer, cash or cheque."))
        return _back(order)
    try:
        choose_method(call, order, Method(method), request.POST.get("key", ""))
        messages.success(request, _("Noted. The letters are given once the money is recorded."))
    except NotPayable as refused:
        messages.warning(request, str(refused))
    return _back(order)


def _take(request: HttpRequest, call: Call, order: Order) -> HttpResponse:
    if not call.by.has_perm(TAKE):
        raise PermissionDenied
    form = MoneyForm(request.POST, order=order)
    if form.is_valid():
        try:
            payment = record_money(call, call.by, form)
        except ValidationError as error:
            form.add_errors(error)
        except (NotPayable, AlreadyRecorded) as refused:
            messages.warning(request, str(refused))
            return _back(order)
        else:
            waits = _("It awaits approval by another member of the staff.")
            done = _("The money is recorded, and the letters are given.")
            messages.success(request, waits if payment.awaits_approval else done)
            return _back(order)
    return _page(request, call, order, form, status=422)


def _printed(request: HttpRequest, call: Call, order: Order) -> HttpResponse:
    with transaction.atomic():
        first_time(call, CallStep.Kind.PRINTED, str(order.pk), order=order)
    messages.success(request, _("Noted: the certificates are printed."))
    return _back(order)


def _back(order: Order) -> HttpResponse:
    return SeeOther(reverse("telephone_order", args=[order.pk]))


_STEPS: dict[str, Callable[[HttpRequest, Call, Order], HttpResponse]] = {
    "link": _send_link,
    "method": _choose,
    "money": _take,
    "printed": _printed,
}
