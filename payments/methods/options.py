"""Which payment methods are offered to a user now."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext as _

from core.languages import active_language, translated
from organisation.models import Organisation
from payments import gateway
from payments.methods.fund import letters_left
from payments.models import Order


@dataclass(frozen=True)
class PaymentOptions:
    """The methods offered to one user.

    `bank_details` is in the active language, empty where no transfer is offered; `fund_letters` is
    how many more letters the user may have the fund pay for, None if unlimited.
    """

    cards: bool
    bank_details: str
    fund_letters: int | None
    contact: str

    @property
    def fund(self) -> bool:
        """Whether the user may have the fund pay."""
        return self.fund_letters != 0

    @property
    def card_page_translated(self) -> bool:
        """Whether Stripe's page exists in the active language."""
        return active_language() in gateway.LOCALES

    @property
    def none(self) -> bool:
        return not (self.cards or self.bank_details or self.fund)

    def transfer_beside_card(self, total: int) -> bool:
        """Whether a transfer is offered beside the card for this total, in minor units."""
        return bool(self.bank_details) and total >= settings.BANK_TRANSFER_MINIMUM


def payment_options(user: User | AnonymousUser) -> PaymentOptions:
    """The methods offered to this user, signed in or not."""
    organisation = Organisation.current()
    return PaymentOptions(
        cards=organisation.cards_accepted,
        bank_details=translated(organisation, "bank_details").strip(),
        fund_letters=letters_left(user) if isinstance(user, User) else 0,
        contact=organisation.email,
    )


def transfer_code(order: Order) -> str:
    """The reference that a transfer's sender writes on it; short enough for a bank's form."""
    return f"UT-{order.pk}"


def order_id_from_code(code: str) -> int | None:
    """The order id in a transfer code, tolerating how banks rewrite it; None if it is no code."""
    found = re.fullmatch(r"UT[-\s]?(\d{1,18})", code.strip(), re.ASCII | re.IGNORECASE)
    return int(found[1]) if found else None


def cards_unavailable_message() -> str:
    """The message for buyers while card payments are switched off."""
    return _(
        "Card payments are unavailable right now. Nothing was charged, and your list is saved."
    )


def above_card_limit_message() -> str:
    """The message for an amount above what one card payment can be."""
    return _("That is more than one card payment can hold. Please write to us at %(contact)s.") % {
        "contact": Organisation.current().contact_email
    }
