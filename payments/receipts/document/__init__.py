"""Receipts and yearly summaries as PDFs. Rendering only: `payments.receipts` reads the rows."""

from payments.receipts.document.data import (
    OrganisationDetails,
    ReceiptDocument,
    ReturnedAmount,
    YearDocument,
)
from payments.receipts.document.render import render, render_year

__all__ = [
    "OrganisationDetails",
    "ReceiptDocument",
    "ReturnedAmount",
    "YearDocument",
    "render",
    "render_year",
]
