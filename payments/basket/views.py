"""The basket's page: a list of names to be given letters."""

from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letters.countries import country_of_languages
from letters.models import Series
from letters.scrolls.scrolls import CurrentScroll, current_scroll
from letters.subscriptions import subscriptions
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.basket.flow import BasketFlow, BasketRefused
from payments.basket.form import BasketForm
from payments.basket.initial import order_edit_url, subscription_list
from payments.basket.names import NameFormSet, names_formset, raw_names
from payments.basket.submit import (
    PAY,
    PAYMENT_ACTIONS,
    amounts_of,
    order_from_basket,
    start_payment,
    submission_error,
)
from payments.methods.fund import InsufficientFunds, QuotaExceeded
from payments.methods.options import payment_options
from payments.money import currency_symbol, decimals, format_money
from payments.orders.place import SeriesClosed

SERIES = "unity"


@never_cache
@require_http_methods(["GET", "POST"])
def basket_page(request: HttpRequest) -> HttpResponse:
    """A list of names to be given letters."""
    if request.method == "GET" and (address := order_edit_url(request)):
        return redirect(address)
    return run_basket(BasketFlow(), request)


def run_basket(flow: BasketFlow, request: HttpRequest) -> HttpResponse:
    """The basket as one comes to it through a flow: shown, or what was posted to it."""
    series = get_object_or_404(Series, slug=SERIES)
    turn = current_scroll(series)
    if request.method == "POST":
        return _handle_post(flow, request, series, turn)
    if turn is None:
        return render(request, "payments/closed.html", status=503)
    form, names, notice = flow.initial_data(request, series)
    return _show_basket(flow, request, turn, form, names, notice=notice)


def _handle_post(
    flow: BasketFlow, request: HttpRequest, series: Series, turn: CurrentScroll | None
) -> HttpResponse:
    action = request.POST.get("action", PAY)
    prices = list(series.prices.order_by("pk"))
    if action not in PAYMENT_ACTIONS:
        return _redraw_basket(
            flow, request, turn, BasketForm(prices=prices, data=request.POST), action
        )
    form = BasketForm(request.POST, prices=prices)
    names = names_formset(data=request.POST)
    valid = all([form.is_valid(), names.is_valid()])
    if turn is None:
        return _show_basket(flow, request, turn, form, names, problem=_series_closed(), status=409)
    if not valid:
        return _show_basket(flow, request, turn, form, names, status=422)
    if problem := submission_error(request, form, names, action):
        return _show_basket(flow, request, turn, form, names, problem=problem, status=422)
    return _submit_basket(flow, request, turn, form, names, action)


def _submit_basket(
    flow: BasketFlow,
    request: HttpRequest,
    turn: CurrentScroll,
    form: BasketForm,
    names: NameFormSet,
    way: str,
) -> HttpResponse:
    """A good basket becomes an order, unless a name or whoever asks is in question."""
    try:
        order = order_from_basket(request, turn.scroll, form, names, way, flow.create_order)
        if order is None:
            return _show_basket(flow, request, turn, form, names, status=422)
        return start_payment(request, order, way)
    except (RateLimited, ChallengeRequired) as obstacle:
        return _show_basket(flow, request, turn, form, names, obstacle=obstacle, status=429)
    except (InsufficientFunds, QuotaExceeded, BasketRefused) as refusal:
        return _show_basket(flow, request, turn, form, names, problem=str(refusal), status=409)
    except SeriesClosed:
        return _show_basket(flow, request, None, form, names, problem=_series_closed(), status=409)


def _series_closed() -> str:
    return _(
        "Registration for these scrolls has closed. Nothing was charged, and your list is saved."
    )


def _redraw_basket(
    flow: BasketFlow,
    request: HttpRequest,
    turn: CurrentScroll | None,
    form: BasketForm,
    action: str,
) -> HttpResponse:
    """The list with a name more or less, or in another language; nothing is judged or lost."""
    typed = raw_names(request.POST)
    if action == "add" and len(typed) < settings.BASKET_LIMIT:
        typed.append({})
    elif action == "unsubscribe":
        _end_subscription(form)
    elif action.startswith("remove-") and action[7:].isdigit():
        typed = [name for index, name in enumerate(typed) if index != int(action[7:])]
    language = action.removeprefix("language-") if action.startswith("language-") else ""
    if language not in dict(settings.LANGUAGES):
        language = request.LANGUAGE_CODE
    request.LANGUAGE_CODE = language
    with override(language):
        unjudged = BasketForm(
            prices=list(form.prices.values()),
            initial={name: form[name].value() for name in form.fields},
        )
        response = _show_basket(flow, request, turn, unjudged, names_formset(initial=typed))
    response["Content-Language"] = language
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", max_age=31_536_000)
    return response


def _end_subscription(form: BasketForm) -> None:
    found = subscription_list(str(form["again"].value() or ""))
    if found:
        subscriptions.unsubscribe(purchaser=found.purchaser, series=found.scroll.series)


def _show_basket(
    flow: BasketFlow,
    request: HttpRequest,
    turn: CurrentScroll | None,
    form: BasketForm,
    names: NameFormSet,
    *,
    problem: str = "",
    notice: str = "",
    obstacle: RateLimited | ChallengeRequired | None = None,
    status: int = 200,
) -> HttpResponse:
    currency = form.price.currency
    written = len([name for name in names.forms if not name.blank])
    money = amounts_of(form, names=max(written, 1))
    ways = payment_options(request.user)
    again = subscription_list(str(form["again"].value() or ""))
    context = {
        **flow.extra_context,
        "action": flow.url,
        "form": form,
        "ways": ways,
        "transfer_offered": ways.transfer_beside_card(money.total) or not ways.cards,
        "transfer_from": settings.BANK_TRANSFER_MINIMUM,
        "obstacle": obstacle,
        "notice": notice,
        "names": names,
        "country_guess": country_of_languages(request.headers.get("Accept-Language", "")),
        "is_subscribed": again
        and subscriptions.is_subscribed(purchaser=again.purchaser, series=again.scroll.series),
        "scroll": turn and turn.number,
        "limit": settings.BASKET_LIMIT,
        "totals": {
            part: format_money(getattr(money, part), currency)
            for part in ("letters", "fee", "gift", "total")
        },
        "pricing": {
            code: {
                "letter": price.letter,
                "fee_basis_points": price.fee_basis_points,
                "fee_fixed": price.fee_fixed,
                "decimals": decimals(code),
                "symbol": currency_symbol(code),
            }
            for code, price in form.prices.items()
        },
        "error_list": _error_list(form, names, problem),
    }
    return render(request, flow.template, context, status=status)


def _error_list(form: BasketForm, names: NameFormSet, problem: str) -> list[tuple[str, str]]:
    """Every error as (sentence, id of the field it speaks of), in the order of the page."""
    found = [(problem, "")] if problem else []
    if names.is_bound:
        found += [(str(error), "id_names-0-given_name") for error in names.non_form_errors()]
        for name in names.forms:
            asked = [(name.question, f"id_{name.prefix}-confirmed")] if name.question else []
            found += [
                (_("Name %(number)s: %(what)s") % {"number": name.number, "what": what}, anchor)
                for what, anchor in [*asked, *_form_errors(name)]
            ]
    return found + (_form_errors(form) if form.is_bound else [])


def _form_errors(form: Any) -> list[tuple[str, str]]:
    return [
        (str(error), "" if field == NON_FIELD_ERRORS else form[field].id_for_label)
        for field, errors in form.errors.items()
        for error in errors
    ]
