"""The page of a basket, as it is shown."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.second_factor import verified_user
from core.amounts import currencies
from core.amounts.money import currency_symbol, currency_symbols, decimals, format_money
from core.countries import country_of_languages
from core.forms.form_renderer import error_anchor
from letters.scrolls.scrolls import CurrentScroll
from letters.series import series_url
from letters.subscriptions import subscriptions
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.basket.flow import BasketFlow
from payments.basket.form import BasketForm
from payments.basket.initial import suggested_names
from payments.basket.names import NameFormSet
from payments.basket.submit import (
    amounts_of,
)
from payments.basket.typed_lines import NOTHING_READ, ReadLines
from payments.methods.options import payment_options
from payments.orders.amounts import Amounts

EXTRAS = ("cover_fee", "gift", "by_post")  # behind one line until they are wanted


@dataclass(frozen=True)
class BasketPage:
    """A basket to be shown."""

    flow: BasketFlow
    request: HttpRequest
    current: CurrentScroll | None
    form: BasketForm
    names: NameFormSet
    # What is in the field for names on lines, and what was read of it.
    lines: str = ""
    read: ReadLines = NOTHING_READ
    field_form_open: bool = False

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
            "lines": self.lines,
            "read_url": series_url("read_names", self.flow.series),
            "field_form_open": self.field_form_open,
            "extras_open": any(
                form[field].value() or form[field].errors
                for field in EXTRAS
                if field in form.fields
            ),
            "read": self.read,
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
        errors += [(str(each), "id_lines") for each in names.non_form_errors()]
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
