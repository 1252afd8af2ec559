"""What a receipt says, and what a year's summary says. Amounts are minor units."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto


@dataclass(frozen=True)
class OrganisationDetails:
    """The organisation, in the language of the sheet."""

    name: str
    legal_name: str  # as the tax office knows it, in English
    address: str  # lines
    tax_number: str
    email: str
    phone: str
    tax_deductible: bool


class ReturnKind(Enum):
    """How money of a payment went back."""

    GIVEN = auto()
    ON_ITS_WAY = auto()
    TAKEN_BY_THE_BANK = auto()


@dataclass(frozen=True)
class ReturnedAmount:
    """A part of the payment, or all of it, that went back."""

    amount: int
    day: date
    how: ReturnKind


@dataclass(frozen=True)
class ReceiptDocument:
    """Everything that is printed on one receipt; nobody's name is among it."""

    organisation: OrganisationDetails
    number: str
    day: date  # the civil day of the payment, where the purchaser is
    way: str  # a value of Method
    reference: str
    email: str
    currency: str
    letters: int  # how many
    price: int | None  # of one; None where they differ
    letters_amount: int
    fee_amount: int
    gift_amount: int
    given_back: tuple[ReturnedAmount, ...]
    language: str  # "en" or "he"
    paper: str  # "a4" or "letter"

    @property
    def total(self) -> int:
        """What was paid."""
        return self.letters_amount + self.fee_amount + self.gift_amount

    @property
    def returned(self) -> int:
        """What of it went back."""
        return min(sum(part.amount for part in self.given_back), self.total)

    @property
    def kept(self) -> int:
        """What of it is a contribution in the end."""
        return self.total - self.returned


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
