"""The page that asks where the people of a paid order live."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.countries import countries
from payments.basket.initial import locality_initial
from payments.basket.locality import LocalityForm
from payments.models import Order
from payments.orders.access import order_view
from payments.orders.locality import PAID, move_people
from payments.pages.start_payment import SeeOther


class PeopleLocalityForm(LocalityForm):
    """The same questions once the letters are paid for: nothing is guessed any more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - narrows the type
        country.required = True
        country.choices = countries()
        country.error_messages["required"] = _("Please choose the country from the list.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_view
def order_locality(request: HttpRequest, order: Order) -> HttpResponse:
    """Country, city and community of the people; those of a community's list are said there."""
    if order.community_id or order.state not in PAID:
        raise Http404
    person = order.lines.select_related("inscription__person__community")[0].inscription.person
    form = PeopleLocalityForm(request.POST or None, initial=locality_initial(person))
    if form.is_bound and form.is_valid():
        move_people(order, form.locality)
        return SeeOther(f"{reverse('order', args=[order.public_id])}#locality")
    status = 422 if form.is_bound else 200
    context = {"order": order, "form": form}
    return render(request, "payments/orders/locality.html", context, status=status)
