"""The page on which a letter is given as a gift, and the card to print."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.calendar.local_day import today
from core.countries import country_of
from core.printing.paper import PAPERS, paper_of_country
from families.gifts.card import render_card
from families.gifts.form import GiftForm
from families.gifts.gifts import may_be_given, sending_time
from families.models import Gift
from letters.models import Certificate
from payments.models import Order, OrderLine
from payments.orders.access import order_view
from payments.pages.start_payment import SeeOther


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_view
def gift_page(request: HttpRequest, order: Order, position: int) -> HttpResponse:
    """Pick a day and write a greeting; until it is sent it can be changed or withdrawn."""
    line = _line_or_404(order, position)
    gift = Gift.objects.filter(line=line).first()
    form = GiftForm(request.POST or None, initial=_initial(gift, order))
    sent = bool(gift and gift.sent_at)
    if request.method == "POST" and not sent:
        if "withdraw" in request.POST:
            deleted, _of_each = Gift.objects.filter(line=line, sent_at=None).delete()
            withdrawn = "?gift=withdrawn" if deleted else ""
            return SeeOther(reverse("order", args=[order.public_id]) + withdrawn)
        if form.is_valid() and _save(line, form.cleaned_data):
            return SeeOther(f"{request.path}?saved")
    context = {
        "order": order,
        "line": line,
        "person": line.inscription.person,
        "gift": gift,
        "sent": sent,
        "due": bool(gift and sending_time(gift) <= timezone.now()),
        "form": form,
    }
    status = 409 if sent and form.is_bound else 422 if form.is_bound else 200
    response = render(request, "families/gifts/gift.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_GET
@order_view
def gift_card(request: HttpRequest, order: Order, position: int) -> HttpResponse:
    """The card of a gift as a PDF, on A4 or with `paper=letter` on US Letter."""
    line = _line_or_404(order, position)
    gift = get_object_or_404(Gift, line=line)
    paper = request.GET.get("paper", paper_of_country(gift.country))
    if paper not in PAPERS:
        raise Http404
    certificate = Certificate.objects.select_related(
        "inscription__person", "inscription__letter__scroll__series"
    ).get(inscription=line.inscription_id)
    pdf = render_card(
        certificate, giver=gift.giver, greeting=gift.greeting, language=gift.language, paper=paper
    )
    headers = {"Content-Disposition": 'inline; filename="card.pdf"', "X-Robots-Tag": "noindex"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _line_or_404(order: Order, position: int) -> OrderLine:
    lines = OrderLine.objects.select_related("order", "inscription__person", "inscription__letter")
    line = get_object_or_404(lines, order=order, position=position)
    if order.community_id or not may_be_given(line):
        raise Http404
    return line


def _initial(gift: Gift | None, order: Order) -> dict[str, Any]:
    if gift:
        return {name: getattr(gift, name) for name in GiftForm.base_fields}
    return {
        "day": today(order.zone).civil,
        "country": country_of(order.zone),
        "language": order.language,
    }


@transaction.atomic
def _save(line: OrderLine, values: dict[str, Any]) -> bool:
    """Store or change the gift; False if it was sent meanwhile."""
    OrderLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    gift = Gift.objects.select_for_update().filter(line=line).first() or Gift(line=line)
    if gift.sent_at:
        return False
    for name, value in values.items():
        setattr(gift, name, value)
    gift.save()
    return True
