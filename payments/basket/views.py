"""The basket's page: a list of names to be given letters."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.second_factor import verified_user
from core.amounts import currencies
from core.amounts.money import currency_symbol, currency_symbols, decimals, format_money
from core.calendar.local_day import today
from core.countries import country_of_languages
from core.forms.form_renderer import error_anchor
from core.forms.text_input import parse_positive_int
from core.http.drafts import mark_saved
from letters.holders.audience import NotInAudience
from letters.models import Series
from letters.scrolls.scrolls import CurrentScroll, current_scroll
from letters.series import DEFAULT, series_or_404, series_url
from letters.subscriptions import subscriptions
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.basket.flow import BasketFlow
from payments.basket.form import BasketForm, new_token
from payments.basket.initial import order_edit_url, suggested_names
from payments.basket.names import NameFormSet, names_formset, raw_names
from payments.basket.replace import AlreadyPaid, BasketRefused
from payments.basket.submit import (
    PAY,
    address_page,
    amounts_of,
    order_from_basket,
    submission_error,
)
from payments.methods.fund import InsufficientFunds, QuotaExceeded
from payments.methods.options import payment_options
from payments.orders.amounts import Amounts
from payments.orders.consent import version_of
from payments.orders.place import SeriesClosed


@never_cache
@require_http_methods(["GET", "POST"])
def basket_page(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """The basket; redirects if the order to be edited belongs to another app's page."""
    if request.method == "GET" and (url := order_edit_url(request)):
        return redirect(url)
    found = series_or_404(series)
    return run_basket(BasketFlow(found, series_url("basket", found)), request)


def run_basket(flow: BasketFlow, request: HttpRequest) -> HttpResponse:
    """Show the basket of a flow, or handle what was posted to it."""
    if request.method == "POST":
        return _handle_post(flow, request, flow.series, current_scroll(flow.series))
    return show_basket(flow, request)


def show_basket(flow: BasketFlow, request: HttpRequest) -> HttpResponse:
    """The basket as a flow begins it."""
    current = current_scroll(flow.series)
    if current is None:
        return render(request, "payments/basket/closed.html", status=503)
    form, names, notice = flow.initial_data(request, flow.series)
    return _Basket(flow, request, current, form, names).render(notice=notice)


def _handle_post(
    flow: BasketFlow, request: HttpRequest, series: Series, current: CurrentScroll | None
) -> HttpResponse:
    action = request.POST.get("action", PAY)
    form = BasketForm(request.POST, prices=list(series.prices.order_by("pk")))
    if action not in flow.actions:
        return _edit_basket(flow, request, current, form, action)
    names = names_formset(data=request.POST)
    basket = _Basket(flow, request, current, form, names)
    valid = all([form.is_valid(), names.is_valid()])
    if current is None:
        return basket.render(error=_series_closed(), status=409)
    if not valid or not names.check_audience(series, today(form.cleaned_data["zone"])):
        return basket.render(status=422)
    if error := submission_error(request, form, names, action):
        return basket.render(error=error, status=422)
    return _submit_basket(basket, current, action)


def _submit_basket(basket: "_Basket", current: CurrentScroll, action: str) -> HttpResponse:
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
) -> HttpResponse:
    """The basket with a name added or removed, or in another language; nothing is validated."""
    typed = raw_names(request.POST)
    if action == "add" and len(typed) < settings.BASKET_LIMIT:
        typed.append({})
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
        response = _Basket(flow, request, current, unvalidated, names).render()
    response["Content-Language"] = language
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", max_age=31_536_000)
    return response


def _unsubscribe(form: BasketForm) -> None:
    if suggested := suggested_names(str(form["again"].value() or "")):
        subscriptions.unsubscribe(purchaser=suggested.purchaser, series=suggested.scroll.series)


@dataclass(frozen=True)
class _Basket:
    """A basket to be shown."""

    flow: BasketFlow
    request: HttpRequest
    current: CurrentScroll | None
    form: BasketForm
    names: NameFormSet

    def __post_init__(self) -> None:
        if self.flow.for_caller:  # the hotline asks no postal address
            self.form.remove_post()
            self.form.ask_callers_country()
        self.form.fields["consent"].label = str(self.flow.consent)
        # Before its forms are made, which is when they are first asked for.
        self.names.form_kwargs = {"series": self.flow.series}

    def render(
        self,
        *,
        error: str = "",
        notice: str = "",
        checkout_limit: RateLimited | ChallengeRequired | None = None,
        status: int = 200,
    ) -> HttpResponse:
        form, currency = self.form, self.form.price.currency
        filled = len([name for name in self.names.forms if not name.blank])
        money = amounts_of(form, names=max(filled, 1))
        options = payment_options(verified_user(self.request))
        accepted_languages = self.request.headers.get("Accept-Language", "")
        form.guess_country(country_of_languages(accepted_languages))
        context = {
            **self.flow.extra_context,
            "action": self.flow.url,
            "series": self.flow.series,
            "form": form,
            "payment_options": options,
            "transfer_offered": options.transfer_beside_card(money.total) or not options.cards,
            "transfer_from": settings.BANK_TRANSFER_MINIMUM,
            "checkout_limit": checkout_limit,
            "notice": notice,
            "names": self.names,
            "is_subscribed": _is_subscribed(form),
            "scroll": self.current and self.current.number,
            "limit": settings.BASKET_LIMIT,
            "totals": _totals(money, currency),
            "pricing": _pricing(form),
            "error_list": _error_list(form, self.names, error),
        }
        return render(self.request, self.flow.template, context, status=status)


def _is_subscribed(form: BasketForm) -> bool:
    suggested = suggested_names(str(form["again"].value() or ""))
    return suggested is not None and subscriptions.is_subscribed(
        purchaser=suggested.purchaser, series=suggested.scroll.series
    )


def _totals(money: Amounts, currency: str) -> dict[str, str]:
    parts = ("letters", "fee", "gift", "postage", "total")
    return {part: format_money(getattr(money, part), currency) for part in parts}


def _pricing(form: BasketForm) -> dict[str, dict[str, Any]]:
    """What the page's script needs to compute the amounts, by currency."""
    return {
        code: {
            "letter": price.letter,
            "fee_basis_points": price.fee_basis_points,
            "fee_fixed": price.fee_fixed,
            "decimals": decimals(code),
            "exponent": currencies.currency(code).exponent,
            "step": currencies.currency(code).step,
            "symbol": currency_symbol(code),
            "symbols": currency_symbols(code),
            "postage": form.postage_prices.get(code, {}),
        }
        for code, price in form.prices.items()
    }


def _error_list(form: BasketForm, names: NameFormSet, error: str) -> list[tuple[str, str]]:
    """Each error with the id of its field, in the order of the page."""
    errors = [(error, "")] if error else []
    if names.is_bound:
        errors += [(str(each), "id_names-0-given_name") for each in names.non_form_errors()]
        for name in names.forms:
            errors += [
                (_("Name %(number)s: %(what)s") % {"number": name.number, "what": what}, anchor)
                for what, anchor in _form_errors(name)
            ]
    return errors + (_form_errors(form) if form.is_bound else [])


def _form_errors(form: Any) -> list[tuple[str, str]]:
    return [
        (str(error), "" if field == NON_FIELD_ERRORS else error_anchor(form[field]))
        for field, errors in form.errors.items()
        for error in errors
    ]
