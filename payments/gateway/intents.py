"""PaymentIntents: the money itself, where its session tells too little."""

from dataclasses import dataclass

from payments.gateway.connection import client, find


@dataclass(frozen=True)
class Intent:
    """A PaymentIntent as Stripe has it; what was received, in minor units."""

    id: str
    status: str
    amount: int
    currency: str

    @property
    def paid(self) -> bool:
        """Whether the money is there."""
        return self.status == "succeeded"

    @property
    def refused(self) -> bool:
        """Whether the bank said no: of a complete session nothing more is asked for then."""
        return self.status in {"requires_payment_method", "canceled"}


def retrieve_intent(intent_id: str) -> Intent:
    """The payment as it is now. Raises NotOurs or StripeUnavailable."""
    intent = find(client().v1.payment_intents.retrieve, intent_id)
    return Intent(
        id=intent["id"],
        status=intent["status"],
        amount=intent["amount_received"],
        currency=intent["currency"],
    )
