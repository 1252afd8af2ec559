"""PaymentIntents: whether the money arrived, where its session does not say."""

from dataclasses import dataclass

from payments.gateway.connection import client, retrieve


@dataclass(frozen=True)
class Intent:
    """A PaymentIntent at Stripe; `amount` is what was received, in minor units."""

    id: str
    status: str
    amount: int
    currency: str

    @property
    def paid(self) -> bool:
        return self.status == "succeeded"

    @property
    def refused(self) -> bool:
        """Whether the bank refused a debit: the session stays complete all the same."""
        return self.status in {"requires_payment_method", "canceled"}


def retrieve_intent(intent_id: str) -> Intent:
    """The payment as it is now. Raises NotFound or StripeUnavailable."""
    intent = retrieve(client().v1.payment_intents.retrieve, intent_id)
    return Intent(
        id=intent["id"],
        status=intent["status"],
        amount=intent["amount_received"],
        currency=intent["currency"],
    )
