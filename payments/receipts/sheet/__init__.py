"""Receipts and the summary of a year, as PDFs. Rendering only: rows come from `receipts`."""

from payments.receipts.sheet.press import render, render_year
from payments.receipts.sheet.sheet import GivenBack, Particulars, ReceiptSheet, YearSheet

__all__ = ["GivenBack", "Particulars", "ReceiptSheet", "YearSheet", "render", "render_year"]
