"""The written acknowledgment that a donor in the United States needs for $250 and more."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.amounts.money import format_money
from core.languages import is_right_to_left
from payments.receipts.document.data import OrganisationDetails, ReceiptDocument, YearDocument

MIN_AMOUNT: Final = 250_00  # cents

Paragraph = dict[str, str | bool]  # with the keys "language", "rtl" and "text"


def is_due(receipt: ReceiptDocument) -> bool:
    """Whether the contribution of this one payment needs an acknowledgment.

    IRS Publication 1771 (Rev. 3-2016), "Written Acknowledgment", after section 170(f)(8) of the
    Internal Revenue Code: for each single contribution of $250 or more it must name the
    organisation and the amount of cash, and say that no goods or services were given in return,
    or that they were intangible religious benefits only. Contributions of one donor are not added
    up to reach $250 (Treas. Reg. 1.170A-13(f)(1)): each payment is judged alone.

    The whole payment counts: letters, for which nothing but a religious benefit is given; the gift;
    and the card fee covered, since all of it was paid to the organisation and the bank's fee is
    the organisation's own cost. The postage of printed certificates does not count, nor what was
    returned or is being returned. Other currencies are never due: no exchange rate is known here.
    """
    return (
        receipt.organisation.tax_deductible
        and receipt.currency == "usd"
        and receipt.contribution >= MIN_AMOUNT
    )


def of_receipt(receipt: ReceiptDocument) -> list[Paragraph]:
    """The tax paragraphs of a receipt."""
    amount = format_money(receipt.contribution, receipt.currency)

    def sentence(name: str) -> str:
        return _(
            "%(name)s provided no goods or services in return for this contribution of %(amount)s, "
            "except intangible religious benefits."
        ) % {"name": name, "amount": amount}

    return _paragraphs(
        receipt.organisation, receipt.language, sentence if is_due(receipt) else None
    )


def of_year(year: YearDocument) -> list[Paragraph]:
    """The tax paragraphs of a year: one acknowledgment may cover several contributions (ibid.)."""

    def sentence(name: str) -> str:
        return _(
            "%(name)s provided no goods or services in return for any of these contributions, "
            "except intangible religious benefits."
        ) % {"name": name}

    due = any(is_due(receipt) for receipt in year.receipts)
    return _paragraphs(year.organisation, year.language, sentence if due else None)


def _paragraphs(
    organisation: OrganisationDetails, language: str, acknowledgment: Callable[[str], str] | None
) -> list[Paragraph]:
    """In the document's language; an acknowledgment also in English, for the tax office."""
    if not organisation.tax_deductible:
        return []
    paragraphs: list[Paragraph] = []
    for each in dict.fromkeys([language, "en"] if acknowledgment else [language]):
        name = organisation.name if each == language else organisation.legal_name
        with override(each):
            charity = _(
                "%(name)s is a charity under section 501(c)(3) of the Internal Revenue Code of the "
                "United States."
            ) % {"name": name}
            text = f"{charity} {acknowledgment(name)}" if acknowledgment else charity
        paragraphs.append({"language": each, "rtl": is_right_to_left(each), "text": text})
    return paragraphs
