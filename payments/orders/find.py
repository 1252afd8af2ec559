"""The payment that an object at Stripe belongs to."""

from payments.models import Method, Order, Payment


def find_payment(payment_intent: str, order: str) -> Payment | None:
    """Our payment of a PaymentIntent; `order` is the public id that its metadata names.

    None for another program's payment in the same Stripe account. Raises LookupError for a payment
    of one of our orders that is not recorded yet: it must come first.
    """
    payment = Payment.objects.filter(method=Method.STRIPE, reference=payment_intent or None).first()
    if payment is None and order and Order.objects.filter(public_id=order).exists():
        raise LookupError("a payment of ours that is not recorded yet")
    return payment
