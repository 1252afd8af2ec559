"""The ways in which an order can be paid now, and what is told about them."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.methods.fund import letters_left
from payments.models import Order, Organisation


@dataclass(frozen=True)
class Ways:
    """What is offered to a person; `bank_details` in the reader's language, empty for no transfer.

    `fund_letters` says for how many letters more this person may have the fund pay, None where
    there is no bound.
    """

    cards: bool
    bank_details: str
    fund_letters: int | None
    contact: str

    @property
    def fund(self) -> bool:
        """Whether this person may have the fund pay."""
        return self.fund_letters != 0

    @property
    def none(self) -> bool:
        """Whether nothing can be paid at all."""
        return not (self.cards or self.bank_details or self.fund)

    def transfer_beside_card(self, total: int) -> bool:
        """Whether a transfer is offered beside the card for this total, in minor units."""
        return bool(self.bank_details) and total >= settings.BANK_TRANSFER_MINIMUM


def ways_for(user: User | AnonymousUser) -> Ways:
    """What is offered to this user, or to anyone who is not signed in."""
    us = Organisation.current()
    details = us.bank_details_he if get_language() == "he" else us.bank_details
    return Ways(
        cards=us.cards,
        bank_details=(details or us.bank_details or us.bank_details_he).strip(),
        fund_letters=letters_left(user) if isinstance(user, User) else 0,
        contact=us.email,
    )


def transfer_code(order: Order) -> str:
    """What the sender of a transfer writes on it, short enough for a bank's form."""
    return f"UT-{order.pk}"


def order_of_code(code: str) -> int | None:
    """The key of the order that a transfer's code names, as a bank may have written it."""
    found = re.fullmatch(r"UT[-\s]?(\d{1,18})", code.strip(), re.ASCII | re.IGNORECASE)
    return int(found[1]) if found else None


def no_cards() -> str:
    """That the committee turned the cards off."""
    return _(
        "Card payments are unavailable right now. Nothing was charged, and your list is saved."
    )


def too_much_for_a_card() -> str:
    """That an amount is above what one card payment can be, and where to write."""
    return _("That is more than one card payment can hold. Please write to us at %(contact)s.") % {
        "contact": Organisation.current().contact_email
    }
