"""The parameters of a new Checkout Session. (Types and limits: Stripe's OpenAPI description.)"""

from typing import Any

from dev.stripe_simulator import money
from dev.stripe_simulator.errors import StripeError, not_simulated
from dev.stripe_simulator.parameters import (
    absent,
    address,
    array,
    boolean,
    choice,
    email,
    fields,
    integer,
    metadata,
    metadata_changes,
    missing,
    text,
)
from dev.stripe_simulator.resources.sessions import MAX_LIFE, MIN_LIFE

_LOCALES = """
auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl
pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW
"""
_METHODS = """
acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact
billie bizum blik boleto card cashapp crypto customer_balance eps fpx giropay grabpay ideal
kakao_pay klarna konbini kr_card link mb_way mobilepay multibanco naver_pay nz_bank_account oxxo
p24 pay_by_bank payco paynow paypal paypay payto pix promptpay revolut_pay samsung_pay satispay
scalapay sepa_debit sequra sofort sunbit swish twint upi us_bank_account wechat_pay zip
"""
_UNSIMULATED = """
after_expiration allow_promotion_codes automatic_tax branding_settings consent_collection currency
custom_fields custom_text customer_account customer_update discounts integration_identifier
invoice_creation managed_payments name_collection optional_items origin_context
payment_method_collection payment_method_configuration payment_method_data payment_method_options
permissions phone_number_collection redirect_on_completion return_url saved_payment_method_options
setup_intent_data shipping_address_collection shipping_options subscription_data tax_id_collection
wallet_options
"""
LOCALES = _LOCALES.split()
METHODS = _METHODS.split()
MAX_ITEMS = 100

_PRODUCT = fields(
    {"name": text(), "description": text(), "images": array(address, 8), "metadata": metadata},
    required=["name"],
    unsimulated=["tax_code", "tax_details", "unit_label"],
)

_PRICE = fields(
    {
        "currency": money.currency,
        "product": absent("product"),
        "product_data": _PRODUCT,
        "tax_behavior": choice("exclusive", "inclusive", "unspecified"),
        "unit_amount": integer(0, money.MAX_AMOUNT),
    },
    required=["currency"],
    unsimulated=["recurring", "unit_amount_decimal"],
)

_ITEM = fields(
    {
        "metadata": metadata,
        "price": absent("price"),
        "price_data": _PRICE,
        "quantity": integer(1, 999_999),
    },
    unsimulated=["adjustable_quantity", "tax_rates"],
)


def _item(name: str, raw: Any) -> Any:
    item = _ITEM(name, raw)
    for key in ("price_data", "quantity"):
        if key not in item:
            raise missing(f"{name}[{key}]")
    for key in ("product_data", "unit_amount"):
        if key not in item["price_data"]:
            raise missing(f"{name}[price_data][{key}]")
    return item


_INTENT = fields(
    {
        "description": text(1000),
        "metadata": metadata,
        "receipt_email": email,
        "statement_descriptor": text(22),
        "statement_descriptor_suffix": text(22),
    },
    unsimulated=[
        "application_fee_amount",
        "capture_method",
        "on_behalf_of",
        "setup_future_usage",
        "shipping",
        "transfer_data",
        "transfer_group",
    ],
)

_SESSION = fields(
    {
        "adaptive_pricing": fields({"enabled": boolean}),
        "allowed_payment_method_types": array(choice(*METHODS)),
        "billing_address_collection": choice("auto", "required"),
        "cancel_url": address,
        "client_reference_id": text(200),
        "customer": absent("customer"),
        "customer_creation": choice("always", "if_required", simulated=["if_required"]),
        "customer_email": email,
        "excluded_payment_method_types": array(choice(*METHODS)),
        "expand": array(text()),
        "expires_at": integer(),
        "line_items": array(_item, MAX_ITEMS),
        "locale": choice(*LOCALES),
        "metadata": metadata,
        "mode": choice("payment", "setup", "subscription", simulated=["payment"]),
        "payment_intent_data": _INTENT,
        "submit_type": choice("auto", "book", "donate", "pay", "subscribe"),
        "success_url": address,
        "ui_mode": choice(
            "elements", "embedded_page", "form", "hosted_page", simulated=["hosted_page"]
        ),
    },
    required=["mode", "line_items", "success_url"],
    unsimulated=_UNSIMULATED.split(),
)


def read(raw: dict[str, Any], now: int) -> dict[str, Any]:
    """The parameters, typed; `now` is the real time.

    Raises StripeError for the first that is wrong.
    """
    params: dict[str, Any] = _SESSION("", raw)
    if not params["line_items"]:
        raise missing("line_items")
    if params.get("submit_type") == "subscribe":
        raise not_simulated("submit_type")
    _check_expires_at(params.get("expires_at"), now)
    prices = [item["price_data"] for item in params["line_items"]]
    currencies = {price["currency"] for price in prices}
    if len(currencies) > 1:
        raise StripeError(
            "You cannot combine currencies on a single Checkout Session.", param="line_items"
        )
    for number, price in enumerate(prices):
        param = f"line_items[{number}][price_data][unit_amount]"
        money.check_divisible(price["unit_amount"], price["currency"], param)
    total = sum(
        item["price_data"]["unit_amount"] * item["quantity"] for item in params["line_items"]
    )
    money.check_total(total, currencies.pop())
    return params


_UPDATE = fields(
    {"expand": array(text()), "metadata": metadata_changes},
    unsimulated=["collected_information", "line_items", "shipping_options"],
)


def read_update(raw: dict[str, Any], _now: int) -> dict[str, Any]:
    """The parameters of a change. Raises StripeError."""
    params: dict[str, Any] = _UPDATE("", raw)
    return params


def _check_expires_at(expires_at: int | None, now: int) -> None:
    if expires_at is None:
        return
    if expires_at < now + MIN_LIFE:
        message = "at least 30 minutes from Checkout Session creation."
    elif expires_at > now + MAX_LIFE:
        message = "less than 24 hours from Checkout Session creation."
    else:
        return
    raise StripeError(f"The `expires_at` timestamp must be {message}", param="expires_at")
