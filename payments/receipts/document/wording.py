"""The texts of receipts and summaries, in the active language."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.amounts.money import format_money
from core.calendar.hebrew_calendar import civil_date, hebrew_date
from core.languages import is_right_to_left
from payments.models import Method
from payments.receipts.document import acknowledgment
from payments.receipts.document.data import (
    OrganisationDetails,
    ReceiptDocument,
    ReturnedAmount,
    ReturnKind,
    YearDocument,
)

Fields = dict[str, Any]  # the input of a Typst template
COLUMNS = ("letters_amount", "fee_amount", "gift_amount", "postage_amount", "returned", "net")


def receipt_fields(document: ReceiptDocument) -> Fields:
    def money(amount: int) -> str:
        return format_money(amount, document.currency)

    return {
        **_common(document),
        "title": _("Receipt"),
        "number": document.number,
        "facts": [
            {"label": _("Received from"), "text": document.email, "ltr": True},
            {"label": _("Date of payment"), "text": _both_dates(document), "ltr": False},
            {
                "label": _("Paid by"),
                "text": capfirst(str(Method(document.method).label)),
                "ltr": False,
            },
            {"label": _("Reference"), "text": document.reference, "ltr": True},
        ],
        "rows": [
            {"label": label, "detail": detail, "amount": money(amount)}
            for label, detail, amount in _amount_rows(document)
        ],
        "total": {"label": _("Total paid"), "amount": money(document.total)},
        "returns": [
            {"label": _return_label(part, document.language), "amount": _minus(money(part.amount))}
            for part in document.returns
        ],
        "rest": {"label": _("Remains"), "amount": money(document.net)},
        "acknowledgment": acknowledgment.of_receipt(document),
    }


def year_fields(document: YearDocument) -> Fields:
    currencies = sorted({receipt.currency for receipt in document.receipts})
    count = len(document.receipts)
    columns = [each for each in COLUMNS if each != "postage_amount" or _any_postage(document)]
    return {
        **_common(document),
        "title": _("Summary of %(year)s") % {"year": document.year},
        "number": "",
        "facts": [
            {"label": _("Received from"), "text": document.email, "ltr": True},
            {
                "label": _("Receipts"),
                "text": ngettext("%(count)s receipt", "%(count)s receipts", count)
                % {"count": f"{count:,}"},
                "ltr": False,
            },
            {
                "label": _("As of"),
                "text": civil_date(document.day, document.language),
                "ltr": False,
            },
        ],
        "columns": [
            _("Receipt"),
            _("Date"),
            _("Letters"),
            _("Card fee covered"),
            _("Gift"),
            *([_("By post")] if _any_postage(document) else []),
            _("Refunded"),
            _("Remains"),
        ],
        "tables": [
            _table(currency, [r for r in document.receipts if r.currency == currency], columns)
            for currency in currencies
        ],
        "acknowledgment": acknowledgment.of_year(document),
    }


def _common(document: ReceiptDocument | YearDocument) -> Fields:
    return {
        "language": document.language,
        "rtl": is_right_to_left(document.language),
        "paper": document.paper,
        "organisation": _organisation(document.organisation),
    }


def _organisation(organisation: OrganisationDetails) -> Fields:
    label = _("EIN") if organisation.tax_deductible else _("Registered number")
    return {
        "name": organisation.name,
        "address": organisation.address.splitlines(),
        "tax_label": label if organisation.tax_number else "",
        "tax_number": organisation.tax_number,
        "contact": [text for text in (organisation.email, organisation.phone) if text],
    }


def _both_dates(document: ReceiptDocument) -> str:
    return (
        f"{civil_date(document.day.civil, document.language)}\u2002·\u2002"
        f"{hebrew_date(document.day.jewish, document.language)}"
    )


def _amount_rows(document: ReceiptDocument) -> list[tuple[str, str, int]]:
    """A label, a detail and an amount for each row."""
    count = f"{document.letters:,}"
    each = "" if document.price is None else f" × {format_money(document.price, document.currency)}"
    parts = [(_("Letters in the Sefer Torah"), count + each, document.letters_amount)]
    if document.fee_amount:
        parts.append((_("Card fee covered"), "", document.fee_amount))
    if document.gift_amount:
        parts.append((_("Gift toward letters for those who cannot pay"), "", document.gift_amount))
    if document.postage_amount:
        parts.append((_("Printed certificates by post"), "", document.postage_amount))
    return parts


def _return_label(returned: ReturnedAmount, language: str) -> str:
    labels = {
        ReturnKind.REFUNDED: _("Refunded on %(day)s"),
        ReturnKind.PENDING: _("Refund under way since %(day)s"),
        ReturnKind.CHARGED_BACK: _("Taken back by the bank on %(day)s"),
    }
    return labels[returned.kind] % {"day": civil_date(returned.day, language)}


def _any_postage(document: YearDocument) -> bool:
    return any(receipt.postage_amount for receipt in document.receipts)


def _table(currency: str, receipts: list[ReceiptDocument], columns: list[str]) -> Fields:
    def row(amounts: list[int]) -> list[str]:
        return [format_money(amount, currency) if amount else "–" for amount in amounts]

    each = [[getattr(receipt, column) for column in columns] for receipt in receipts]
    return {
        "label": _("Total in %(currency)s") % {"currency": currency.upper()},
        "rows": [
            [receipt.number, receipt.day.civil.isoformat(), *row(amounts)]
            for receipt, amounts in zip(receipts, each, strict=True)
        ],
        "sums": row([sum(column) for column in zip(*each, strict=True)]),
    }


def _minus(amount: str) -> str:
    return f"−{amount}"
