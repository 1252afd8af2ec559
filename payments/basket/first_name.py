"""From the one field of a home page to the page of names, with what was typed in it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core.forms.text_input import clean_line
from core.http.methods import post_only
from letters.series import DEFAULT, series_or_404, series_url
from payments.basket.flow import BasketFlow
from payments.basket.views import show_basket

FIELD = "name"


# Home pages are the same for everyone and have no token; nothing is stored or changed here.
@csrf_exempt
@never_cache
@post_only
def first_name(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """The basket with one name in it. A POST, because a name belongs into no address."""
    found = series_or_404(series)
    flow = BasketFlow(found, series_url("basket", found))
    return show_basket(flow, request, lines=clean_line(request.POST.get(FIELD, "")))
