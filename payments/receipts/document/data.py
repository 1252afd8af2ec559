"""The content of a receipt and of a yearly summary. Amounts are minor units."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from core.calendar.local_day import LocalDay


@dataclass(frozen=True)
class OrganisationDetails:
    """The organisation, in the language of the document."""

    name: str
    legal_name: str  # as the tax office knows it, in English
    address: str  # lines
    tax_number: str
    email: str
    phone: str
    tax_deductible: bool


class ReturnKind(Enum):
    """How a part of a payment was returned."""

    REFUNDED = auto()
    PENDING = auto()
    CHARGED_BACK = auto()


@dataclass(frozen=True)
class ReturnedAmount:
    """A refund or chargeback of a part of the payment, or of all of it."""

    amount: int
    day: date
    kind: ReturnKind


@dataclass(frozen=True)
class ReceiptDocument:
    """Everything that is printed on one receipt; no person's name is among it."""

    organisation: OrganisationDetails
    number: str
    day: LocalDay  # of the payment, where the purchaser is
    method: str  # a value of Method
    reference: str
    email: str
    currency: str
    letters: int  # how many
    price: int | None  # of one; None where they differ
    letters_amount: int
    fee_amount: int
    gift_amount: int
    postage_amount: int
    returns: tuple[ReturnedAmount, ...]
    language: str  # a code of LANGUAGES
    paper: str  # "a4" or "letter"

    @property
    def total(self) -> int:
        return self.letters_amount + self.fee_amount + self.gift_amount + self.postage_amount

    @property
    def returned(self) -> int:
        """The part that was returned, or is being returned."""
        return min(sum(part.amount for part in self.returns), self.total)

    @property
    def net(self) -> int:
        """The total less what was returned."""
        return self.total - self.returned

    @property
    def contribution(self) -> int:
        """What remains of letters, fee and gift: postage is the price of a service."""
        return max(self.net - self.postage_amount, 0)


@dataclass(frozen=True)
class YearDocument:
    """The receipts of one purchaser in a civil year."""

    organisation: OrganisationDetails
    year: int
    email: str
    day: date  # of the summary
    receipts: tuple[ReceiptDocument, ...]
    language: str
    paper: str
