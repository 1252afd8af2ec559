"""The basket's page: a list of names to be given letters."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.calendar.local_day import today
from core.forms.text_input import parse_positive_int
from core.http.drafts import mark_saved
from core.http.methods import post_only
from letters.holders.audience import NotInAudience
from letters.models import Series
from letters.scrolls.scrolls import CurrentScroll, current_scroll
from letters.series import DEFAULT, series_or_404, series_url
from letters.subscriptions import subscriptions
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.basket.flow import BasketFlow
from payments.basket.form import BasketForm, new_token
from payments.basket.initial import order_edit_url, suggested_names
from payments.basket.names import has_text, names_formset, raw_names
from payments.basket.page import BasketPage
from payments.basket.replace import AlreadyPaid, BasketRefused
from payments.basket.submit import (
    PAY,
    address_page,
    order_from_basket,
    submission_error,
)
from payments.basket.typed_lines import NOTHING_READ, initial_of, read_lines
from payments.methods.fund import InsufficientFunds, QuotaExceeded
from payments.orders.consent import version_of
from payments.orders.place import SeriesClosed

LINES, READ = "lines", "read"  # the field for names on lines, and the button that reads it


@never_cache
@require_http_methods(["GET", "POST"])
def basket_page(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """The basket; redirects if the order to be edited belongs to another app's page."""
    if request.method == "GET" and (url := order_edit_url(request)):
        return redirect(url)
    found = series_or_404(series)
    return run_basket(BasketFlow(found, series_url("basket", found)), request)


@never_cache
@post_only
def read_names(request: HttpRequest, series: str = DEFAULT) -> JsonResponse:
    """What would be read of the text `lines`, for the page's script; nothing is kept."""
    of_children = series_or_404(series).has_age_rule
    read = read_lines(request.POST.get(LINES, ""), of_children=of_children)
    names = [{**asdict(name), "line": name.line} for name in read.names]
    return JsonResponse({"names": names, "unused": read.unused, "error": read.error})


def run_basket(flow: BasketFlow, request: HttpRequest) -> HttpResponse:
    """Show the basket of a flow, or handle what was posted to it."""
    if request.method == "POST":
        return _handle_post(flow, request, flow.series, current_scroll(flow.series))
    return show_basket(flow, request)


def show_basket(flow: BasketFlow, request: HttpRequest, lines: str = "") -> HttpResponse:
    """The basket as a flow begins it, with the names that are read of `lines`."""
    current = current_scroll(flow.series)
    if current is None:
        return render(request, "payments/basket/closed.html", status=503)
    form, names, notice = flow.initial_data(request, flow.series)
    read = read_lines(lines, of_children=flow.series.has_age_rule)
    if read.names:
        names, lines = names_formset(initial=[initial_of(name) for name in read.names]), ""
    page = BasketPage(flow, request, current, form, names, lines=lines, read=read)
    return page.render(notice=notice)


def _handle_post(
    flow: BasketFlow, request: HttpRequest, series: Series, current: CurrentScroll | None
) -> HttpResponse:
    action = request.POST.get("action", PAY)
    form = BasketForm(request.POST, prices=list(series.prices.order_by("pk")))
    if action not in flow.actions:
        return _edit_basket(flow, request, current, form, action)
    names = names_formset(data=request.POST)
    basket = BasketPage(flow, request, current, form, names)
    valid = all([form.is_valid(), names.is_valid()])
    if current is None:
        return basket.render(error=_series_closed(), status=409)
    if request.POST.get(LINES, "").strip():
        return _edit_basket(flow, request, current, form, READ, notice=_look_at_names())
    if not valid or not names.check_audience(series, today(form.cleaned_data["zone"])):
        return basket.render(status=422)
    if error := submission_error(request, form, names, action):
        return basket.render(error=error, status=422)
    return _submit_basket(basket, current, action)


def _submit_basket(basket: BasketPage, current: CurrentScroll, action: str) -> HttpResponse:
    """Create the order and start its payment, unless a name is in question or a limit reached."""
    request, flow = basket.request, basket.flow
    try:
        order = order_from_basket(
            request,
            current.scroll,
            basket.form,
            basket.names,
            action,
            flow.create_order,
            consent=version_of(flow.consent),
            limited=not flow.for_caller,
        )
        if order is None:
            return basket.render(status=422)
        response = address_page(order, action, basket.form) or flow.start_payment(
            request, order, action
        )
        mark_saved(request, response, saved_as="" if flow.for_caller else str(order.public_id))
        return response
    except (RateLimited, ChallengeRequired) as limit:
        return basket.render(checkout_limit=limit, status=429)
    except AlreadyPaid as error:
        basket.form.fresh_token = new_token()  # pressed again, it is an order of its own
        return basket.render(error=str(error), status=409)
    except (InsufficientFunds, QuotaExceeded, BasketRefused) as error:
        return basket.render(error=str(error), status=409)
    except NotInAudience as error:
        return basket.render(error=str(error), status=422)
    except SeriesClosed:
        return basket.render(error=_series_closed(), status=409)


def _series_closed() -> str:
    return _(
        "Registration for these scrolls has closed. Nothing was charged, and your list is saved."
    )


def _edit_basket(
    flow: BasketFlow,
    request: HttpRequest,
    current: CurrentScroll | None,
    form: BasketForm,
    action: str,
    *,
    notice: str = "",
) -> HttpResponse:
    """The basket with names added or removed, or in another language; nothing is validated."""
    typed, lines = raw_names(request.POST), request.POST.get(LINES, "")
    read = NOTHING_READ
    if action == READ:
        read = read_lines(lines, of_children=flow.series.has_age_rule)
        typed = [*filter(has_text, typed), *(initial_of(name) for name in read.names)]
        lines = "" if read.names else lines
    elif action == "add":
        typed = [*filter(has_text, typed), {}]
    elif action == "unsubscribe":
        _unsubscribe(form)
    elif action.startswith("remove-"):
        removed = parse_positive_int(action.removeprefix("remove-"))
        typed = [name for index, name in enumerate(typed) if index != removed]
    language = action.removeprefix("language-") if action.startswith("language-") else ""
    if language not in dict(settings.LANGUAGES):
        language = request.LANGUAGE_CODE
    request.LANGUAGE_CODE = language
    with override(language):
        unvalidated = BasketForm(
            prices=list(form.prices.values()),
            initial={name: form[name].value() for name in form.fields},
        )
        names = names_formset(initial=typed)
        page = BasketPage(
            flow,
            request,
            current,
            unvalidated,
            names,
            lines=lines,
            read=read,
            field_form_open=action == "add",
        )
        response = page.render(notice=notice)
    response["Content-Language"] = language
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", max_age=31_536_000)
    return response


def _look_at_names() -> str:
    return _("Please look at how the names were read, and press the button once more.")


def _unsubscribe(form: BasketForm) -> None:
    if suggested := suggested_names(str(form["again"].value() or "")):
        subscriptions.unsubscribe(purchaser=suggested.purchaser, series=suggested.scroll.series)
