"""What stands on receipts and summaries, in the language that is active."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.hebrew_calendar import civil_date, hebrew_date
from payments.models import Method
from payments.money import format_money
from payments.receipts.document import acknowledgment
from payments.receipts.document.data import (
    OrganisationDetails,
    ReceiptDocument,
    ReturnedAmount,
    ReturnKind,
    YearDocument,
)

Words = dict[str, Any]
COLUMNS = ("letters_amount", "fee_amount", "gift_amount", "returned", "kept")


def receipt_words(sheet: ReceiptDocument) -> Words:
    """All that a receipt says, by its place on the sheet."""

    def money(amount: int) -> str:
        return format_money(amount, sheet.currency)

    return {
        **_common(sheet),
        "title": _("Receipt"),
        "number": sheet.number,
        "facts": [
            {"label": _("Received from"), "text": sheet.email, "ltr": True},
            {"label": _("Date of payment"), "text": _both_dates(sheet), "ltr": False},
            {"label": _("Paid by"), "text": capfirst(str(Method(sheet.way).label)), "ltr": False},
            {"label": _("Reference"), "text": sheet.reference, "ltr": True},
        ],
        "rows": [
            {"label": label, "detail": detail, "amount": money(amount)}
            for label, detail, amount in _amount_rows(sheet)
        ],
        "total": {"label": _("Total paid"), "amount": money(sheet.total)},
        "given_back": [
            {"label": _return_label(part, sheet.language), "amount": _minus(money(part.amount))}
            for part in sheet.given_back
        ],
        "rest": {"label": _("Remains"), "amount": money(sheet.kept)},
        "acknowledgment": acknowledgment.of_receipt(sheet),
    }


def year_words(sheet: YearDocument) -> Words:
    """All that a summary says, by its place on the sheet."""
    currencies = sorted({receipt.currency for receipt in sheet.receipts})
    count = len(sheet.receipts)
    return {
        **_common(sheet),
        "title": _("Summary of %(year)s") % {"year": sheet.year},
        "number": "",
        "facts": [
            {"label": _("Received from"), "text": sheet.email, "ltr": True},
            {
                "label": _("Receipts"),
                "text": ngettext("%(count)s receipt", "%(count)s receipts", count)
                % {"count": f"{count:,}"},
                "ltr": False,
            },
            {"label": _("As of"), "text": civil_date(sheet.day, sheet.language), "ltr": False},
        ],
        "columns": [
            _("Receipt"),
            _("Date"),
            _("Letters"),
            _("Card fee covered"),
            _("Gift"),
            _("Given back"),
            _("Remains"),
        ],
        "tables": [
            _table(currency, [r for r in sheet.receipts if r.currency == currency])
            for currency in currencies
        ],
        "acknowledgment": acknowledgment.of_year(sheet),
    }


def _common(sheet: ReceiptDocument | YearDocument) -> Words:
    return {
        "language": sheet.language,
        "paper": sheet.paper,
        "organisation": _organisation(sheet.organisation),
    }


def _organisation(organisation: OrganisationDetails) -> Words:
    label = _("EIN") if organisation.tax_deductible else _("Registered number")
    return {
        "name": organisation.name,
        "address": organisation.address.splitlines(),
        "tax_label": label if organisation.tax_number else "",
        "tax_number": organisation.tax_number,
        "contact": [text for text in (organisation.email, organisation.phone) if text],
    }


def _both_dates(sheet: ReceiptDocument) -> str:
    return (
        f"{civil_date(sheet.day, sheet.language)}\u2002·\u2002"
        f"{hebrew_date(sheet.day, sheet.language)}"
    )


def _amount_rows(sheet: ReceiptDocument) -> list[tuple[str, str, int]]:
    """The three amounts, each on its line: what it is, how it comes about, how much."""
    count = f"{sheet.letters:,}"
    each = "" if sheet.price is None else f" × {format_money(sheet.price, sheet.currency)}"
    parts = [(_("Letters in the Sefer Torah"), count + each, sheet.letters_amount)]
    if sheet.fee_amount:
        parts.append((_("Card fee covered"), "", sheet.fee_amount))
    if sheet.gift_amount:
        parts.append((_("Gift toward letters for those who cannot pay"), "", sheet.gift_amount))
    return parts


def _return_label(part: ReturnedAmount, language: str) -> str:
    said = {
        ReturnKind.GIVEN: _("Given back on %(day)s"),
        ReturnKind.ON_ITS_WAY: _("On its way back since %(day)s"),
        ReturnKind.TAKEN_BY_THE_BANK: _("Taken back by the bank on %(day)s"),
    }
    return said[part.how] % {"day": civil_date(part.day, language)}


def _table(currency: str, receipts: list[ReceiptDocument]) -> Words:
    """The receipts of one currency, a row each, and their sums."""

    def row(amounts: list[int]) -> list[str]:
        return [format_money(amount, currency) if amount else "–" for amount in amounts]

    each = [[getattr(receipt, column) for column in COLUMNS] for receipt in receipts]
    return {
        "label": _("Total in %(currency)s") % {"currency": currency.upper()},
        "rows": [
            [receipt.number, receipt.day.isoformat(), *row(amounts)]
            for receipt, amounts in zip(receipts, each, strict=True)
        ],
        "sums": row([sum(column) for column in zip(*each, strict=True)]),
    }


def _minus(amount: str) -> str:
    return f"−{amount}"
