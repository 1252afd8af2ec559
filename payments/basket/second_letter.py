"""The page of the mail about a second letter: another name, or the next scroll."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.calendar.local_day import today
from letters.holders.audience import audience_refusal
from letters.holders.renaming import NameUnchanged
from payments.basket.names import BasketNameForm
from payments.models import OrderLine
from payments.orders.second_letters import (
    NoNextScroll,
    NotChangeable,
    changeable_until,
    give_to_another_name,
    line_by_token,
    take_from_next_scroll,
)
from payments.pages.start_payment import SeeOther


class AnotherNameForm(BasketNameForm):
    """The other name; the fields of the person who now has the letter are not filled in."""

    def clean(self) -> dict[str, Any]:
        """Validate the name by the rule of the series."""
        typed = super().clean()
        if self.for_series and not self.errors:
            name = self.as_name()
            if refusal := audience_refusal(self.for_series, name, today()):
                self.add_error(refusal.field, refusal.reason)
        return typed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_letter(request: HttpRequest, token: str) -> HttpResponse:
    """Give the letter to another name (`name` in the POST) or take one of the next scroll."""
    try:
        line = line_by_token(token)
        if request.method != "POST":
            return _page(request, line, AnotherNameForm(series=line.order.series))
        if "next" in request.POST:
            take_from_next_scroll(token)
            return SeeOther(reverse("order", args=[line.order.public_id]))
        return _rename(request, token, line)
    except NotChangeable:
        response = render(request, "payments/basket/second_letter.html", {"line": None}, status=410)
    except NoNextScroll:
        notice = _("The next scroll is being prepared. Please try again in a minute.")
        form = AnotherNameForm(series=line.order.series)
        response = _page(request, line, form, notice=notice, status=409)
    response["X-Robots-Tag"] = "noindex"
    return response


def _rename(request: HttpRequest, token: str, line: OrderLine) -> HttpResponse:
    form = AnotherNameForm(request.POST, series=line.order.series)
    if form.blank:
        notice = _("Please write the name that the letter is to be given to.")
        return _page(request, line, form, notice=notice, status=422)
    if not form.is_valid():
        return _page(request, line, form, status=422)
    try:
        give_to_another_name(token, vars(form.as_name()))
    except NameUnchanged:
        notice = _("The letter already belongs to this name.")
        return _page(request, line, form, notice=notice, status=422)
    return SeeOther(reverse("order", args=[line.order.public_id]))


def _page(
    request: HttpRequest,
    line: OrderLine,
    form: forms.Form,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "line": line,
        "person": line.inscription.person,
        "scroll": line.inscription.letter.scroll.number,
        "until": changeable_until(line.order),
        "zone": line.order.zone,
        "form": form,
        "notice": notice,
        "series": line.order.series,
    }
    response = render(request, "payments/basket/second_letter.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
