"""The basket's page: a list of names to be given letters."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letters.models import Scroll, Series
from payments.basket import LARGEST_TOTAL, BasketForm, NameFormSet, names_formset, typed_names
from payments.models import Order
from payments.money import decimals, format_money
from payments.order_page import to_stripe
from payments.orders import Amounts, NoScrollOpen, amounts, place_order

SERIES = "unity"


@never_cache
@require_http_methods(["GET", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    """A list of names to be given letters."""
    series = get_object_or_404(Series, slug=SERIES)
    scroll = Scroll.objects.open().filter(series=series).first()
    if request.method == "POST":
        return _posted_basket(request, series, scroll)
    if scroll is None:
        return render(request, "payments/closed.html", status=503)
    form, names = _fresh_basket(request, series)
    return _show_basket(request, scroll, form, names)


def _fresh_basket(request: HttpRequest, series: Series) -> tuple[BasketForm, NameFormSet]:
    """An empty basket, or the names of an unpaid order that are to be changed."""
    prices = list(series.prices.order_by("pk"))
    unpaid = Order.objects.filter(
        public_id=request.GET.get("from", ""), state=Order.State.AWAITING
    ).first()
    if unpaid is None:
        return BasketForm(prices=prices), names_formset()
    lines = unpaid.lines.select_related("inscription__person")
    people = [
        {field: getattr(line.inscription.person, field) for field in _PERSON_FIELDS}
        for line in lines
    ]
    initial = {
        "email": unpaid.email,
        "currency": unpaid.currency,
        "cover_fee": unpaid.fee_amount > 0,
        "gift": _plain_amount(unpaid.gift_amount, unpaid.currency),
    }
    return BasketForm(prices=prices, initial=initial), _names_from(people)


_PERSON_FIELDS = (
    "kind",
    "given_name",
    "relation",
    "mother_name",
    "father_name",
    "family_name",
    "departed",
    "honorific",
    "declared",
)


def _plain_amount(amount: int, currency: str) -> str:
    return str(Decimal(amount).scaleb(-decimals(currency))) if amount else ""


def _names_from(typed: list[dict[str, Any]]) -> NameFormSet:
    """A list of names to show, not yet judged."""
    return names_formset(initial=typed)


def _posted_basket(request: HttpRequest, series: Series, scroll: Scroll | None) -> HttpResponse:
    action = request.POST.get("action", "pay")
    prices = list(series.prices.order_by("pk"))
    if action != "pay":
        return _changed_basket(
            request, scroll, BasketForm(prices=prices, data=request.POST), action
        )
    form = BasketForm(request.POST, prices=prices)
    names = names_formset(data=request.POST)
    valid = all([form.is_valid(), names.is_valid()])
    if scroll is None:
        problem = _("No scroll is open at this moment. Nothing was charged, and your list is kept.")
        return _show_basket(request, scroll, form, names, problem=problem, status=409)
    if not valid or names.ask_about_look_alikes(scroll):
        return _show_basket(request, scroll, form, names, status=422)
    if problem := _amount_problem(form, names):
        return _show_basket(request, scroll, form, names, problem=problem, status=422)
    return _order_basket(request, form, names)


def _order_basket(request: HttpRequest, form: BasketForm, names: NameFormSet) -> HttpResponse:
    try:
        order = place_order(
            price=form.price,
            names=[name.as_name() for name in names.written],
            email=form.cleaned_data["email"],
            language=request.LANGUAGE_CODE,
            zone=form.cleaned_data["zone"],
            cover_fee=form.cleaned_data["cover_fee"],
            gift=form.cleaned_data["gift"],
            form_token=form.cleaned_data["token"],
        )
    except NoScrollOpen:
        problem = _("No scroll is open at this moment. Nothing was charged, and your list is kept.")
        return _show_basket(request, None, form, names, problem=problem, status=409)
    return to_stripe(order)


def _amount_problem(form: BasketForm, names: NameFormSet) -> str:
    """Why this total can't be charged, or nothing. What is charged is always our own sum."""
    total = _amounts(form, len(names.written)).total
    currency = form.price.currency
    shown = form.cleaned_data["shown_total"]
    if shown and shown != str(total):
        return _("The total is %(total)s. Please look at it again before you pay.") % {
            "total": format_money(total, currency)
        }
    if total < form.price.minimum:
        return _("The least that can be paid by card is %(minimum)s.") % {
            "minimum": format_money(form.price.minimum, currency)
        }
    if total > LARGEST_TOTAL:
        return _("One card payment can’t carry that much. Please write to us about such a gift.")
    return ""


def _amounts(form: BasketForm, names: int) -> Amounts:
    return amounts(
        price=form.price,
        names=names,
        cover_fee=bool(form["cover_fee"].value()),
        gift=form.gift_amount,
    )


def _changed_basket(
    request: HttpRequest, scroll: Scroll | None, form: BasketForm, action: str
) -> HttpResponse:
    """The list with a name more or less, or in another language; nothing is judged or lost."""
    typed = typed_names(request.POST)
    if action == "add" and len(typed) < settings.BASKET_LIMIT:
        typed.append({})
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
        response = _show_basket(request, scroll, unjudged, _names_from(typed))
    response["Content-Language"] = language
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", max_age=31_536_000)
    return response


def _show_basket(
    request: HttpRequest,
    scroll: Scroll | None,
    form: BasketForm,
    names: NameFormSet,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    currency = form.price.currency
    written = len([name for name in names.forms if not name.blank])
    money = _amounts(form, max(written, 1))
    context = {
        "form": form,
        "names": names,
        "scroll": scroll and scroll.number,
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
                "symbol": format_money(0, code).rstrip("0.,"),
            }
            for code, price in form.prices.items()
        },
        "error_list": _error_list(form, names, problem),
    }
    return render(request, "payments/basket.html", context, status=status)


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
