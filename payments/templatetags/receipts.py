"""The receipt links on an order's page."""

from django import template

from payments.receipts.issue import payment_day, receiptable_payment

register = template.Library()


@register.inclusion_tag("payments/_receipt_links.html")
def receipt_links(public_id: str) -> dict[str, object]:
    """The links to a paid order's receipt, and the button that requests the yearly summary."""
    payment = receiptable_payment(public_id)
    if payment is None:
        return {}
    name, _, domain = payment.order.purchaser.email.partition("@")
    return {
        "public_id": public_id,
        "year": payment_day(payment).civil.year,
        "address": f"{name[:1]}…@{domain}",
    }
